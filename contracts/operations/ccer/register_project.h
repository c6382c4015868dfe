// SPDX-License-Identifier: Apache-2.0
// 17-15 RegisterProject: the registry of reductions enters a project. What is issued for it later
// rests on this record.
#pragma once

#include "contracts/approvals.h"
#include "contracts/movement.h"
#include "contracts/operations/context.h"
#include "core/time.h"

namespace heng::contracts {

struct RegisterProject {
  static constexpr OperationType kType = OperationType::kRegisterProject;
  static constexpr std::string_view kName = "register-project";

  std::string project;
  ParticipantId owner;
  ClassId class_id;  // "CCER"
  std::string methodology;
  std::string pool;              // third part of its series: "CN"
  bool covered = false;          // the national market allocates for its emissions
  bool other_mechanism = false;  // also registered elsewhere
  CstDay works_begun;
  Hash disclosure;  // SHA-256 of the document shown to the public

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.project, Bound{.bytes = 24});
    codec(2, self.owner, Bound{.bytes = 18});
    codec(3, self.class_id, Bound{.bytes = kIdentifierMax});
    codec(4, self.methodology, Bound{.bytes = 16});
    codec(5, self.pool, Bound{.bytes = 16});
    codec(6, self.covered);
    codec(7, self.other_mechanism);
    codec(8, self.works_begun);
    codec(9, self.disclosure);
  }
  friend bool operator==(const RegisterProject&, const RegisterProject&) = default;
};

[[nodiscard]] Outcome<void> Validate(const RegisterProject& operation);
[[nodiscard]] std::optional<Approver> Resolve(const RegisterProject& operation,
                                              Party party,
                                              const View& view);
[[nodiscard]] Outcome<Plan> Check(const RegisterProject& operation, const Context& context);
[[nodiscard]] Outcome<void> Apply(const RegisterProject& operation,
                                  const Context& context,
                                  Journal& journal);

}  // namespace heng::contracts
