// SPDX-License-Identifier: Apache-2.0
#include "contracts/units.h"

#include "contracts/state/records/batch.h"
#include "contracts/state/records/holding.h"
#include "contracts/state/records/retirement.h"
#include "contracts/state/records/totals.h"

namespace heng::contracts {
namespace {

Holding HoldingOf(const View& view, const AccountId& account, const SeriesId& series) {
  if (auto holding = view.Find<Holding>(account, series)) {
    return *std::move(holding);
  }
  Holding holding;
  holding.account = account;
  holding.series = series;
  return holding;
}

Quantity Plus(Quantity a, Quantity b) {
  const auto sum = Add(a, b);
  HENG_ASSERT(sum.has_value());  // the sum of a series fits: issuance checked it
  return *sum;
}

Quantity Minus(Quantity a, Quantity b) {
  const auto difference = Sub(a, b);
  HENG_ASSERT(difference.has_value());
  return *difference;
}

// Takes an active block's quantity out of its holder's holding and the holder index.
void Detach(Journal& journal, const UnitBlock& block) {
  Holding holding = HoldingOf(journal, block.holder, block.series);
  Quantity& at = holding.At(block.position);
  at = Minus(at, block.quantity());
  holding.block_count -= 1;
  journal.Put(holding);
  journal.EraseIndex(HolderIndexKey(block));
}

void Attach(Journal& journal, const UnitBlock& block) {
  Holding holding = HoldingOf(journal, block.holder, block.series);
  Quantity& at = holding.At(block.position);
  at = Plus(at, block.quantity());
  holding.block_count += 1;
  journal.Put(holding);
  journal.PutIndex(HolderIndexKey(block), {});
}

// Cuts `block` before `at` and returns the new child with the high part, in the same hand.
UnitBlock Split(Journal& journal, UnitBlock& block, Serial at) {
  HENG_ASSERT(block.first < at && at <= block.last);
  UnitBlock child = block;
  child.first = at;
  child.parent_first = block.first;
  child.created = journal.block().height;
  child.changed = journal.block().height;
  block.last = Serial(at.value() - 1);
  block.changed = journal.block().height;
  return child;
}

// The part of the block that `range` covers, as a block of its own. Splits emit their own event
// when both parts stay; the returned block may be new and not yet written.
struct Cut {
  UnitBlock part;
  std::optional<UnitBlock> parent;  // shortened in this step, to be described by the move's event
};

Cut CutOut(Journal& journal, UnitBlock block, const SerialRange& range) {
  HENG_ASSERT(block.first <= range.first && range.last <= block.last);
  if (range.last < block.last) {
    // The part above the range stays: it becomes a child in the same hand first.
    const UnitBlock above = Split(journal, block, Serial(range.last.value() + 1));
    journal.Put(block);
    journal.Put(above);
    Holding holding = HoldingOf(journal, block.holder, block.series);
    holding.block_count += 1;
    journal.Put(holding);
    journal.PutIndex(HolderIndexKey(above), {});
    journal.Emit({.type = EventType::kSplit,
                  .batch = block.batch,
                  .first = above.first,
                  .last = above.last,
                  .from = block.holder,
                  .to = block.holder,
                  .references = {}});
  }
  if (block.first < range.first) {
    UnitBlock part = Split(journal, block, range.first);
    return Cut{.part = std::move(part), .parent = std::move(block)};
  }
  return Cut{.part = std::move(block), .parent = std::nullopt};
}

// Takes the part's quantity from its holder, whether it is a block already or new.
void Release(Journal& journal, const Cut& cut) {
  if (!cut.parent) {
    Detach(journal, cut.part);
    return;
  }
  journal.Put(*cut.parent);
  Holding holding = HoldingOf(journal, cut.part.holder, cut.part.series);
  Quantity& at = holding.At(cut.part.position);
  at = Minus(at, cut.part.quantity());
  journal.Put(holding);
}

Outcome<UnitBlock> ActiveBlock(const View& view, const SerialRange& range) {
  if (range.first.value() == 0 || range.last < range.first) {
    return Refuse(ResultCode::kFieldRange, FormatSerials(range));
  }
  const std::optional<UnitBlock> block = BlockHolding(view, range.batch, range.first);
  if (!block || block->last < range.last) {
    return Refuse(ResultCode::kNotFound, FormatSerials(range));
  }
  if (block->status != UnitStatus::kActive) {
    return Refuse(ResultCode::kTerminal, FormatSerials(range));
  }
  return *block;
}

Outcome<std::vector<SerialRange>> SelectNamed(const View& view, const Source& source) {
  if (source.ranges.size() > kBlocksPerMoveMax) {
    return Refuse(ResultCode::kTooManyBlocks,
                  source.account.value(),
                  {{"limit", kBlocksPerMoveMax}, {"requested", source.ranges.size()}});
  }
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < source.ranges.size(); ++i) {
    const SerialRange& range = source.ranges[i];
    HENG_TRY(const UnitBlock block, ActiveBlock(view, range));
    if (block.holder != source.account || block.series != source.series) {
      return Refuse(ResultCode::kFinalTitle, FormatSerials(range));
    }
    if (block.position != source.position || block.encumbrance != source.encumbrance) {
      return Refuse(ResultCode::kInsufficient, FormatSerials(range));
    }
    for (std::size_t j = 0; j < i; ++j) {
      const SerialRange& other = source.ranges[j];
      if (other.batch == range.batch && other.first <= range.last && range.first <= other.last) {
        return Refuse(ResultCode::kMalformed, FormatSerials(range));
      }
    }
    sum += range.quantity().value();
  }
  if (sum != source.quantity.value()) {
    return Refuse(ResultCode::kFieldRange,
                  "ranges",
                  {{"requested", source.quantity.value()}, {"named", sum}});
  }
  return source.ranges;
}

void AddEnded(Batch& batch, Totals& totals, UnitStatus status, Quantity quantity) {
  totals.outstanding = Minus(totals.outstanding, quantity);
  switch (status) {
    case UnitStatus::kRetired:
      batch.retired = Plus(batch.retired, quantity);
      totals.retired = Plus(totals.retired, quantity);
      return;
    case UnitStatus::kCancelled:
      batch.cancelled = Plus(batch.cancelled, quantity);
      totals.cancelled = Plus(totals.cancelled, quantity);
      return;
    case UnitStatus::kRecalled:
      batch.recalled = Plus(batch.recalled, quantity);
      totals.recalled = Plus(totals.recalled, quantity);
      return;
    case UnitStatus::kExpired:
      batch.expired = Plus(batch.expired, quantity);
      totals.expired = Plus(totals.expired, quantity);
      return;
    case UnitStatus::kUnspecified:
    case UnitStatus::kActive:
      break;
  }
  HENG_ASSERT(false && "an ending is terminal");
}

EventType EventOf(UnitStatus status) {
  switch (status) {
    case UnitStatus::kRetired:
      return EventType::kRetire;
    case UnitStatus::kCancelled:
      return EventType::kCancel;
    case UnitStatus::kRecalled:
      return EventType::kRecall;
    case UnitStatus::kExpired:
    case UnitStatus::kUnspecified:
    case UnitStatus::kActive:
      break;
  }
  return EventType::kExpire;
}

}  // namespace

