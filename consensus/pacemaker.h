// SPDX-License-Identifier: Apache-2.0
// The patience of a view: how long the proposal (tl) and the view (ta) may take, and when what was
// said is repeated (tr). Delta backs off by doubling when a view of a live leader is nullified,
// never above 64 times, and decays by one step with each finalized view. Timers touch liveness
// only.
#pragma once

#include <cstdint>

#include "consensus/config.h"
#include "consensus/effect.h"
#include "core/height.h"

namespace heng::consensus {

class Pacemaker {
 public:
  explicit Pacemaker(const Parameters& parameters) : parameters_(parameters) {}

  // A view begins: the retry and idle timers start. tl and ta wait for Arm.
  void Enter(View view, std::uint64_t uptime_ms, Effects& effects);

  // tl and ta start (without tl when the proposal is here already). Nothing if they run.
  void Arm(bool expect_proposal, Effects& effects);
  // There is nothing to wait for any more: tl and ta stop, the idle timer starts again with what is
  // left of the interval.
  void Disarm(std::uint64_t uptime_ms, Effects& effects);
  // The proposal came.
  void StopWaitingForProposal(Effects& effects);
  void RestartRetry(Effects& effects);

  void ViewNullified(bool leader_was_active);
  void ViewFinalized();

  [[nodiscard]] bool armed() const { return armed_; }
  [[nodiscard]] std::uint64_t entered_ms() const { return entered_ms_; }
  [[nodiscard]] std::uint32_t backoff() const { return backoff_; }
  [[nodiscard]] std::uint64_t delta_ms() const;
  [[nodiscard]] std::uint64_t propose_timeout_ms() const;  // tl
  [[nodiscard]] std::uint64_t view_timeout_ms() const;     // ta = tr

 private:
  Parameters parameters_;
  View view_;
  std::uint64_t entered_ms_ = 0;
  std::uint32_t backoff_ = 0;
  bool armed_ = false;
  bool expecting_proposal_ = false;
};

}  // namespace heng::consensus
