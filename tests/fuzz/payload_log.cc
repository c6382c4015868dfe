// SPDX-License-Identifier: Apache-2.0
// The payload log on any file: an arbitrary image, and a true log that was damaged. What it returns
// is what the file says of that proposal; what it takes afterwards it keeps.
#include "node/driver/payload_log.h"

#include "core/crypto/hash.h"
#include "storage/memory_file.h"
#include "tests/fuzz/canonical.h"
#include "tests/fuzz/journal_input.h"
#include "tests/fuzz/targets.h"

namespace heng::fuzz {
namespace {

using storage::MemoryDirectory;
using Log = node::PayloadLog;

constexpr char kName[] = "payloads";

ProposalId PidOf(std::uint64_t number) {
  return As<ProposalId>(Sha256("proposal " + std::to_string(number)));
}

void CheckOpen(MemoryDirectory& directory) {
  const node::PayloadRecord record{.pid = PidOf(1'000), .transactions = {"one", "two"}};
  {
    auto log = Log::Open(directory, kName);
    HENG_ASSERT(log.has_value());
    HENG_ASSERT(log->size_bytes() == directory.ContentOf(kName).size());
    log->Forget(record.pid);  // a body on disk that is another is forgotten before it is written
    HENG_ASSERT(log->Append(record).has_value() && log->Sync().has_value());
    HENG_ASSERT(log->RewriteIfSparse(0).has_value());
    HENG_ASSERT(log->Read(record.pid) == record.transactions);
  }
  auto again = Log::Open(directory, kName);
  HENG_ASSERT(again.has_value() && again->Read(record.pid) == record.transactions);
  again->KeepOnly({record.pid});
  HENG_ASSERT(again->RewriteIfSparse(0).has_value());
  HENG_ASSERT(again->Read(record.pid) == record.transactions);
}

// Without patches, what is read is what was written, up to the cut.
void OpenDamaged(const JournalInput& input) {
  MemoryDirectory directory;
  {
    auto log = Log::Open(directory, kName);
    HENG_ASSERT(log.has_value());
    for (std::size_t i = 0; i < input.payloads.size(); ++i) {
      HENG_ASSERT(
          log->Append({.pid = PidOf(i), .transactions = {input.payloads[i], "end"}}).has_value());
    }
  }
  Bytes content = directory.ContentOf(kName);
  Damage(input, content);
  directory.Overwrite(kName, content);
  {
    const auto log = Log::Open(directory, kName);
    HENG_ASSERT(log.has_value());
    for (std::size_t i = 0; input.patches.empty() && i < input.payloads.size(); ++i) {
      const auto read = log->Read(PidOf(i));
      HENG_ASSERT(read.has_value());  // what was cut is not there, and what is there is whole
      HENG_ASSERT(!*read || !input.tail.empty() ||
                  **read == std::vector<Bytes>({input.payloads[i], "end"}));
    }
  }
  CheckOpen(directory);
}

}  // namespace

void PayloadLog(ByteView input) {
  (void)Canonical<node::PayloadRecord>(input);
  MemoryDirectory directory;
  HENG_ASSERT(directory.Create(kName).has_value());
  directory.Overwrite(kName, Bytes(input));
  CheckOpen(directory);
  if (const auto damaged = Canonical<JournalInput>(input)) {
    OpenDamaged(*damaged);
  }
}

}  // namespace heng::fuzz