Bytes HolderIndexKey(const UnitBlock& block) {
  Bytes key = StateKey(tables::kHolderIndex,
                       {block.holder.value(), block.series.value(), block.batch.value(), {}});
  AppendBe64(key, block.first.value());
  return key;
}

SeriesId SeriesOf(const ClassId& class_id, std::uint32_t vintage, const std::string& pool) {
  return SeriesId(class_id.value() + "/" + std::to_string(vintage) + "/" + pool);
}

std::optional<UnitBlock> BlockHolding(const View& view, const BatchId& batch, Serial serial) {
  // Most callers name a block by its first serial, and a look at one key costs less than a search.
  if (auto block = view.Find<UnitBlock>(batch, serial)) {
    return block;
  }
  // Blocks do not overlap: one that covers the serial is the one, and was most often read just now.
  const Bytes prefix = StateKey(tables::kUnitBlock, {batch.value(), {}});
  if (const auto known = view.BorrowLastKnown(prefix, UnitBlock::KeyOf(batch, serial))) {
    if (auto block = View::DecodeRecord<UnitBlock>(*known); block.last >= serial) {
      return block;
    }
  }
  const auto found = view.FindLast(prefix, UnitBlock::KeyOf(batch, serial));
  if (!found) {
    return std::nullopt;
  }
  auto block = View::DecodeRecord<UnitBlock>(found->second);
  if (block.last < serial) {
    return std::nullopt;
  }
  return block;
}

