// SPDX-License-Identifier: Apache-2.0
#include "contracts/due.h"

#include <vector>

#include "contracts/operations/governance/pending_item.h"
#include "contracts/operations/order/close_order.h"
#include "contracts/operations/settlement/close_trade.h"

namespace heng::contracts {
namespace {

Bytes DueKey(BlockTime time, DueKind kind, const Bytes& key) {
  Bytes due(tables::kDueIndex);
  AppendBe64(due, time.value());
  due.push_back(static_cast<char>(kind));
  due.append(key);
  return due;
}

}  // namespace

void ScheduleDue(Journal& journal, BlockTime time, DueKind kind, const Bytes& key) {
  journal.PutIndex(DueKey(time, kind, key), {});
}

void CancelDue(Journal& journal, BlockTime time, DueKind kind, const Bytes& key) {
  journal.EraseIndex(DueKey(time, kind, key));
}

void RunDue(Journal& journal) {
  std::vector<Bytes> due;
  journal.Scan(tables::kDueIndex, {}, [&](ByteView key, ByteView) {
    const ByteView rest = key.substr(tables::kDueIndex.size());
    if (BlockTime(ReadBe64(rest)) >= journal.block().time || due.size() == kDuePerBlockMax) {
      return false;
    }
    due.emplace_back(key);
    return true;
  });
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
