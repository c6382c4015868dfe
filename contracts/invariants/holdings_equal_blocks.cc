// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "contracts/invariants/amounts.h"
#include "contracts/invariants/block_shape.h"
#include "contracts/invariants/registry.h"
#include "contracts/units.h"

namespace heng::contracts {
namespace {

struct Sides {
  ByPosition by_blocks;
  ByPosition by_holding;
};

class HoldingsEqualBlocks final : public Invariant {
 public:
  [[nodiscard]] std::string_view name() const override { return "holdings-equal-blocks"; }
  [[nodiscard]] std::string_view rule() const override { return "R-GOV-04"; }

  void Visit(const Change& change) override {
    if (change.key.starts_with(tables::kUnitBlock)) {
      const auto before = RecordIn<UnitBlock>(change.before);
      const auto after = RecordIn<UnitBlock>(change.after);
      if (before && before->status == UnitStatus::kActive) {
        SidesOf(before->holder, before->series).by_blocks.AddBlock(*before, -1);
      }
      if (after && !misshapen_) {
        misshapen_ = WrongShape(*after);
      }
      if (after && after->status == UnitStatus::kActive) {
        SidesOf(after->holder, after->series).by_blocks.AddBlock(*after, 1);
        indexed_.push_back(HolderIndexKey(*after));
      }
      if (before && before->status == UnitStatus::kActive &&
          (!after || after->status != UnitStatus::kActive || after->holder != before->holder)) {
        forgotten_.push_back(HolderIndexKey(*before));
      }
    } else if (change.key.starts_with(tables::kHolding)) {
      if (const auto before = RecordIn<Holding>(change.before)) {
        SidesOf(before->account, before->series).by_holding.AddHolding(*before, -1);
      }
      if (const auto after = RecordIn<Holding>(change.after)) {
        SidesOf(after->account, after->series).by_holding.AddHolding(*after, 1);
      }
    }
  }

  [[nodiscard]] std::optional<std::string> Verdict(const View& after) override {
    if (misshapen_) {
      return misshapen_;
    }
    for (const auto& [whose, sides] : holdings_) {
      if (sides.by_blocks == sides.by_holding) {
        continue;
      }
      for (std::size_t i = 1; i < sides.by_blocks.quantity.size(); ++i) {
        const Amount128 blocks = sides.by_blocks.quantity.at(i);
        const Amount128 holding = sides.by_holding.quantity.at(i);
        if (blocks != holding) {
          return whose.first.value() + " " + whose.second.value() + ": blocks in position " +
                 std::to_string(i) + " moved by " + Digits(blocks) + ", the holding by " +
                 Digits(holding);
        }
      }
      return whose.first.value() + " " + whose.second.value() + ": the number of blocks moved by " +
             Digits(sides.by_blocks.blocks) + ", the holding's count by " +
             Digits(sides.by_holding.blocks);
    }
    return IndexVerdict(after);
  }

 private:
  [[nodiscard]] std::optional<std::string> IndexVerdict(const View& after) const {
    for (const Bytes& key : indexed_) {
      if (!after.Read(key)) {
        return "a block of " + HolderInKey(key) + " is missing in the holder index";
      }
    }
    for (const Bytes& key : forgotten_) {
      if (after.Read(key)) {
        return "a block that left " + HolderInKey(key) + " is still in the holder index";
      }
    }
    return std::nullopt;
  }

  static std::string HolderInKey(const Bytes& key) {
    const auto from = tables::kHolderIndex.size();
    return key.substr(from, key.find('/', from) - from);
  }

  Sides& SidesOf(const AccountId& account, const SeriesId& series) {
    return holdings_[{account, series}];
  }

  std::map<std::pair<AccountId, SeriesId>, Sides> holdings_;
  std::vector<Bytes> indexed_;
  std::vector<Bytes> forgotten_;
  std::optional<std::string> misshapen_;
};

}  // namespace

std::unique_ptr<Invariant> MakeHoldingsEqualBlocks() {
  return std::make_unique<HoldingsEqualBlocks>();
}

}  // namespace heng::contracts
