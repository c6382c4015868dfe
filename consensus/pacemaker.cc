// SPDX-License-Identifier: Apache-2.0
#include "consensus/pacemaker.h"

namespace heng::consensus {
namespace {

constexpr std::uint32_t kBackoffMax = 6;  // 2^6 = 64

}  // namespace

std::uint64_t Pacemaker::delta_ms() const {
  return parameters_.delta_ms << backoff_;
}

std::uint64_t Pacemaker::propose_timeout_ms() const {
  return 2 * delta_ms() + parameters_.build_budget_ms;
}

std::uint64_t Pacemaker::view_timeout_ms() const {
  return 3 * delta_ms() + parameters_.build_budget_ms + parameters_.verify_budget_ms +
         parameters_.execute_budget_ms;
}

void Pacemaker::Enter(View view, std::uint64_t uptime_ms, Effects& effects) {
  // A timer of an older view that still fires is ignored; these two are stopped to save wake-ups.
  StopWaitingForProposal(effects);
  if (armed_) {
    effects.push_back(CancelTimer{TimerKind::kView});
  }
  view_ = view;
  entered_ms_ = uptime_ms;
  armed_ = false;
  effects.push_back(SetTimer{TimerKind::kIdle, view, parameters_.idle_interval_ms});
  RestartRetry(effects);
}

void Pacemaker::Arm(bool expect_proposal, Effects& effects) {
  if (armed_) {
    return;
  }
  armed_ = true;
  expecting_proposal_ = expect_proposal;
  effects.push_back(CancelTimer{TimerKind::kIdle});
  if (expect_proposal) {
    effects.push_back(SetTimer{TimerKind::kPropose, view_, propose_timeout_ms()});
  }
  effects.push_back(SetTimer{TimerKind::kView, view_, view_timeout_ms()});
  RestartRetry(effects);
}

void Pacemaker::Disarm(std::uint64_t uptime_ms, Effects& effects) {
  if (!armed_) {
    return;
  }
  StopWaitingForProposal(effects);
  armed_ = false;
  effects.push_back(CancelTimer{TimerKind::kView});
  const std::uint64_t waited = uptime_ms > entered_ms_ ? uptime_ms - entered_ms_ : 0;
  const std::uint64_t left =
      waited < parameters_.idle_interval_ms ? parameters_.idle_interval_ms - waited : 0;
  effects.push_back(SetTimer{TimerKind::kIdle, view_, left});
}

void Pacemaker::StopWaitingForProposal(Effects& effects) {
  if (expecting_proposal_) {
    expecting_proposal_ = false;
    effects.push_back(CancelTimer{TimerKind::kPropose});
  }
}

void Pacemaker::RestartRetry(Effects& effects) {
  effects.push_back(SetTimer{TimerKind::kRetry, view_, view_timeout_ms()});
}

void Pacemaker::ViewNullified(bool leader_was_active) {
  if (leader_was_active && backoff_ < kBackoffMax) {
    ++backoff_;
  }
}

void Pacemaker::ViewFinalized() {
  if (backoff_ > 0) {
    --backoff_;
  }
}

}  // namespace heng::consensus
