// SPDX-License-Identifier: Apache-2.0
// Time that ran out. Timers of a view that was left mean nothing, but the fetch timer belongs to no
// view.
#include "consensus/handlers/handlers.h"
#include "consensus/rules/rules.h"

namespace heng::consensus {

void HandleTimer(Engine& engine, const TimerFired& timer) {
  if (timer.kind == TimerKind::kFetch) {
    engine.catch_up.timer_running = false;
    if (engine.catch_up.ancestors) {
      engine.catch_up.helpful.reset();
    }
    engine.catch_up.ancestors.reset();
    engine.catch_up.certificates.reset();
    ++engine.catch_up.attempt;
    return;
  }
  if (timer.view != engine.current) {
    return;
  }
  CurrentView& view = engine.view;
  switch (timer.kind) {
    case TimerKind::kPropose:
      view.late = view.late || !view.accepted;
      break;
    case TimerKind::kView:
      view.late = true;
      break;
    case TimerKind::kRetry:
      RetryView(engine);
      break;
    case TimerKind::kIdle:
      view.idle_over = true;
      if (view.stage == ProposeStage::kWaiting) {
        view.stage = ProposeStage::kWanted;
      }
      break;
    case TimerKind::kBatch:
      view.gathering = false;
      view.may_be_empty = view.unfinished_work && engine.work_pending;
      if (view.stage == ProposeStage::kWaiting && engine.work_pending) {
        view.stage = ProposeStage::kWanted;
      }
      break;
    case TimerKind::kBlockTime:
      view.block_time_timer = false;
      break;
    case TimerKind::kFetch:
      break;
  }
}

}  // namespace heng::consensus
