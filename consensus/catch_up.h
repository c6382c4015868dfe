// SPDX-License-Identifier: Apache-2.0
// What this node is missing and whom it has asked: one run of blocks and one range of certificates
// at a time. An answer that does not come before the fetch timer is asked of the next peer. The
// next run is asked for while the blocks of the last one are still on their way through execution.
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
  bool is_final = false;  // asked for the sake of a Fin, whose answer any later Fin needs as well
};

struct CertificatesQuestion {
  View first;
  View last;
  PeerId asked;
};

// The last block of the final run above the tip that is known from there on without a gap.
struct KnownRun {
  ProposalId top;
  Height height;
};

// Questions less than this apart are of one run of questions: an answer to the first of them may
// still be under way when the last is asked.
inline constexpr std::uint64_t kAnswerLateMs = 30'000;

struct CatchUp {
  std::optional<KnownRun> known;
  std::optional<AncestorsQuestion> ancestors;
  std::optional<CertificatesQuestion> certificates;
  Height asked_above_min;  // lowest height above which this run of questions asked
  std::optional<std::uint64_t> asked_at_ms;  // uptime of the last question about blocks
  std::uint64_t attempt = 0;      // rises with every timer, falls to 0 with every useful answer
  std::optional<PeerId> helpful;  // gave the last useful answer, and is asked first
  bool timer_running = false;
};

}  // namespace heng::consensus
