// SPDX-License-Identifier: Apache-2.0
#include "consensus/rules/rules.h"

namespace heng::consensus {

// Commit before enter, so that a view begins with the newest tip; finalize before enter, so that
// the vote for a block is the first thing said when it is certified; propose last but for the votes
// on the own proposal, because it looks at all the others. Every rule that returns true has moved
// the view, the tip, a block or a vote forward, and none of them can move back, so this ends.
void Advance(Engine& engine) {
  bool changed = true;
  while (changed) {
    changed = CertifyBlocks(engine);
    changed |= CommitFinalized(engine);
    changed |= FinalizeCertified(engine);
    changed |= EnterNextView(engine);
    changed |= ProposeAsLeader(engine);
    changed |= NotarizeProposal(engine);
    changed |= NullifyView(engine);
  }
  PaceView(engine);
  AskForMissing(engine);
}

}  // namespace heng::consensus
