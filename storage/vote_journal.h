// SPDX-License-Identifier: Apache-2.0
// What this node has promised, in the order it promised, kept apart from the database. A record
// must be durable before the vote it stands for leaves the process; the journal makes a group of
// records durable with one write of each region and one fsync.
//
// Every record carries its number and the hash of the one before. Two alternating high-water slots
// are written in the same fsync and hold a copy of the last group, so that a torn append is told
// from a lost one without a second fsync: what is past the high water was never acknowledged and
// is cut; what is below it and cannot be read is reported as amnesia, and the node must not vote.
// Payloads are opaque here. Bytes: storage/FORMAT.md. One thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/bytes.h"
#include "core/ids.h"
#include "core/result.h"
#include "storage/file.h"

namespace heng::storage {

inline constexpr std::size_t kJournalPayloadBytesMax = 16 << 20;

struct JournalRecord {
  std::uint64_t seq = 0;  // the first is 1
  Bytes payload;

  friend bool operator==(const JournalRecord&, const JournalRecord&) = default;
};

class VoteJournal {
 public:
  // What opening found. With amnesia there is no journal to append to.
  struct Opened {
    std::unique_ptr<VoteJournal> journal;
    std::vector<JournalRecord> records;  // ascending, from the pruning point
    std::uint64_t bytes_cut = 0;         // of a torn tail
    std::uint64_t records_restored = 0;  // from the slot's copy of the last group
    std::vector<std::string> damage;     // what was unreadable, and cost nothing
    std::optional<std::string> amnesia;  // what was lost, and where
  };

  // A new, empty journal, durable under its name when this returns. Only for a key that has never
  // voted: a new node, or a rotated key. Fails with kInvalid when the name is taken.
  [[nodiscard]] static Result<std::unique_ptr<VoteJournal>, Status> Create(Directory& directory,
                                                                           std::string name);
  // An absent file is amnesia too: a node that has voted must have one. Fails only when the
  // operating system does.
  [[nodiscard]] static Result<Opened, Status> Open(Directory& directory, std::string name);

  ~VoteJournal();

  // Adds a record to the group that the next Sync makes durable, and returns its number.
  std::uint64_t Append(ByteView payload);
  // Returns when every appended record is durable. After a failure every later call fails: the
  // caller must end the process.
  [[nodiscard]] Result<void, Status> Sync();

  [[nodiscard]] std::uint64_t last_seq() const;     // of the last appended record; 0 when none
  [[nodiscard]] std::uint64_t durable_seq() const;  // of the last durable one
  [[nodiscard]] std::uint64_t first_seq() const;    // of the oldest record kept
  [[nodiscard]] std::uint64_t size_bytes() const;

  // Forgets the durable records numbered below `seq` by writing a new file and renaming it over the
  // old one. Everything appended must be durable.
  [[nodiscard]] Result<void, Status> PruneBelow(std::uint64_t seq);

 private:
  struct State;
  explicit VoteJournal(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace heng::storage
