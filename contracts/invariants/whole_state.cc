// SPDX-License-Identifier: Apache-2.0
#include "contracts/invariants/whole_state.h"

#include <map>

#include "contracts/invariants/amounts.h"
#include "contracts/invariants/block_shape.h"
#include "contracts/invariants/encumbrance.h"
#include "contracts/serial_range.h"
#include "contracts/state/records/account.h"
#include "contracts/state/records/batch.h"
#include "contracts/state/records/cap.h"
#include "contracts/state/records/obligation.h"
#include "contracts/state/records/person.h"
#include "contracts/state/records/retirement.h"
#include "contracts/state/records/totals.h"
#include "contracts/units.h"

namespace heng::contracts {
namespace {

// Issued, and each ending, as blocks or batches add up to it.
struct Columns {
  Amount128 issued = 0;
  std::array<Amount128, static_cast<std::size_t>(UnitStatus::kMaxValue) + 1> by_status{};

  [[nodiscard]] Amount128& At(UnitStatus status) {
    return by_status.at(static_cast<std::size_t>(status));
  }
};

class WholeState {
 public:
  explicit WholeState(const View& view) : view_(view) {}

  std::vector<std::string> Check() {
    CheckBlocks();
    CheckBatches();
    CheckTotals();
    CheckHoldings();
    CheckHolderIndex();
    CheckCaps();
    CheckObligations();
    CheckIdentities();
    return std::move(findings_);
  }

 private:
  void Find(std::string sentence) {
    if (findings_.size() < kWholeStateFindingsMax) {
      findings_.push_back(std::move(sentence));
    }
  }

  static std::string Named(const UnitBlock& block) {
    return FormatSerials({.batch = block.batch, .first = block.first, .last = block.last});
  }

  void CheckBlocks() {
    std::optional<UnitBlock> previous;
    view_.ForEach<UnitBlock>(tables::kUnitBlock, [&](const UnitBlock& block) {
      const bool same = previous && previous->batch == block.batch;
      const std::uint64_t begins = same ? previous->last.value() + 1 : 1;
      if (block.first.value() != begins) {
        Find(Named(block) + " should begin at " + std::to_string(begins));
      }
      if (const auto wrong = WrongShape(block)) {
        Find(*wrong);
      }
      AddBlock(block);
      previous = block;
      return true;
    });
  }

  void AddBlock(const UnitBlock& block) {
    Columns& batch = blocks_of_batch_[block.batch];
    batch.issued += Wide(block.quantity());
    batch.At(block.status) += Wide(block.quantity());
    series_of_batch_.emplace(block.batch, block.series);
    if (block.status == UnitStatus::kActive) {
      holdings_[{block.holder, block.series}].AddBlock(block, 1);
      ++active_blocks_;
      if (!view_.Read(HolderIndexKey(block))) {
        Find(Named(block) + " is missing in the holder index");
      }
      if (!block.encumbrance.empty()) {
        if (!IsEncumbrance(view_, block.encumbrance)) {
          Find(Named(block) + " is held by " + block.encumbrance + ", which does not exist");
        }
        encumbered_[{block.encumbrance, block.series}] += Wide(block.quantity());
      }
    } else if (!block.retirement.empty()) {
      const auto retirement = view_.Find<Retirement>(block.retirement);
      if (!retirement || retirement->batch != block.batch || retirement->first != block.first ||
          retirement->last != block.last || retirement->status != block.status) {
        Find(Named(block) + " does not agree with its retirement record " + block.retirement);
      }
    }
  }

  void CheckBatches() {
    view_.ForEach<Batch>(tables::kBatch, [&](const Batch& batch) {
      Columns& blocks = blocks_of_batch_[batch.id];
      if (blocks.issued != Wide(batch.issued()) ||
          blocks.At(UnitStatus::kRetired) != Wide(batch.retired) ||
          blocks.At(UnitStatus::kCancelled) != Wide(batch.cancelled) ||
          blocks.At(UnitStatus::kRecalled) != Wide(batch.recalled) ||
          blocks.At(UnitStatus::kExpired) != Wide(batch.expired)) {
        Find("batch " + batch.id.value() + " has issued " + Digits(Wide(batch.issued())) +
             ", its blocks hold " + Digits(blocks.issued) + ", or an ending differs between them");
      }
      const auto series = series_of_batch_.find(batch.id);
      if (series != series_of_batch_.end() && series->second != batch.series) {
        Find("batch " + batch.id.value() + " is of another series than its blocks");
      }
      Columns& sum = batches_of_series_[batch.series];
      sum.issued += Wide(batch.issued());
      sum.At(UnitStatus::kRetired) += Wide(batch.retired);
      sum.At(UnitStatus::kCancelled) += Wide(batch.cancelled);
      sum.At(UnitStatus::kRecalled) += Wide(batch.recalled);
      sum.At(UnitStatus::kExpired) += Wide(batch.expired);
      blocks_of_batch_.erase(batch.id);
      return true;
    });
    for (const auto& [batch, columns] : blocks_of_batch_) {
      Find("batch " + batch.value() + " has " + Digits(columns.issued) +
           " units in blocks and no record");
    }
  }

