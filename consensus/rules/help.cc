// SPDX-License-Identifier: Apache-2.0
// R2: who still speaks about a view that this node has left gets the certificates that lead out of
// it. Natural lateness (the view just left, a moment ago) is not lagging.
#include "consensus/rules/rules.h"

namespace heng::consensus {

void HelpPeer(Engine& engine, PeerId peer, VoteType spoke_of, View view) {
  const bool just_left =
      Next(view) == engine.current &&
      engine.now.uptime_ms < engine.pacemaker.entered_ms() + engine.config.parameters.delta_ms;
  if (view >= engine.current || just_left) {
    return;
  }
  const Certificate* final = engine.certificates.HighestFinalization();
  const bool final_helps = final != nullptr && final->view >= view;
  if (spoke_of == VoteType::kFinalize && !final_helps) {
    return;  // it waits for others as this node does
  }
  if (!engine.peers.AllowHelp(peer, engine.now.uptime_ms)) {
    return;
  }
  if (final_helps) {
    engine.Emit(Send{peer, *final});
  } else if (const Certificate* nul = engine.certificates.Nullification(view); nul != nullptr) {
    engine.Emit(Send{peer, *nul});
  } else if (const Certificate* not_ = engine.certificates.Notarization(view); not_ != nullptr) {
    engine.Emit(Send{peer, *not_});
  }
  // One step at a time would take a far-off peer one timeout a view; this one leads straight here.
  if (engine.entry && engine.entry->view > view &&
      (!final_helps || engine.entry->view > final->view)) {
    engine.Emit(Send{peer, *engine.entry});
  }
}

}  // namespace heng::consensus
