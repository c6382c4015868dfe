// SPDX-License-Identifier: Apache-2.0
// Every gap or overlap would lie at an edge of a block that changed. So it is enough to look at
// the neighbours of those: the block below ends right before it, the block above begins right
// after it or the batch ends there.
#include <map>
#include <set>

#include "contracts/invariants/amounts.h"
#include "contracts/invariants/registry.h"
#include "contracts/serial_range.h"
#include "contracts/state/records/batch.h"

namespace heng::contracts {
namespace {

class Tiling final : public Invariant {
 public:
  [[nodiscard]] std::string_view name() const override { return "tiling"; }
  [[nodiscard]] std::string_view rule() const override { return "R-GOV-02"; }

  void Visit(const Change& change) override {
    if (change.key.starts_with(tables::kBatch)) {
      if (const auto batch = RecordIn<Batch>(change.after)) {
        batches_.insert(batch->id);
      }
    }
    if (!change.key.starts_with(tables::kUnitBlock)) {
      return;
    }
    const auto before = RecordIn<UnitBlock>(change.before);
    const auto after = RecordIn<UnitBlock>(change.after);
    if (!after) {
      return;  // records-stay says so
    }
    const bool renamed = after->Key() != change.key;
    const bool changed_for_life =
        before && (after->parent_first != before->parent_first || after->series != before->series ||
                   after->last > before->last);
    if (broken_.empty() && (renamed || changed_for_life)) {
      broken_ = Named(*after) + " is not what it was made as, or grew";
    }
    blocks_.push_back(*after);
    batches_.insert(after->batch);
  }

  [[nodiscard]] std::optional<std::string> Verdict(const View& after) override {
    if (!broken_.empty()) {
      return broken_;
    }
    for (const BatchId& id : batches_) {
      const auto batch = after.Find<Batch>(id);
      if (!batch) {
        return id.value() + " has blocks and no batch record";
      }
      batch_records_.emplace(id, *batch);
      if (const auto edge = TopEdge(after, *batch)) {
        return edge;
      }
    }
    for (const UnitBlock& block : blocks_) {
      if (const auto edge = Edges(after, block)) {
        return edge;
      }
    }
    return std::nullopt;
  }

 private:
  static std::string Named(const UnitBlock& block) {
    return FormatSerials({.batch = block.batch, .first = block.first, .last = block.last});
  }

  static std::optional<UnitBlock> BlockBelow(const View& view, const BatchId& batch, Serial at) {
    const Bytes prefix = StateKey(tables::kUnitBlock, {batch.value(), {}});
    const auto found = view.FindLast(prefix, UnitBlock::KeyOf(batch, at));
    return found ? std::optional<UnitBlock>(View::DecodeRecord<UnitBlock>(found->second))
                 : std::nullopt;
  }

  static std::optional<std::string> TopEdge(const View& view, const Batch& batch) {
    const Serial last(batch.next.value() - 1);
    const auto top = last.value() == 0 ? std::nullopt : BlockBelow(view, batch.id, last);
    if (!top || top->last != last) {
      return batch.id.value() + " has issued up to " + std::to_string(last.value()) +
             " and no block ends there";
    }
    return std::nullopt;
  }

  std::optional<std::string> Edges(const View& view, const UnitBlock& block) const {
    const Batch& batch = batch_records_.at(block.batch);
    if (block.series != batch.series || block.last >= batch.next || block.last < block.first) {
      return Named(block) + " is of another series than its batch, or was never issued";
    }
    if (block.first.value() != 1) {
      const auto below = BlockBelow(view, block.batch, Serial(block.first.value() - 1));
      if (!below || below->last.value() + 1 != block.first.value()) {
        return Named(block) + " does not begin where the block below it ends";
      }
    }
    const Serial above(block.last.value() + 1);
    if (above != batch.next && !view.Find<UnitBlock>(block.batch, above)) {
      return Named(block) + " ends and no block begins after it";
    }
    // A block below the next one in key order ends before it: nothing begins inside this one.
    const auto inside = BlockBelow(view, block.batch, block.last);
    if (!inside || inside->first != block.first) {
      return Named(block) + " has another block inside it";
    }
    return std::nullopt;
  }

  std::vector<UnitBlock> blocks_;
  std::set<BatchId> batches_;
  std::map<BatchId, Batch> batch_records_;
  std::string broken_;
};

}  // namespace

std::unique_ptr<Invariant> MakeTiling() {
  return std::make_unique<Tiling>();
}

}  // namespace heng::contracts
