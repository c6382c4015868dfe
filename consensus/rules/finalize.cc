// SPDX-License-Identifier: Apache-2.0
// V3: a notarized block that is durable and executed here is worth a FINALIZE, even of a view that
// has been left. Views at or below a known Fin need no more votes.
#include "consensus/rules/rules.h"

namespace heng::consensus {

bool FinalizeCertified(Engine& engine) {
  bool changed = false;
  for (const View view : engine.certificates.ViewsFrom(Next(engine.HighestFinalView()))) {
    const Certificate* notarization = engine.certificates.Notarization(view);
    if (notarization == nullptr || engine.safety.HasFinalized(view)) {
      continue;
    }
    const Block* block = engine.tree.Find(notarization->pid);
    if (block == nullptr || block->certify != CertifyState::kOk) {
      continue;
    }
    const auto content = engine.safety.Finalize({.view = view,
                                                 .pid = block->pid,
                                                 .block_id = block->block_id,
                                                 .notarized = true,
                                                 .certified = true});
    if (content) {
      engine.Emit(Broadcast{engine.CastVote(*content)});
      changed = true;
    }
  }
  return changed;
}

}  // namespace heng::consensus
