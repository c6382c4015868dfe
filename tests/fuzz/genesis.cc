// SPDX-License-Identifier: Apache-2.0
// A genesis document, as a node reads it and as an auditor does, in canonical bytes or JSON. What
// passes the checks makes a block 0 whose promises hold, and both readers trust the same
// validators.
#include "contracts/genesis.h"

#include <map>

#include "cli/audit/trusted_genesis.h"
#include "contracts/invariants/whole_state.h"
#include "tests/fuzz/canonical.h"
#include "tests/fuzz/scratch.h"
#include "tests/fuzz/story.h"
#include "tests/fuzz/targets.h"
#include "tests/support/test_ledger.h"

namespace heng::fuzz {
namespace {

void CheckBlockZero(const contracts::Genesis& genesis) {
  const ExecutedBlock executed = contracts::ExecuteGenesis(genesis);
  HENG_ASSERT(executed.receipts.empty() && !executed.changes.empty());
  for (const Bytes& event : executed.events) {
    HENG_ASSERT(Canonical<heng::Event>(event).has_value());
  }
  tests::MapReader state;
  state.Apply(executed.changes);
  HENG_ASSERT(contracts::CheckWholeState(contracts::ReaderView(state)).empty());
}

}  // namespace

void Genesis(ByteView input) {
  static const bool kSilent = (SilenceProtobuf(), true);
  (void)kSilent;
  if (input.starts_with('{')) {
    if (const auto trusted = cli::audit::ReadTrustedGenesis(WriteScratch("genesis.json", input))) {
      HENG_ASSERT(cli::audit::TrustGenesis(trusted->bytes).has_value());
    }
    return;
  }
  const auto trusted = cli::audit::TrustGenesis(Bytes(input));
  const auto genesis = Canonical<contracts::Genesis>(input);
  if (!genesis || !contracts::CheckGenesis(*genesis)) {
    return;
  }
  HENG_ASSERT(trusted.has_value());
  HENG_ASSERT(trusted->set.chain_id == genesis->chain.id);
  HENG_ASSERT(trusted->set.validators == genesis->chain.validators);
  HENG_ASSERT(trusted->fingerprint == contracts::FingerprintOf(*genesis));
  CheckBlockZero(*genesis);
}

}  // namespace heng::fuzz
