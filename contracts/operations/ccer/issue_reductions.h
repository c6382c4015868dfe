// SPDX-License-Identifier: Apache-2.0
// 1-04 IssueReductions (IssueCCER): certified reductions of one monitoring period of a project
// arise in its owner's project account. Signed by the verifier and the registry of reductions.
#pragma once

#include "contracts/approvals.h"
#include "contracts/movement.h"
#include "contracts/operations/context.h"
#include "core/quantity.h"
#include "core/time.h"

namespace heng::contracts {

struct IssueReductions {
  static constexpr OperationType kType = OperationType::kIssueReductions;
  static constexpr std::string_view kName = "issue-reductions";

  std::string project;
  CstDay first_day;           // of the monitoring period
  CstDay last_day;            // inclusive
  std::uint32_t vintage = 0;  // a year of the period
  Quantity quantity;
  AccountId account;  // the owner's project account
  ParticipantId verifier;
  Hash verification;  // SHA-256 of the verification report
  Hash disclosure;    // SHA-256 of the monitoring report as shown to the public

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.project, Bound{.bytes = 24});
    codec(2, self.first_day);
    codec(3, self.last_day);
    codec(4, self.vintage);
    codec(5, self.quantity);
    codec(6, self.account, Bound{.bytes = kIdentifierMax});
    codec(7, self.verifier, Bound{.bytes = 18});
    codec(8, self.verification);
    codec(9, self.disclosure);
  }
  friend bool operator==(const IssueReductions&, const IssueReductions&) = default;
};

[[nodiscard]] Outcome<void> Validate(const IssueReductions& operation);
[[nodiscard]] std::optional<Approver> Resolve(const IssueReductions& operation,
                                              Party party,
                                              const View& view);
[[nodiscard]] Outcome<Plan> Check(const IssueReductions& operation, const Context& context);
[[nodiscard]] Outcome<void> Apply(const IssueReductions& operation,
                                  const Context& context,
                                  Journal& journal);

}  // namespace heng::contracts
