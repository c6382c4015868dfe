// SPDX-License-Identifier: Apache-2.0
#include "contracts/due.h"

#include <optional>
#include <utility>
#include <vector>

#include "contracts/operations/governance/pending_item.h"
#include "contracts/operations/order/close_order.h"
#include "contracts/operations/settlement/close_trade.h"

namespace heng::contracts {
namespace {

Bytes DueStart(BlockTime time) {
  Bytes start(tables::kDueIndex);
  AppendBe64(start, time.value());
  return start;
}

Bytes DueKey(BlockTime time, DueKind kind, const Bytes& key) {
  Bytes due = DueStart(time);
  due.push_back(static_cast<char>(kind));
  due.append(key);
  return due;
}

// Nothing is due before it.
BlockTime DueFrom(const Journal& journal) {
  Bytes room;
  const std::optional<ByteView> from = journal.Borrow(tables::kDueFrom, room);
  return from ? BlockTime(ReadBe64(*from)) : BlockTime();
}

void PutDueFrom(Journal& journal, BlockTime time) {
  Bytes value;
  AppendBe64(value, time.value());
  journal.PutIndex(Bytes(tables::kDueFrom), std::move(value));
}

// Looks at what can be due and nowhere else: before it and behind it lie the entries that were
// erased, and a database steps over those one by one until it has forgotten them.
std::vector<Bytes> DueBefore(const Journal& journal, BlockTime time) {
  std::vector<Bytes> due;
  journal.Scan({.from = DueStart(DueFrom(journal)), .until = DueStart(time)},
               [&due](ByteView key, ByteView) {
                 due.emplace_back(key);
                 return due.size() < kDuePerBlockMax;
               });
  return due;
}

}  // namespace

void ScheduleDue(Journal& journal, BlockTime time, DueKind kind, const Bytes& key) {
  journal.PutIndex(DueKey(time, kind, key), {});
  if (time < DueFrom(journal)) {
    PutDueFrom(journal, time);
  }
}

void CancelDue(Journal& journal, BlockTime time, DueKind kind, const Bytes& key) {
  journal.EraseIndex(DueKey(time, kind, key));
}

void RunDue(Journal& journal) {
  const BlockTime now = journal.block().time;
  const std::vector<Bytes> due = DueBefore(journal, now);
  if (due.size() < kDuePerBlockMax && DueFrom(journal) < now) {
    PutDueFrom(journal, now);
  }
  for (const Bytes& key : due) {
    journal.EraseIndex(key);
    const auto kind = static_cast<DueKind>(key[tables::kDueIndex.size() + 8]);
    const Bytes record_key = key.substr(tables::kDueIndex.size() + 9);
    switch (kind) {
      case DueKind::kTrade:
        ExpireTrade(journal, record_key);
        break;
      case DueKind::kPending:
        ExpirePending(journal, record_key);
        break;
      case DueKind::kFreeze:
        LapseOrder(journal, record_key);
        break;
    }
  }
}

}  // namespace heng::contracts
