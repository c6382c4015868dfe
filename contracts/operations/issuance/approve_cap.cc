// SPDX-License-Identifier: Apache-2.0
#include "contracts/operations/issuance/approve_cap.h"

#include "contracts/form.h"
#include "contracts/lookup.h"
#include "contracts/operations/describe.h"
#include "contracts/state/records/business_key.h"
#include "contracts/state/records/cap.h"
#include "contracts/units.h"

namespace heng::contracts {
namespace {

// Makes the batch of a cap unique for ever.
constexpr const char* kBatchKind = "cap-batch";

BatchId BatchOf(const ClassRecord& right_class, std::uint32_t vintage) {
  return BatchId(right_class.serial_prefix + "-" + std::to_string(vintage));
}

}  // namespace

Outcome<void> Validate(const ApproveCap& operation) {
  HENG_CHECK_OK(CheckIdentifier(operation.id, "id"));
  HENG_CHECK_OK(CheckIdentifier(operation.class_id.value(), "class_id"));
  HENG_CHECK_OK(CheckYear(operation.vintage, "vintage"));
  HENG_CHECK_OK(CheckIdentifier(operation.pool, "pool"));
  return CheckPositive(operation.quantity);
}

std::optional<Approver> Resolve(const ApproveCap& /*operation*/,
                                Party party,
                                const View& /*view*/) {
  return ByRole(party);
}

Outcome<Plan> Check(const ApproveCap& operation, const Context& context) {
  Movement approve;
  approve.kind = MovementKind::kApproveCap;
  HENG_TRY(approve.right_class, ActiveClass(context.view, operation.class_id));
  if (approve.right_class->family != ClassFamily::kAllowance) {
    return Refuse(ResultCode::kNotEligible, "class " + operation.class_id.value());
  }
  if (context.view.Find<Cap>(operation.id)) {
    return Refuse(ResultCode::kExists, operation.id);
  }
  const BatchId batch = BatchOf(*approve.right_class, operation.vintage);
  HENG_CHECK_OK(CheckIdentifier(batch.value(), "batch"));
  if (context.view.Find<BusinessKey>(kBatchKind, batch.value())) {
    return Refuse(ResultCode::kExists, batch.value());
  }
  approve.series = SeriesOf(operation.class_id, operation.vintage, operation.pool);
  approve.vintage = operation.vintage;
  approve.quantity = operation.quantity;
  return Plan{std::move(approve)};
}

Outcome<void> Apply(const ApproveCap& operation, const Context& context, Journal& journal) {
  HENG_TRY(const ClassRecord right_class, ActiveClass(context.view, operation.class_id));
  Cap cap;
  cap.id = operation.id;
  cap.class_id = operation.class_id;
  cap.vintage = operation.vintage;
  cap.pool = operation.pool;
  cap.sector = operation.sector;
  cap.quantity = operation.quantity;
  cap.batch = BatchOf(right_class, operation.vintage);
  BusinessKey key;
  key.kind = kBatchKind;
  key.value = cap.batch.value();
  key.record_key = cap.Key();
  journal.Put(cap);
  journal.Put(key);
  DescribeAs(journal, ApproveCap::kName);
  return {};
}

}  // namespace heng::contracts