void ForEachBlockOf(const View& view,
                    const AccountId& account,
                    const SeriesId& series,
                    const std::function<bool(const UnitBlock&)>& visit) {
  const Bytes prefix = StateKey(tables::kHolderIndex, {account.value(), series.value(), {}});
  view.Scan(KeysOf(prefix), [&](ByteView key, ByteView) {
    const ByteView tail = key.substr(prefix.size());  // batch / first
    const BatchId batch{std::string(tail.substr(0, tail.size() - 9))};
    const auto block = view.Find<UnitBlock>(batch, Serial(ReadBe64(tail.substr(tail.size() - 8))));
    HENG_ASSERT(block.has_value());
    return visit(*block);
  });
}

Outcome<std::vector<SerialRange>> Select(const View& view, const Source& source) {
  if (source.quantity.value() == 0) {
    return Refuse(ResultCode::kFieldRange, "quantity", {{"requested", 0}});
  }
  if (!source.ranges.empty()) {
    return SelectNamed(view, source);
  }
  std::vector<SerialRange> ranges;
  std::uint64_t missing = source.quantity.value();
  bool too_many = false;
  ForEachBlockOf(view, source.account, source.series, [&](const UnitBlock& block) {
    if (block.position != source.position || block.encumbrance != source.encumbrance) {
      return true;
    }
    if (ranges.size() == kBlocksPerMoveMax) {
      too_many = true;
      return false;
    }
    const std::uint64_t held = block.quantity().value();
    const std::uint64_t taken = held < missing ? held : missing;
    ranges.push_back(SerialRange{
        .batch = block.batch, .first = Serial(block.last.value() - taken + 1), .last = block.last});
    missing -= taken;
    return missing != 0;
  });
  if (too_many) {
    return Refuse(ResultCode::kTooManyBlocks,
                  source.account.value(),
                  {{"limit", kBlocksPerMoveMax},
                   {"requested", source.quantity.value()},
                   {"covered", source.quantity.value() - missing}});
  }
  if (missing != 0) {
    return Refuse(
        ResultCode::kInsufficient,
        source.account.value(),
        {{"requested", source.quantity.value()}, {"available", source.quantity.value() - missing}});
  }
  return ranges;
}

Outcome<void> MoveUnits(Journal& journal,
                        const std::vector<SerialRange>& ranges,
                        const Target& target,
                        const std::vector<EventReference>& references) {
  for (const SerialRange& range : ranges) {
    HENG_TRY(UnitBlock block, ActiveBlock(journal, range));
    Cut cut = CutOut(journal, std::move(block), range);
    Release(journal, cut);
    UnitBlock& part = cut.part;
    const AccountId from = part.holder;
    part.holder = target.holder;
    part.position = target.position;
    part.encumbrance = target.encumbrance;
    part.origin_position = target.origin_position;
    if (target.received.value() != 0) {
      part.received = target.received;
    }
    part.changed = journal.block().height;
    journal.Put(part);
    Attach(journal, part);
    EventType type = from == target.holder ? EventType::kPosition : EventType::kTransfer;
    journal.Emit({.type = cut.parent ? EventType::kSplit : type,
                  .batch = part.batch,
                  .first = part.first,
                  .last = part.last,
                  .from = from,
                  .to = target.holder,
                  .references = references});
  }
  return {};
}

