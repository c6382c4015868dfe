// SPDX-License-Identifier: Apache-2.0
// What `heng audit verify` reads: a proof in a file. What is accepted is what the register says,
// and nobody accepts it who trusts other validators.
#include "cli/audit/proof_file.h"

#include <algorithm>

#include "cli/audit/proof_report.h"
#include "tests/fuzz/canonical.h"
#include "tests/fuzz/story.h"
#include "tests/fuzz/targets.h"

namespace heng::fuzz {
namespace {

sdk::TrustedSet Others() {
  sdk::TrustedSet set = Story().Trusted().set;
  std::swap(set.validators.front(), set.validators.back());
  return set;
}

// The events of the record as of the height that was proven, as the store has them.
std::vector<Bytes> TrueEvents(const Bytes& key, Height at) {
  std::vector<Bytes> events;
  const auto entries = Story().store().Chain().RecordEvents(key, 0, 10'000);
  HENG_ASSERT(entries.has_value());
  for (const storage::RecordEventEntry& entry : *entries) {
    if (entry.height <= at) {
      events.push_back(entry.event);
    }
  }
  return events;
}

}  // namespace

void ProofFile(ByteView input) {
  static const sdk::TrustedSet kTrusted = Story().Trusted().set;
  static const sdk::TrustedSet kOthers = Others();
  const auto verified = cli::audit::VerifyProofBytes(kTrusted, input);
  HENG_ASSERT(!cli::audit::VerifyProofBytes(kOthers, input).has_value());
  if (!verified) {
    HENG_ASSERT(!verified.error().context.empty());
    return;
  }
  const Height at(verified->proof.height());
  const auto value = Story().store().Chain().Record(verified->proof.key(), at);
  HENG_ASSERT(value.has_value() && value->has_value() == verified->record.present);
  HENG_ASSERT(value->value_or(Bytes()) == verified->proof.value());
  const std::vector<Bytes> events(verified->proof.events().begin(), verified->proof.events().end());
  HENG_ASSERT(events == (verified->record.present ? TrueEvents(verified->proof.key(), at)
                                                  : std::vector<Bytes>()));
  HENG_ASSERT(!cli::audit::ProofJson(*verified).empty());
}

}  // namespace heng::fuzz
