// SPDX-License-Identifier: Apache-2.0
// 10-02 ConfirmCash: the settlement bank says that a trade was paid, to the fen. The units move to
// the buyer in the same step (R-TRD-12). A bank's reference is used once for ever.
#pragma once

#include "contracts/approvals.h"
#include "contracts/movement.h"
#include "contracts/operations/context.h"
#include "core/time.h"

namespace heng::contracts {

struct ConfirmCash {
  static constexpr OperationType kType = OperationType::kConfirmCash;
  static constexpr std::string_view kName = "confirm-cash";

  ParticipantId bank;
  ParticipantId exchange;
  std::string trade;
  Fen amount;
  ParticipantId payer;    // the buyer's organisation
  ParticipantId payee;    // the seller's organisation
  std::string reference;  // of the payment, in the bank's books
  BlockTime paid_at;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.bank, Bound{.bytes = 18});
    codec(2, self.exchange, Bound{.bytes = 18});
    codec(3, self.trade, Bound{.bytes = kIdentifierMax});
    codec(4, self.amount);
    codec(5, self.payer, Bound{.bytes = 18});
    codec(6, self.payee, Bound{.bytes = 18});
    codec(7, self.reference, Bound{.bytes = 44});
    codec(8, self.paid_at);
  }
  friend bool operator==(const ConfirmCash&, const ConfirmCash&) = default;
};

[[nodiscard]] Outcome<void> Validate(const ConfirmCash& operation);
[[nodiscard]] std::optional<Approver> Resolve(const ConfirmCash& operation,
                                              Party party,
                                              const View& view);
[[nodiscard]] Outcome<Plan> Check(const ConfirmCash& operation, const Context& context);
[[nodiscard]] Outcome<void> Apply(const ConfirmCash& operation,
                                  const Context& context,
                                  Journal& journal);

}  // namespace heng::contracts