Outcome<std::vector<std::string>> EndUnits(Journal& journal,
                                           const TransactionId& transaction,
                                           const std::vector<SerialRange>& ranges,
                                           const Ending& ending,
                                           const std::vector<EventReference>& references) {
  std::vector<std::string> retirements;
  for (const SerialRange& range : ranges) {
    HENG_TRY(UnitBlock block, ActiveBlock(journal, range));
    Cut cut = CutOut(journal, std::move(block), range);
    Release(journal, cut);
    UnitBlock& part = cut.part;
    const AccountId from = part.holder;
    part.status = ending.status;
    part.holder = {};
    part.position = Position::kUnspecified;
    part.origin_position = Position::kUnspecified;
    part.encumbrance = {};
    part.changed = journal.block().height;
    if (ending.status == UnitStatus::kRetired || ending.status == UnitStatus::kCancelled) {
      Retirement retirement;
      retirement.id = transaction.hex().substr(0, 16) + "-" + std::to_string(journal.event_count());
      retirement.batch = part.batch;
      retirement.first = part.first;
      retirement.last = part.last;
      retirement.status = ending.status;
      retirement.holder = from;
      retirement.purpose = ending.purpose;
      retirement.reference = ending.reference;
      retirement.beneficiary = ending.beneficiary;
      retirement.beneficiary_commitment = ending.beneficiary_commitment;
      retirement.height = journal.block().height;
      part.retirement = retirement.id;
      retirements.push_back(retirement.id);
      journal.Put(retirement);
    }
    journal.Put(part);
    Batch batch = *journal.Find<Batch>(part.batch);
    Totals totals = *journal.Find<Totals>(part.series);
    AddEnded(batch, totals, ending.status, part.quantity());
    journal.Put(batch);
    journal.Put(totals);
    journal.Emit({.type = EventOf(ending.status),
                  .batch = part.batch,
                  .first = part.first,
                  .last = part.last,
                  .from = from,
                  .to = {},
                  .references = references});
  }
  return retirements;
}

Outcome<SerialRange> IssueUnits(Journal& journal,
                                const Issue& issue,
                                const std::vector<EventReference>& references) {
  Batch batch = journal.Find<Batch>(issue.batch).value_or(Batch{});
  if (batch.id.empty()) {
    batch.id = issue.batch;
    batch.series = issue.series;
    batch.basis = issue.basis;
    batch.next = Serial(1);
  }
  Totals totals = journal.Find<Totals>(issue.series).value_or(Totals{});
  if (totals.series.empty()) {
    totals.series = issue.series;
    totals.class_id = issue.class_id;
    totals.vintage = issue.vintage;
    totals.pool = issue.pool;
  }
  if (batch.series != issue.series || batch.basis != issue.basis) {
    return Refuse(ResultCode::kExists, issue.batch.value());
  }
  const auto next = Add(Quantity(batch.next.value()), issue.quantity);
  const auto issued = Add(totals.issued, issue.quantity);
  if (issue.quantity.value() == 0 || !next || !issued) {
    return Refuse(ResultCode::kOverflow, "quantity", {{"requested", issue.quantity.value()}});
  }
  UnitBlock block;
  block.batch = issue.batch;
  block.first = batch.next;
  block.last = Serial(next->value() - 1);
  block.series = issue.series;
  block.holder = issue.account;
  block.created = journal.block().height;
  block.changed = journal.block().height;
  batch.next = Serial(next->value());
  batch.issue_count += 1;
  totals.issued = *issued;
  totals.outstanding = Plus(totals.outstanding, issue.quantity);
  journal.Put(block);
  journal.Put(batch);
  journal.Put(totals);
  Attach(journal, block);
  journal.Emit({.type = EventType::kIssue,
                .batch = block.batch,
                .first = block.first,
                .last = block.last,
                .from = {},
                .to = issue.account,
                .references = references});
  return SerialRange{.batch = block.batch, .first = block.first, .last = block.last};
}

}  // namespace heng::contracts
