// SPDX-License-Identifier: Apache-2.0
// What this node is missing and whom it has asked: one block and one range of certificates at a
// time. An answer that does not come before the fetch timer is asked of the next peer.
#pragma once

#include <cstdint>
#include <optional>

#include "consensus/types.h"
#include "core/height.h"
#include "core/ids.h"

namespace heng::consensus {

struct AncestorsQuestion {
  ProposalId pid;
  PeerId asked;
};

struct CertificatesQuestion {
  View first;
  View last;
  PeerId asked;
};

struct CatchUp {
  std::optional<AncestorsQuestion> ancestors;
  std::optional<CertificatesQuestion> certificates;
  std::uint64_t attempt = 0;  // rises with every timer, falls to 0 with every useful answer
  bool timer_running = false;
};

}  // namespace heng::consensus