  void CheckTotals() {
    std::map<SeriesId, Amount128> held;
    for (const auto& [whose, by_position] : holdings_) {
      for (const Amount128 quantity : by_position.quantity) {
        held[whose.second] += quantity;
      }
    }
    view_.ForEach<Totals>(tables::kTotals, [&](const Totals& totals) {
      Columns& sum = batches_of_series_[totals.series];
      const Amount128 ended = Wide(totals.retired) + Wide(totals.cancelled) +
                              Wide(totals.recalled) + Wide(totals.expired);
      if (Wide(totals.issued) != Wide(totals.outstanding) + ended ||
          Wide(totals.outstanding) != held[totals.series] || sum.issued != Wide(totals.issued) ||
          sum.At(UnitStatus::kRetired) != Wide(totals.retired) ||
          sum.At(UnitStatus::kCancelled) != Wide(totals.cancelled) ||
          sum.At(UnitStatus::kRecalled) != Wide(totals.recalled) ||
          sum.At(UnitStatus::kExpired) != Wide(totals.expired)) {
        Find("series " + totals.series.value() + ": issued " + Digits(Wide(totals.issued)) +
             ", outstanding " + Digits(Wide(totals.outstanding)) + ", ended " + Digits(ended) +
             ", held in blocks " + Digits(held[totals.series]) + ", issued by batches " +
             Digits(sum.issued) + " (R-GOV-02)");
      }
      batches_of_series_.erase(totals.series);
      return true;
    });
    for (const auto& [series, columns] : batches_of_series_) {
      Find("series " + series.value() + " has batches and no totals");
    }
  }

  void CheckHoldings() {
    view_.ForEach<Holding>(tables::kHolding, [&](const Holding& holding) {
      ByPosition said;
      said.AddHolding(holding, 1);
      const auto found = holdings_.find({holding.account, holding.series});
      const ByPosition blocks = found == holdings_.end() ? ByPosition{} : found->second;
      if (said != blocks) {
        Find("holding " + holding.account.value() + " " + holding.series.value() +
             " is not what its blocks add up to");
      }
      if (found != holdings_.end()) {
        holdings_.erase(found);
      }
      return true;
    });
    for (const auto& [whose, by_position] : holdings_) {
      Find(whose.first.value() + " has " + Digits(by_position.blocks) + " blocks of " +
           whose.second.value() + " and no holding");
    }
  }

  // Each active block was found there; so an equal count leaves no room for anything else.
  void CheckHolderIndex() {
    std::uint64_t entries = 0;
    view_.Scan(KeysOf(tables::kHolderIndex), [&entries](ByteView, ByteView) {
      ++entries;
      return true;
    });
    if (entries != active_blocks_) {
      Find("the holder index has " + std::to_string(entries) + " entries for " +
           std::to_string(active_blocks_) + " active blocks");
    }
  }

  void CheckCaps() {
    view_.ForEach<Cap>(tables::kCap, [&](const Cap& cap) {
      const auto batch = view_.Find<Batch>(cap.batch);
      const Quantity issued = batch ? batch->issued() : Quantity();
      if (cap.created > cap.quantity || cap.created != issued ||
          (batch && batch->basis != cap.Key())) {
        Find("cap " + cap.id + " allows " + std::to_string(cap.quantity.value()) +
             ", has created " + std::to_string(cap.created.value()) +
             ", and its batch has issued " + std::to_string(issued.value()));
      }
      return true;
    });
  }

  void CheckObligations() {
    view_.ForEach<Obligation>(tables::kObligation, [&](const Obligation& obligation) {
      Amount128 met = Wide(obligation.offset);
      for (const SurrenderedSeries& line : obligation.series) {
        met += Wide(line.surrendered);
        const Amount128 held = encumbered_[{obligation.Key(), line.series}];
        if (line.collected > line.surrendered || line.retired > line.collected ||
            held != Wide(line.surrendered) - Wide(line.retired)) {
          Find(obligation.Key() + ": of " + line.series.value() + " surrendered " +
               Digits(Wide(line.surrendered)) + ", retired " + Digits(Wide(line.retired)) +
               ", waiting in blocks " + Digits(held));
        }
      }
      if (met > Wide(obligation.due)) {
        Find(obligation.Key() + " is met beyond what is due");
      }
      return true;
    });
  }

  void CheckIdentities() {
    view_.ForEach<Person>(tables::kPerson, [&](const Person& person) {
      const auto binding = view_.Find<KeyBinding>(person.public_key);
      if (!binding || binding->person != person.id) {
        Find("the key of person " + person.id.value() + " is not bound to it");
      }
      return true;
    });
    view_.ForEach<Account>(tables::kAccount, [&](const Account& account) {
      if (!view_.Read(
              StateKey(tables::kAccountIndex, {account.participant.value(), account.id.value()}))) {
        Find("account " + account.id.value() + " is missing in its participant's index");
      }
      return true;
    });
  }

  const View& view_;
  std::vector<std::string> findings_;
  std::map<BatchId, Columns> blocks_of_batch_;
  std::map<BatchId, SeriesId> series_of_batch_;
  std::map<SeriesId, Columns> batches_of_series_;
  std::map<std::pair<AccountId, SeriesId>, ByPosition> holdings_;
  std::map<std::pair<Bytes, SeriesId>, Amount128> encumbered_;
  std::uint64_t active_blocks_ = 0;
};

}  // namespace

std::vector<std::string> CheckWholeState(const View& view) {
  return WholeState(view).Check();
}

}  // namespace heng::contracts
