// SPDX-License-Identifier: Apache-2.0
// P2: tl and ta run from the moment when there is something to wait for: a pending transaction, a
// proposal, or the end of the idle interval. So an idle network is quiet, and a dead leader is
// found out as soon as there is work.
#include "consensus/rules/rules.h"

namespace heng::consensus {

void PaceView(Engine& engine) {
  const CurrentView& view = engine.view;
  if (engine.work_pending || view.idle_over || view.accepted || view.skipped) {
    engine.pacemaker.Arm(!view.accepted && !view.skipped, engine.effects);
  } else if (!view.late) {
    engine.pacemaker.Disarm(engine.now.uptime_ms, engine.effects);
  }
}

}  // namespace heng::consensus
