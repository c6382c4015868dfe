// SPDX-License-Identifier: Apache-2.0
#include "contracts/operations/fact/record_emission.h"

#include "contracts/form.h"
#include "contracts/lookup.h"
#include "contracts/operations/describe.h"
#include "contracts/state/records/emission.h"
#include "contracts/state/records/obligation.h"

namespace heng::contracts {

Outcome<void> Validate(const RecordEmission& operation) {
  HENG_CHECK_OK(CheckIdentifier(operation.participant.value(), "participant"));
  HENG_CHECK_OK(CheckIdentifier(operation.verifier.value(), "verifier"));
  HENG_CHECK_OK(CheckIdentifier(operation.class_id.value(), "class_id"));
  HENG_CHECK_OK(CheckYear(operation.year, "year"));
  if (operation.report_hash.is_zero()) {
    return Refuse(ResultCode::kMalformed, "report_hash is needed");
  }
  return CheckPositive(operation.quantity);
}

std::optional<Approver> Resolve(const RecordEmission& operation, Party party, const View& view) {
  if (party == Party::kVerifier) {
    return Approver{.role = Role::kVerifier, .participant = operation.verifier};
  }
  return party == Party::kProvince ? ProvinceOfParticipant(view, operation.participant)
                                   : ByRole(party);
}

Outcome<Plan> Check(const RecordEmission& operation, const Context& context) {
  HENG_TRY(const Participant participant, ActiveParticipant(context.view, operation.participant));
  if (!participant.key_emitting) {
    return Refuse(ResultCode::kNotEligible, "participant " + operation.participant.value());
  }
  HENG_TRY(const ClassRecord right_class, ActiveClass(context.view, operation.class_id));
  if (right_class.family != ClassFamily::kAllowance) {
    return Refuse(ResultCode::kNotEligible, "class " + operation.class_id.value());
  }
  if (operation.year > YearOf(context.today())) {
    return Refuse(ResultCode::kFieldRange,
                  "year",
                  {{"limit", YearOf(context.today())}, {"requested", operation.year}});
  }
  if (context.view.Find<Emission>(operation.participant, operation.year)) {
    return Refuse(ResultCode::kExists, Emission::KeyOf(operation.participant, operation.year));
  }
  return Plan{};
}

Outcome<void> Apply(const RecordEmission& operation, const Context& context, Journal& journal) {
  Emission emission;
  emission.participant = operation.participant;
  emission.year = operation.year;
  emission.class_id = operation.class_id;
  emission.quantity = operation.quantity;
  emission.verifier = operation.verifier;
  emission.report_hash = operation.report_hash;
  emission.height = context.block.height;
  Obligation obligation;
  obligation.participant = operation.participant;
  obligation.year = operation.year;
  obligation.class_id = operation.class_id;
  obligation.due = operation.quantity;
  journal.Put(emission);
  journal.Put(obligation);
  DescribeAs(journal, RecordEmission::kName);
  return {};
}

}  // namespace heng::contracts
