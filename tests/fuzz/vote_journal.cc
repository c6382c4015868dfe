// SPDX-License-Identifier: Apache-2.0
// The vote journal on any file: an arbitrary image, and a true journal that was damaged. It opens
// with what was promised, or says that something is lost; it never invents a record, and what it
// takes afterwards it keeps.
#include "storage/vote_journal.h"

#include <algorithm>

#include "core/check.h"
#include "storage/memory_file.h"
#include "tests/fuzz/canonical.h"
#include "tests/fuzz/journal_input.h"
#include "tests/fuzz/targets.h"

namespace heng::fuzz {
namespace {

using storage::MemoryDirectory;
using Journal = storage::VoteJournal;

constexpr char kName[] = "votes";

// Opens what is in the directory, adds a record, and opens it again.
Result<Journal::Opened, Status> OpenTwice(MemoryDirectory& directory) {
  auto opened = Journal::Open(directory, kName);
  HENG_ASSERT(opened.has_value());
  HENG_ASSERT(opened->amnesia.has_value() == (opened->journal == nullptr));
  if (opened->journal == nullptr) {
    HENG_ASSERT(!opened->amnesia->empty());
    return opened;
  }
  HENG_ASSERT(opened->journal->durable_seq() == opened->journal->last_seq());
  const std::uint64_t seq = opened->journal->Append("one more");
  HENG_ASSERT(opened->journal->Sync().has_value());
  opened->journal.reset();
  auto again = Journal::Open(directory, kName);
  HENG_ASSERT(again.has_value() && !again->amnesia && again->bytes_cut == 0);
  HENG_ASSERT(again->records.size() == opened->records.size() + 1);
  HENG_ASSERT(std::equal(opened->records.begin(), opened->records.end(), again->records.begin()));
  HENG_ASSERT(again->records.back().seq == seq && again->records.back().payload == "one more");
  return opened;
}

void OpenImage(ByteView image) {
  MemoryDirectory directory;
  HENG_ASSERT(directory.Create(kName).has_value());
  directory.Overwrite(kName, Bytes(image));
  (void)OpenTwice(directory);
}

void OpenDamaged(const JournalInput& input) {
  MemoryDirectory directory;
  auto journal = Journal::Create(directory, kName);
  HENG_ASSERT(journal.has_value());
  const std::size_t group = input.group % 4 + 1;
  for (std::size_t i = 0; i < input.payloads.size(); ++i) {
    (*journal)->Append(input.payloads[i]);
    if ((i + 1) % group == 0 || i + 1 == input.payloads.size()) {
      HENG_ASSERT((*journal)->Sync().has_value());
    }
  }
  journal->reset();
  Bytes content = directory.ContentOf(kName);
  const Bytes whole = content;
  Damage(input, content);
  directory.Overwrite(kName, content);
  const auto opened = OpenTwice(directory);
  const auto& records = opened->records;
  HENG_ASSERT(records.size() <= input.payloads.size());
  for (std::size_t i = 0; i < records.size(); ++i) {
    HENG_ASSERT(records[i].seq == i + 1 && records[i].payload == input.payloads[i]);
  }
  // Only the last group can look as if its fsync had never returned.
  const std::size_t last_group =
      input.payloads.empty() ? 0 : (input.payloads.size() - 1) % group + 1;
  HENG_ASSERT(opened->amnesia || records.size() + last_group >= input.payloads.size());
  HENG_ASSERT(content != whole || (!opened->amnesia && records.size() == input.payloads.size()));
}

}  // namespace

void VoteJournal(ByteView input) {
  OpenImage(input);
  if (const auto damaged = Canonical<JournalInput>(input)) {
    OpenDamaged(*damaged);
  }
}

}  // namespace heng::fuzz
