// SPDX-License-Identifier: Apache-2.0
#include "contracts/operations/permit/annual_use.h"

#include "contracts/form.h"
#include "contracts/lookup.h"
#include "contracts/permits.h"
#include "contracts/state/records/meter.h"
#include "contracts/units.h"

namespace heng::contracts {
namespace {

Meter MeterOf(const View& view, const AnnualUse& use) {
  const std::uint32_t year = YearOf(use.day);
  if (auto meter = view.Find<Meter>(use.permit, use.class_id, year)) {
    return *std::move(meter);
  }
  Meter meter;
  meter.permit = use.permit;
  meter.class_id = use.class_id;
  meter.year = year;
  return meter;
}

SeriesId SeriesUsed(const AnnualUse& use, const Permit& permit) {
  return SeriesOf(use.class_id, YearOf(use.day), use.pool.empty() ? permit.pool : use.pool);
}

Outcome<Quantity> NewUse(const AnnualUse& use, const Meter& meter) {
  if (use.measured <= meter.measured) {
    return Refuse(ResultCode::kFieldRange,
                  "measured",
                  {{"recorded", meter.measured.value()}, {"requested", use.measured.value()}});
  }
  return Quantity(use.measured.value() - meter.measured.value());
}

}  // namespace

Outcome<void> ValidateUse(const AnnualUse& use) {
  HENG_CHECK_OK(CheckIdentifier(use.permit, "permit"));
  HENG_CHECK_OK(CheckIdentifier(use.account.value(), "account"));
  HENG_CHECK_OK(CheckIdentifier(use.class_id.value(), "class_id"));
  if (!use.pool.empty()) {
    HENG_CHECK_OK(CheckIdentifier(use.pool, "pool"));
  }
  if (!IsValid(use.day)) {
    return Refuse(ResultCode::kFieldRange, "day", {{"requested", use.day.value()}});
  }
  if (use.evidence.is_zero()) {
    return Refuse(ResultCode::kMalformed, "evidence is needed");
  }
  return CheckPositive(use.measured);
}

Outcome<Movement> DescribeUse(const AnnualUse& use,
                              MovementKind kind,
                              PermitKind permit_kind,
                              const Context& context) {
  HENG_TRY(const Permit permit, ActivePermit(context.view, use.permit));
  HENG_TRY(const Account account, ActiveAccount(context.view, use.account));
  if (permit.kind != permit_kind || !permit.AnnualOf(use.class_id) ||
      account.permit != permit.number || account.participant != permit.participant) {
    return Refuse(ResultCode::kPermit,
                  "permit " + permit.number + " account " + account.id.value());
  }
  if (use.day < permit.valid_from || permit.valid_to < use.day) {
    return Refuse(ResultCode::kPermit,
                  "permit " + permit.number,
                  {{"valid-from", permit.valid_from.value()},
                   {"valid-to", permit.valid_to.value()},
                   {"requested", use.day.value()}});
  }
  const Meter meter = MeterOf(context.view, use);
  if (context.today() < use.day || use.day < meter.day) {
    return Refuse(ResultCode::kFieldRange,
                  "day",
                  {{"limit", context.today().value()},
                   {"recorded", meter.day.value()},
                   {"requested", use.day.value()}});
  }
  HENG_TRY(const Quantity quantity, NewUse(use, meter));
  return DescribeMove(context.view,
                      {.kind = kind,
                       .series = SeriesUsed(use, permit),
                       .quantity = quantity,
                       .ranges = {},
                       .from = use.account,
                       .to = {}});
}

Outcome<void> ApplyUse(const AnnualUse& use,
                       std::string_view operation,
                       const Context& context,
                       Journal& journal) {
  HENG_TRY(const Permit permit, ActivePermit(context.view, use.permit));
  Meter meter = MeterOf(context.view, use);
  HENG_TRY(const Quantity quantity, NewUse(use, meter));
  HENG_TRY(const auto ranges,
           Select(context.view,
                  {.account = use.account,
                   .series = SeriesUsed(use, permit),
                   .position = Position::kRegistered,
                   .quantity = quantity,
                   .ranges = {},
                   .encumbrance = {}}));
  meter.measured = use.measured;
  meter.day = use.day;
  meter.evidence = use.evidence;
  // The reading is part of the first retirement's event, so it is put before and described by it.
  journal.Put(meter);
  HENG_CHECK_OK(EndUnits(journal,
                         context.transaction,
                         ranges,
                         {.status = UnitStatus::kRetired,
                          .purpose = "use",
                          .reference = meter.Key(),
                          .beneficiary = permit.participant.value(),
                          .beneficiary_commitment = {}},
                         {{"operation", std::string(operation)}, {"permit", permit.number}}));
  return {};
}

}  // namespace heng::contracts
