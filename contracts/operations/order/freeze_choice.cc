// SPDX-License-Identifier: Apache-2.0
#include "contracts/operations/order/freeze_choice.h"

#include <array>

namespace heng::contracts {
namespace {

// The order in which an order takes units; kNever: it may not.
enum class Turn : std::uint32_t { kRegistered, kTradable, kPledged, kOrdered, kNever };

bool UnderCourtOrder(const View& view, const UnitBlock& block) {
  const auto order = view.FindByKey<Freeze>(block.encumbrance);
  HENG_ASSERT(order.has_value());  // only an order freezes
  return order->kind == FreezeKind::kJudicial;
}

Turn TurnOf(const View& view, const UnitBlock& block, FreezeKind kind) {
  const bool court = kind == FreezeKind::kJudicial;
  switch (block.position) {
    case Position::kRegistered:
      return Turn::kRegistered;
    case Position::kTradable:
      return Turn::kTradable;
    case Position::kPledged:
      return court ? Turn::kPledged : Turn::kNever;
    case Position::kFrozen:
      return court && !UnderCourtOrder(view, block) ? Turn::kOrdered : Turn::kNever;
    case Position::kPending:  // a trade or a surrender under way ends first
    case Position::kRepo:
    case Position::kUnspecified:
      break;
  }
  return Turn::kNever;
}

class Chooser {
 public:
  Chooser(const View& view, const FreezeUnits& operation) : view_(view), operation_(operation) {}

  // Takes as much of the block's part as is still wanted, from its high end.
  void Take(const UnitBlock& block, Serial first, Serial last) {
    if (TurnOf(view_, block, operation_.kind) == Turn::kNever) {
      if (choice_.earlier.empty() && !block.encumbrance.empty()) {
        choice_.earlier = block.encumbrance;
      }
      return;
    }
    const std::uint64_t missing = operation_.quantity.value() - choice_.covered.value();
    const std::uint64_t part = last.value() - first.value() + 1;
    const std::uint64_t taken = part < missing ? part : missing;
    if (taken == 0 || choice_.ranges.size() == kBlocksPerMoveMax) {
      return;
    }
    FrozenRange range;
    range.batch = block.batch;
    range.first = Serial(last.value() - taken + 1);
    range.last = last;
    range.position = block.position;
    range.encumbrance = block.encumbrance;
    range.origin_position = block.origin_position;
    choice_.ranges.push_back(std::move(range));
    choice_.covered = Quantity(choice_.covered.value() + taken);
  }

  [[nodiscard]] FreezeChoice&& Done() && { return std::move(choice_); }

 private:
  const View& view_;
  const FreezeUnits& operation_;
  FreezeChoice choice_;
};

FreezeChoice ChooseNamed(const View& view, const FreezeUnits& operation) {
  Chooser chooser(view, operation);
  std::size_t looked_at = 0;
  for (const SerialRange& range : operation.ranges) {
    Serial serial = range.first;
    while (serial <= range.last && looked_at < kBlocksPerMoveMax) {
      const auto block = BlockHolding(view, range.batch, serial);
      if (!block) {
        break;
      }
      if (block->status == UnitStatus::kActive && block->holder == operation.account &&
          block->series == operation.series) {
        chooser.Take(*block, serial, block->last < range.last ? block->last : range.last);
      }
      serial = Serial(block->last.value() + 1);
      ++looked_at;
    }
  }
  return std::move(chooser).Done();
}

}  // namespace

FreezeChoice ChooseForFreeze(const View& view, const FreezeUnits& operation) {
  if (!operation.ranges.empty()) {
    return ChooseNamed(view, operation);
  }
  Chooser chooser(view, operation);
  for (const Turn turn :
       {Turn::kRegistered, Turn::kTradable, Turn::kPledged, Turn::kOrdered, Turn::kNever}) {
    ForEachBlockOf(view, operation.account, operation.series, [&](const UnitBlock& block) {
      if (TurnOf(view, block, operation.kind) == turn) {
        chooser.Take(block, block.first, block.last);
      }
      return true;
    });
  }
  return std::move(chooser).Done();
}

}  // namespace heng::contracts
