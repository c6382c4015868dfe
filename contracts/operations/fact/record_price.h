// SPDX-License-Identifier: Apache-2.0
// 15-03 RecordPrice: the exchange's word on one trading day of a class. Price bands and fines
// use it (R-TRD-06).
#pragma once

#include "contracts/approvals.h"
#include "contracts/movement.h"
#include "contracts/operations/context.h"
#include "core/quantity.h"
#include "core/time.h"

namespace heng::contracts {

struct RecordPrice {
  static constexpr OperationType kType = OperationType::kRecordPrice;
  static constexpr std::string_view kName = "record-price";

  ClassId class_id;
  CstDay day;
  Fen close;    // of the day; the previous close when nothing was traded
  Fen average;  // weighted by volume; zero when nothing was traded
  Quantity volume;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.class_id, Bound{.bytes = kIdentifierMax});
    codec(2, self.day);
    codec(3, self.close);
    codec(4, self.average);
    codec(5, self.volume);
  }
  friend bool operator==(const RecordPrice&, const RecordPrice&) = default;
};

[[nodiscard]] Outcome<void> Validate(const RecordPrice& operation);
[[nodiscard]] std::optional<Approver> Resolve(const RecordPrice& operation,
                                              Party party,
                                              const View& view);
[[nodiscard]] Outcome<Plan> Check(const RecordPrice& operation, const Context& context);
[[nodiscard]] Outcome<void> Apply(const RecordPrice& operation,
                                  const Context& context,
                                  Journal& journal);

}  // namespace heng::contracts
