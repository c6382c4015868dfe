// SPDX-License-Identifier: Apache-2.0
#include "consensus/live_journal.h"

#include <iterator>
#include <utility>

#include "consensus/types.h"

namespace heng::consensus {

LiveJournal::LiveJournal(std::vector<JournalRecord> recovered)
    : records_(std::make_move_iterator(recovered.begin()),
               std::make_move_iterator(recovered.end())),
      written_since_checkpoint_(records_.size()) {}

std::uint64_t LiveJournal::Append(JournalRecord record) {
  records_.push_back(std::move(record));
  ++written_since_checkpoint_;
  return ++last_number_;
}

std::optional<LiveJournal::Checkpoint> LiveJournal::DropThrough(View floor) {
  std::erase_if(records_,
                [&](const JournalRecord& record) { return PruningViewOf(record) <= floor; });
  if (written_since_checkpoint_ < kJournalCheckpointRecords || checkpoint_first_) {
    return std::nullopt;
  }
  written_since_checkpoint_ = 0;
  checkpoint_first_ = last_number_ + 1;
  last_number_ += records_.size();
  checkpoint_last_ = last_number_;
  return Checkpoint{.first_number = *checkpoint_first_,
                    .records = {records_.begin(), records_.end()}};
}

std::optional<std::uint64_t> LiveJournal::Synced(std::uint64_t number) {
  if (!checkpoint_first_ || number < checkpoint_last_) {
    return std::nullopt;
  }
  return std::exchange(checkpoint_first_, std::nullopt);
}

}  // namespace heng::consensus
