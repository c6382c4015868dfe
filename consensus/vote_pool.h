// SPDX-License-Identifier: Apache-2.0
// The vote sets of the open views, and each validator's newest vote. Bounded by the window: the
// caller drops what is below it.
#pragma once

#include <map>
#include <optional>

#include "consensus/vote_set.h"
#include "core/height.h"

namespace heng::consensus {

class VotePool {
 public:
  // See VoteSet. The vote must have been checked.
  std::optional<Evidence> Insert(const Vote& vote);

  [[nodiscard]] bool Holds(const VoteContent& content,
                           ValidatorIndex signer,
                           const Signature& signature) const;
  // The set of a view; nothing when no vote of it is held.
  [[nodiscard]] const VoteSet* Find(View view) const;
  // The vote of the highest view that this validator is known to have cast.
  [[nodiscard]] const Vote* NewestOf(ValidatorIndex signer) const;

  void DropBelow(View floor);

 private:
  std::map<View, VoteSet> sets_;
  std::map<ValidatorIndex, Vote> newest_;
};

}  // namespace heng::consensus
