// SPDX-License-Identifier: Apache-2.0
// The verified certificates by view. At most one of each kind a view; two that exclude each other
// mean that more than f validators are faulty, and the second is not kept.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "consensus/messages/certificate.h"
#include "core/height.h"

namespace heng::consensus {

class CertificatePool {
 public:
  enum class Added { kNew, kKnown, kConflict };

  // Takes in a certificate whose signatures were checked.
  Added Add(const Certificate& certificate);

  [[nodiscard]] const Certificate* Notarization(View view) const;
  [[nodiscard]] const Certificate* Nullification(View view) const;
  [[nodiscard]] const Certificate* Finalization(View view) const;
  [[nodiscard]] const Certificate* Find(VoteType type, View view) const;

  // The Fin of the highest view held.
  [[nodiscard]] const Certificate* HighestFinalization() const;

  // Not or Fin of this proposal, which says the same about it: a quorum accepted it.
  [[nodiscard]] const Certificate* AcceptanceOf(View view, const ProposalId& pid) const;

  // Views that hold any certificate and are at or above `from`, ascending.
  [[nodiscard]] std::vector<View> ViewsFrom(View from) const;

  // Rises when a certificate is added.
  [[nodiscard]] std::uint64_t version() const { return version_; }

  // Keeps the highest Fin whatever the floor.
  void DropBelow(View floor);

 private:
  struct OfView {
    std::optional<Certificate> notarization;
    std::optional<Certificate> nullification;
    std::optional<Certificate> finalization;
  };

  std::map<View, OfView> views_;
  std::optional<View> highest_final_;
  std::uint64_t version_ = 0;
};

}  // namespace heng::consensus
