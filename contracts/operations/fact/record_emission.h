// SPDX-License-Identifier: Apache-2.0
// 15-01 RecordEmission: the verified emission of a participant in a year, signed by its
// verifier and its province (R-MRV-04). It creates the obligation to surrender as much.
#pragma once

#include "contracts/approvals.h"
#include "contracts/movement.h"
#include "contracts/operations/context.h"
#include "core/quantity.h"

namespace heng::contracts {

struct RecordEmission {
  static constexpr OperationType kType = OperationType::kRecordEmission;
  static constexpr std::string_view kName = "record-emission";

  ParticipantId participant;
  std::uint32_t year = 0;
  ClassId class_id;  // the allowance class in which the obligation is due
  Quantity quantity;
  ParticipantId verifier;
  Hash report_hash;  // SHA-256 of the verification report

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.participant, Bound{.bytes = 18});
    codec(2, self.year);
    codec(3, self.class_id, Bound{.bytes = kIdentifierMax});
    codec(4, self.quantity);
    codec(5, self.verifier, Bound{.bytes = 18});
    codec(6, self.report_hash);
  }
  friend bool operator==(const RecordEmission&, const RecordEmission&) = default;
};

[[nodiscard]] Outcome<void> Validate(const RecordEmission& operation);
[[nodiscard]] std::optional<Approver> Resolve(const RecordEmission& operation,
                                              Party party,
                                              const View& view);
[[nodiscard]] Outcome<Plan> Check(const RecordEmission& operation, const Context& context);
[[nodiscard]] Outcome<void> Apply(const RecordEmission& operation,
                                  const Context& context,
                                  Journal& journal);

}  // namespace heng::contracts
