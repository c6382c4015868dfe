// SPDX-License-Identifier: Apache-2.0
#include "contracts/rules/permit_cover.h"

#include <algorithm>

#include "contracts/parameters.h"
#include "contracts/permits.h"
#include "contracts/state/records/batch.h"
#include "contracts/state/records/holding.h"
#include "contracts/state/records/meter.h"

namespace heng::contracts {
namespace {

std::uint64_t Less(std::uint64_t room, std::uint64_t taken) {
  return room - std::min(room, taken);
}

// What the account holds of the class and year, whatever pool it came from.
std::uint64_t HeldOf(const View& view, const Account& account, const Movement& movement) {
  const Bytes prefix = StateKey(
      tables::kHolding,
      {account.id.value(), movement.right_class->id.value(), std::to_string(movement.vintage), {}});
  Quantity held;
  view.ForEach<Holding>(prefix, [&held](const Holding& holding) {
    held = Add(held, holding.total()).value_or(Quantity(~std::uint64_t{0}));
    return true;
  });
  return held.value();
}

bool Belongs(const Account& to, const Permit& permit, const CoverTerms& terms) {
  const bool bound = to.permit == permit.number || (to.type == terms.unbound && to.permit.empty());
  return permit.active && permit.kind == terms.kind && bound &&
         permit.participant == to.participant && permit.jurisdiction == to.jurisdiction &&
         permit.pool == to.pool;
}

std::optional<Refusal> JudgeTerm(const RuleInput& input, const Permit& permit) {
  const std::uint32_t year = input.movement.vintage;
  if (input.context.today() <= permit.valid_to && YearOf(permit.valid_from) <= year &&
      year <= YearOf(permit.valid_to)) {
    return std::nullopt;
  }
  return RefusedFor(ResultCode::kPermit,
                    "permit " + permit.number,
                    {{"valid-from", permit.valid_from.value()},
                     {"valid-to", permit.valid_to.value()},
                     {"year", year}});
}

std::optional<Refusal> JudgeAmount(const RuleInput& input,
                                   const Permit& permit,
                                   Quantity received) {
  const View& view = input.context.view;
  const Movement& movement = input.movement;
  const ClassId& class_id = movement.right_class->id;
  const std::uint64_t limit = permit.AnnualOf(class_id).value_or(Quantity(0)).value();
  const std::uint64_t held = HeldOf(view, *movement.to, movement);
  const auto meter = view.Find<Meter>(permit.number, class_id, movement.vintage);
  const std::uint64_t used = meter ? meter->measured.value() : 0;
  std::uint64_t available = Less(Less(limit, held), used);
  if (movement.kind == MovementKind::kIssue) {
    // Units sold on make no room for a second issuance.
    const auto name = AnnualBatch(*movement.right_class, permit, movement.vintage);
    const auto batch = name ? view.Find<Batch>(*name) : std::optional<Batch>{};
    available = std::min(available, Less(limit, batch ? batch->issued().value() : 0));
  }
  if (received.value() <= available) {
    return std::nullopt;
  }
  return RefusedFor(ResultCode::kPermit,
                    "permit " + permit.number,
                    {{"limit", limit},
                     {"held", held},
                     {"used", used},
                     {"available", available},
                     {"requested", received.value()}});
}

}  // namespace

std::optional<Refusal> JudgeCover(const RuleInput& input,
                                  const CoverTerms& terms,
                                  const std::string& issued_under,
                                  Quantity received) {
  const Account& to = *input.movement.to;
  const bool issued = input.movement.kind == MovementKind::kIssue;
  if (!issued && to.type == AccountType::kCourtHold) {
    return std::nullopt;  // held for a court's order, never used
  }
  const std::string& number = issued ? issued_under : to.permit;
  if (!issued && to.type == terms.unbound && number.empty()) {
    return std::nullopt;
  }
  const auto permit = input.context.view.Find<Permit>(number);
  const bool fits_type = to.type == terms.bound || to.type == terms.unbound;
  if (!fits_type || !permit || !Belongs(to, *permit, terms)) {
    return RefusedFor(ResultCode::kPermit, "account " + to.id.value() + " permit " + number);
  }
  if (auto refusal = JudgeTerm(input, *permit)) {
    return refusal;
  }
  return JudgeAmount(input, *permit, received);
}

bool IsOfFamily(const Movement& movement, ClassFamily family) {
  return movement.right_class && movement.right_class->family == family;
}

bool ArePoolsLinked(const RuleInput& input, const std::string& kind, const std::string& link) {
  if (link.empty()) {
    return false;
  }
  const auto row = FindParameter(input.context.view,
                                 kind + "." + link,
                                 {.right_class = input.movement.right_class->id.value(),
                                  .year = 0,
                                  .sector = input.movement.from->pool,
                                  .jurisdiction = input.movement.to->pool},
                                 input.context.today());
  return row && row->value != 0;
}

}  // namespace heng::contracts
