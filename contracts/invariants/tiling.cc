// SPDX-License-Identifier: Apache-2.0
// Blocks that did not change tile what they tiled before. So it is enough that the blocks that
// changed cover, without gap or overlap, exactly the serials that they covered before and those
// that their batch has issued since. That looks at nothing but the changes.
#include <algorithm>
#include <map>

#include "contracts/invariants/amounts.h"
#include "contracts/invariants/registry.h"
#include "contracts/serial_range.h"
#include "contracts/state/records/batch.h"

namespace heng::contracts {
namespace {

// Serials from `first` to before `end`.
struct Span {
  std::uint64_t first = 0;
  std::uint64_t end = 0;

  friend bool operator==(const Span&, const Span&) = default;
  friend auto operator<=>(const Span&, const Span&) = default;
};

using Spans = std::vector<Span>;

Span SpanOf(const UnitBlock& block) {
  return {.first = block.first.value(), .end = block.last.value() + 1};
}

// Spans that touch become one; `spans` ascends. The place of an overlap, if there is one.
std::optional<std::uint64_t> Join(Spans& spans) {
  Spans joined;
  for (const Span& span : spans) {
    if (!joined.empty() && span.first < joined.back().end) {
      return span.first;
    }
    if (!joined.empty() && span.first == joined.back().end) {
      joined.back().end = span.end;
    } else {
      joined.push_back(span);
    }
  }
  spans = std::move(joined);
  return std::nullopt;
}

class Tiling final : public Invariant {
 public:
  [[nodiscard]] std::string_view name() const override { return "tiling"; }
  [[nodiscard]] std::string_view rule() const override { return "R-GOV-02"; }

  void Visit(const Change& change) override {
    if (change.key.starts_with(tables::kBatch)) {
      VisitBatch(change);
    } else if (change.key.starts_with(tables::kUnitBlock)) {
      VisitBlock(change);
    }
  }

  [[nodiscard]] std::optional<std::string> Verdict(const View& after) override {
    if (!broken_.empty()) {
      return broken_;
    }
    for (auto& [id, changed] : batches_) {
      const auto batch = after.Find<Batch>(id);
      if (!batch) {
        return id.value() + " has blocks and no batch record";
      }
      if (changed.series && *changed.series != batch->series) {
        return id.value() + " has a block of another series";
      }
      if (const auto broken = Judge(id, changed)) {
        return broken;
      }
    }
    return std::nullopt;
  }

 private:
  struct Changed {
    Spans owed;  // what the changed blocks must cover
    Spans covered;
    std::optional<SeriesId> series;  // of the blocks; of one that differs, if one does
  };

  static std::string Named(const UnitBlock& block) {
    return FormatSerials({.batch = block.batch, .first = block.first, .last = block.last});
  }

  void Break(std::string sentence) {
    if (broken_.empty()) {
      broken_ = std::move(sentence);
    }
  }

  void VisitBatch(const Change& change) {
    const auto after = RecordIn<Batch>(change.after);
    if (!after) {
      return;  // records-stay says so
    }
    const auto before = RecordIn<Batch>(change.before);
    const std::uint64_t issued_before = before ? before->next.value() : 1;
    if (after->next.value() < issued_before) {
      Break(after->id.value() + " has issued fewer serials than before");
    } else if (after->next.value() != issued_before) {
      batches_[after->id].owed.push_back({.first = issued_before, .end = after->next.value()});
    }
  }

  void VisitBlock(const Change& change) {
    const auto after = RecordIn<UnitBlock>(change.after);
    if (!after) {
      return;  // records-stay says so
    }
    const auto before = RecordIn<UnitBlock>(change.before);
    const bool renamed = after->Key() != change.key;
    const bool changed_for_life =
        before && (after->parent_first != before->parent_first || after->series != before->series ||
                   after->last > before->last);
    if (renamed || changed_for_life || after->first.value() == 0 || after->last < after->first) {
      Break(Named(*after) + " is not what it was made as, or grew, or is no range");
    }
    Changed& changed = batches_[after->batch];
    if (before) {
      changed.owed.push_back(SpanOf(*before));
    }
    changed.covered.push_back(SpanOf(*after));
    if (!changed.series || *changed.series == after->series) {
      changed.series = after->series;
    } else {
      Break(Named(*after) + " is of another series than its neighbours");
    }
  }

  static std::optional<std::string> Judge(const BatchId& id, Changed& changed) {
    std::ranges::sort(changed.owed);
    std::ranges::sort(changed.covered);
    if (const auto overlap = Join(changed.covered)) {
      return id.value() + ": serial " + std::to_string(*overlap) + " is in two blocks";
    }
    // What was owed never overlaps in a sound state, so an overlap there is damage from before.
    if (const auto overlap = Join(changed.owed)) {
      return id.value() + ": serial " + std::to_string(*overlap) + " was in two blocks";
    }
    if (changed.owed == changed.covered) {
      return std::nullopt;
    }
    const auto [owed, covered] = std::ranges::mismatch(changed.owed, changed.covered);
    const auto text = [](const Spans& spans, auto at) {
      return at == spans.end() ? std::string("nothing")
                               : std::to_string(at->first) + " to " + std::to_string(at->end - 1);
    };
    return id.value() + ": the changed blocks must cover " + text(changed.owed, owed) +
           " and cover " + text(changed.covered, covered);
  }

  std::map<BatchId, Changed> batches_;
  std::string broken_;
};

}  // namespace

std::unique_ptr<Invariant> MakeTiling() {
  return std::make_unique<Tiling>();
}

}  // namespace heng::contracts
