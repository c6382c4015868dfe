// SPDX-License-Identifier: Apache-2.0
// The records of the vote journal that are still needed, kept in memory so that the journal can be
// written anew and its old part forgotten. Numbers the Persist effects. Once in
// kJournalCheckpointRecords it repeats what is needed; when the repetition is synced, everything
// before it may go.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "consensus/durable_state.h"
#include "core/height.h"

namespace heng::consensus {

class LiveJournal {
 public:
  // `recovered` are records that are on disk already.
  explicit LiveJournal(std::vector<JournalRecord> recovered);

  // Remembers a record that is to be persisted, and returns its number.
  std::uint64_t Append(JournalRecord record);

  struct Checkpoint {
    std::uint64_t first_number = 0;  // the others follow
    std::vector<JournalRecord> records;
  };
  // A block of `floor` is durably committed: drops what is no longer needed. Returns the records to
  // persist again, oldest first, when a checkpoint is due.
  [[nodiscard]] std::optional<Checkpoint> DropThrough(View floor);

  // The journal is synced through `number`. Returns the first number to keep when a checkpoint has
  // become durable by that.
  [[nodiscard]] std::optional<std::uint64_t> Synced(std::uint64_t number);

  [[nodiscard]] std::uint64_t last_number() const { return last_number_; }
  [[nodiscard]] std::size_t size() const { return records_.size(); }

 private:
  std::deque<JournalRecord> records_;
  std::uint64_t last_number_ = 0;
  std::uint64_t written_since_checkpoint_ = 0;
  std::optional<std::uint64_t> checkpoint_first_;  // of a checkpoint that is not yet durable
  std::uint64_t checkpoint_last_ = 0;
};

}  // namespace heng::consensus
