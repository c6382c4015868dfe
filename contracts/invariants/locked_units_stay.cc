// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "contracts/invariants/amounts.h"
#include "contracts/invariants/block_shape.h"
#include "contracts/invariants/encumbrance.h"
#include "contracts/invariants/registry.h"
#include "contracts/serial_range.h"

namespace heng::contracts {
namespace {

struct Halves {
  std::optional<UnitBlock> before;
  std::optional<UnitBlock> after;
};

class LockedUnitsStay final : public Invariant {
 public:
  [[nodiscard]] std::string_view name() const override { return "locked-units-stay"; }
  [[nodiscard]] std::string_view rule() const override { return "R-XAS-03"; }

  void Visit(const Change& change) override {
    if (change.key.starts_with(tables::kUnitBlock)) {
      blocks_.emplace(change.key,
                      Halves{.before = RecordIn<UnitBlock>(change.before),
                             .after = RecordIn<UnitBlock>(change.after)});
    }
  }

  [[nodiscard]] std::optional<std::string> Verdict(const View& after) override {
    for (const auto& [key, halves] : blocks_) {
      if (!halves.after) {
        continue;  // records-stay says so
      }
      const UnitBlock* origin = OriginOf(halves);
      if (origin == nullptr) {
        if (halves.after->parent_first.value() != 0) {
          return Named(*halves.after) + " was split from a block that did not change";
        }
        continue;
      }
      if (const auto broken = Judge(after, *origin, *halves.after)) {
        return broken;
      }
    }
    return std::nullopt;
  }

 private:
  static std::string Named(const UnitBlock& block) {
    return FormatSerials({.batch = block.batch, .first = block.first, .last = block.last});
  }

  // The block that held these serials before; null for serials issued since.
  [[nodiscard]] const UnitBlock* OriginOf(const Halves& halves) const {
    const Halves* at = &halves;
    for (std::size_t step = 0; step <= blocks_.size(); ++step) {
      if (at->before) {
        return &*at->before;
      }
      if (!at->after || at->after->parent_first.value() == 0) {
        return nullptr;
      }
      const auto parent = blocks_.find(UnitBlock::KeyOf(at->after->batch, at->after->parent_first));
      if (parent == blocks_.end()) {
        return nullptr;
      }
      at = &parent->second;
    }
    return nullptr;
  }

  static std::optional<std::string> Judge(const View& view,
                                          const UnitBlock& before,
                                          const UnitBlock& after) {
    if (before.status != UnitStatus::kActive) {
      UnitBlock was = before;
      UnitBlock is = after;
      was.log = {};
      is.log = {};
      return was == is ? std::nullopt
                       : std::optional<std::string>(Named(after) + " had ended and changed");
    }
    const bool left = after.status != UnitStatus::kActive || after.holder != before.holder;
    if (!left || (before.encumbrance.empty() && !IsLocked(before.position))) {
      return std::nullopt;
    }
    if (HasLetGo(view, before.encumbrance, before.series)) {
      return std::nullopt;
    }
    return Named(after) + " left its holder although " + before.encumbrance + " holds it";
  }

  std::map<Bytes, Halves> blocks_;
};

}  // namespace

std::unique_ptr<Invariant> MakeLockedUnitsStay() {
  return std::make_unique<LockedUnitsStay>();
}

}  // namespace heng::contracts
