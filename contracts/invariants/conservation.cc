// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "contracts/invariants/amounts.h"
#include "contracts/invariants/registry.h"
#include "contracts/state/records/batch.h"
#include "contracts/state/records/totals.h"

namespace heng::contracts {
namespace {

// How the columns of a series moved, by one kind of record.
struct Columns {
  Amount128 issued = 0;
  Amount128 retired = 0;
  Amount128 cancelled = 0;
  Amount128 recalled = 0;
  Amount128 expired = 0;

  template <class R>
  void Add(const R& record, Quantity issued_quantity, int sign) {
    issued += sign * Wide(issued_quantity);
    retired += sign * Wide(record.retired);
    cancelled += sign * Wide(record.cancelled);
    recalled += sign * Wide(record.recalled);
    expired += sign * Wide(record.expired);
  }
  friend bool operator==(const Columns&, const Columns&) = default;
};

struct Series {
  Columns by_totals;
  Columns by_batches;
  Amount128 outstanding = 0;
  Amount128 held = 0;
};

class Conservation final : public Invariant {
 public:
  [[nodiscard]] std::string_view name() const override { return "conservation"; }
  [[nodiscard]] std::string_view rule() const override { return "R-GOV-02"; }

  void Visit(const Change& change) override {
    VisitHalf(change.key, change.before, -1);
    VisitHalf(change.key, change.after, 1);
  }

  [[nodiscard]] std::optional<std::string> Verdict(const View& after) override {
    for (const auto& [id, series] : series_) {
      if (series.by_totals != series.by_batches) {
        return id.value() + ": its totals and its batches moved differently, issued by " +
               Digits(series.by_totals.issued) + " and " + Digits(series.by_batches.issued);
      }
      if (series.outstanding != series.held) {
        return id.value() + ": outstanding moved by " + Digits(series.outstanding) +
               ", holdings by " + Digits(series.held);
      }
      const auto totals = after.Find<Totals>(id);
      if (!totals) {
        return id.value() + ": held and has no totals";
      }
      const Amount128 sum = Wide(totals->outstanding) + Wide(totals->retired) +
                            Wide(totals->cancelled) + Wide(totals->recalled) +
                            Wide(totals->expired);
      if (Wide(totals->issued) != sum) {
        return id.value() + ": issued " + Digits(Wide(totals->issued)) +
               ", outstanding and ended " + Digits(sum);
      }
    }
    return std::nullopt;
  }

 private:
  void VisitHalf(ByteView key, const std::optional<Bytes>& value, int sign) {
    if (!value) {
      return;
    }
    if (key.starts_with(tables::kTotals)) {
      const auto totals = View::DecodeRecord<Totals>(*value);
      Series& series = series_[totals.series];
      series.by_totals.Add(totals, totals.issued, sign);
      series.outstanding += sign * Wide(totals.outstanding);
    } else if (key.starts_with(tables::kBatch)) {
      const auto batch = View::DecodeRecord<Batch>(*value);
      series_[batch.series].by_batches.Add(batch, batch.issued(), sign);
    } else if (key.starts_with(tables::kHolding)) {
      const auto holding = View::DecodeRecord<Holding>(*value);
      Series& series = series_[holding.series];
      for (std::size_t i = 1; i <= static_cast<std::size_t>(Position::kMaxValue); ++i) {
        series.held += sign * Wide(holding.At(static_cast<Position>(i)));
      }
    }
  }

  std::map<SeriesId, Series> series_;
};

}  // namespace

std::unique_ptr<Invariant> MakeConservation() {
  return std::make_unique<Conservation>();
}

}  // namespace heng::contracts
