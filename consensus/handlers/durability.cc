// SPDX-License-Identifier: Apache-2.0
// What has become durable: own votes are counted now, and what is behind a durable commit may leave
// the journal.
#include "consensus/handlers/handlers.h"
#include "consensus/learn.h"

namespace heng::consensus {

void HandlePersisted(Engine& engine, const Persisted& persisted) {
  while (!engine.unsynced_votes.empty() &&
         engine.unsynced_votes.front().first <= persisted.through) {
    const Vote vote = engine.unsynced_votes.front().second;
    engine.unsynced_votes.pop_front();
    LearnVote(engine, vote);
  }
  if (const auto first_kept = engine.journal.Synced(persisted.through)) {
    engine.Emit(PruneJournal{.first_kept = *first_kept});
  }
}

void HandleCommitted(Engine& engine, const Committed& committed) {
  auto& waiting = engine.unconfirmed_commits;
  const auto found = waiting.find(committed.height);
  if (found == waiting.end()) {
    return;
  }
  const View floor = found->second;
  waiting.erase(waiting.begin(), std::next(found));
  if (const auto checkpoint = engine.journal.DropThrough(floor)) {
    std::uint64_t number = checkpoint->first_number;
    for (const JournalRecord& record : checkpoint->records) {
      engine.Emit(Persist{.number = number++, .record = record});
    }
  }
}

}  // namespace heng::consensus
