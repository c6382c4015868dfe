// SPDX-License-Identifier: Apache-2.0
// A record of the state, of every kind, and how an auditor takes one apart without knowing it.
#include "cli/audit/record_log.h"
#include "cli/audit/unit_state.h"
#include "contracts/state/records/account.h"
#include "contracts/state/records/announcement.h"
#include "contracts/state/records/batch.h"
#include "contracts/state/records/business_key.h"
#include "contracts/state/records/cap.h"
#include "contracts/state/records/chain.h"
#include "contracts/state/records/class.h"
#include "contracts/state/records/control_total.h"
#include "contracts/state/records/emission.h"
#include "contracts/state/records/freeze.h"
#include "contracts/state/records/holding.h"
#include "contracts/state/records/meter.h"
#include "contracts/state/records/methodology.h"
#include "contracts/state/records/obligation.h"
#include "contracts/state/records/parameter.h"
#include "contracts/state/records/participant.h"
#include "contracts/state/records/pending.h"
#include "contracts/state/records/permit.h"
#include "contracts/state/records/person.h"
#include "contracts/state/records/pledge.h"
#include "contracts/state/records/price.h"
#include "contracts/state/records/project.h"
#include "contracts/state/records/reduction.h"
#include "contracts/state/records/retirement.h"
#include "contracts/state/records/sequence_window.h"
#include "contracts/state/records/totals.h"
#include "contracts/state/records/trade.h"
#include "contracts/state/records/unit_block.h"
#include "contracts/state/records/water_allocation.h"
#include "tests/fuzz/canonical.h"
#include "tests/fuzz/targets.h"

namespace heng::fuzz {
namespace {

using namespace contracts;  // NOLINT: thirty of its names

template <class R>
void CheckRecord(ByteView input) {
  const auto record = Canonical<R>(input);
  if (!record) {
    return;
  }
  if constexpr (contracts::Record<R>) {
    HENG_ASSERT(ByteView(record->Key()).starts_with(R::kTable));
    R core = *record;
    core.log = {};
    // The core is a prefix of the value, and the auditor finds the same one.
    const Bytes core_bytes = Encode(core);
    HENG_ASSERT(input.starts_with(core_bytes));
    const auto parts = cli::audit::SplitRecord(input);
    HENG_ASSERT(parts.has_value() && parts->core == core_bytes);
    HENG_ASSERT(parts->event_count == record->log.count && parts->event_root == record->log.root);
    HENG_ASSERT(cli::audit::CoreHashOf(parts->core) == CoreHash(core_bytes));
  }
}

template <class... R>
void CheckEvery(ByteView input) {
  (CheckRecord<R>(input), ...);
}

}  // namespace

void Record(ByteView input) {
  CheckEvery<Account,
             Announcement,
             Batch,
             BusinessKey,
             Cap,
             Chain,
             ClassRecord,
             ControlTotal,
             Emission,
             Freeze,
             Holding,
             KeyBinding,
             Meter,
             Methodology,
             Obligation,
             Parameter,
             Participant,
             Pending,
             Permit,
             Person,
             Pledge,
             Price,
             Project,
             Reduction,
             Retirement,
             SequenceWindow,
             Totals,
             Trade,
             UnitBlock,
             WaterAllocation>(input);
  (void)cli::audit::SplitRecord(input);
  if (const auto name = cli::audit::ParseUnitKey(input)) {
    HENG_ASSERT(cli::audit::UnitKey(*name) == input);
  }
  if (const auto unit = cli::audit::ReadUnit(input)) {
    HENG_ASSERT(unit->name.first.value() != 0 && unit->last >= unit->name.first);
  }
}

}  // namespace heng::fuzz
