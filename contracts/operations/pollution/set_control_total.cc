// SPDX-License-Identifier: Apache-2.0
#include "contracts/operations/pollution/set_control_total.h"

#include "contracts/form.h"
#include "contracts/lookup.h"
#include "contracts/operations/describe.h"
#include "contracts/permits.h"
#include "contracts/state/records/control_total.h"

namespace heng::contracts {

Outcome<void> Validate(const SetControlTotal& operation) {
  HENG_CHECK_OK(CheckIdentifier(operation.pool, "pool"));
  HENG_CHECK_OK(CheckIdentifier(operation.class_id.value(), "class_id"));
  HENG_CHECK_OK(CheckYear(operation.year, "year"));
  return CheckPositive(operation.total);
}

std::optional<Approver> Resolve(const SetControlTotal& /*operation*/,
                                Party party,
                                const View& /*view*/) {
  if (party == Party::kAuthority) {
    return Approver{.role = Role::kPermitAuthority, .participant = {}, .jurisdiction = {}};
  }
  return ByRole(party);
}

Outcome<Plan> Check(const SetControlTotal& operation, const Context& context) {
  HENG_CHECK_OK(CheckYearNotOver(operation.year, context.today()));
  HENG_TRY(const ClassRecord right_class, ActiveClass(context.view, operation.class_id));
  if (right_class.family != ClassFamily::kPollution) {
    return Refuse(ResultCode::kNotEligible, "class " + operation.class_id.value());
  }
  const auto control =
      context.view.Find<ControlTotal>(operation.pool, operation.class_id, operation.year);
  if (control && operation.total < control->granted) {
    return std::unexpected(Refusal{.code = ResultCode::kPollutionCap,
                                   .rule = "R-POL-11",
                                   .subject = control->Key(),
                                   .numbers = {{"granted", control->granted.value()},
                                               {"requested", operation.total.value()}}});
  }
  return Plan{};
}

Outcome<void> Apply(const SetControlTotal& operation, const Context& context, Journal& journal) {
  ControlTotal control =
      context.view.Find<ControlTotal>(operation.pool, operation.class_id, operation.year)
          .value_or(ControlTotal{});
  control.pool = operation.pool;
  control.class_id = operation.class_id;
  control.year = operation.year;
  control.total = operation.total;
  journal.Put(control);
  DescribeAs(journal, SetControlTotal::kName);
  return {};
}

}  // namespace heng::contracts
