// SPDX-License-Identifier: Apache-2.0
#include "contracts/operations/fact/record_price.h"

#include <algorithm>

#include "contracts/form.h"
#include "contracts/lookup.h"
#include "contracts/operations/describe.h"
#include "contracts/state/records/price.h"

namespace heng::contracts {
namespace {

std::optional<Approver> ExchangeOf(const RecordPrice& operation, const View& view) {
  const auto right_class = view.Find<ClassRecord>(operation.class_id);
  if (!right_class) {
    return std::nullopt;
  }
  switch (right_class->family) {
    case ClassFamily::kAllowance:
      return Approver{.role = Role::kExchange, .participant = {}};
    case ClassFamily::kReduction:
      return Approver{.role = Role::kCcerExchange, .participant = {}};
    case ClassFamily::kWater:
    case ClassFamily::kPollution:
      return Approver{.role = Role::kTradingPlatform, .participant = {}};
    case ClassFamily::kUnspecified:
      break;
  }
  return std::nullopt;
}

}  // namespace

Outcome<void> Validate(const RecordPrice& operation) {
  HENG_CHECK_OK(CheckIdentifier(operation.class_id.value(), "class_id"));
  if (!IsValid(operation.day)) {
    return Refuse(ResultCode::kFieldRange, "day", {{"requested", operation.day.value()}});
  }
  if (operation.close.value() == 0) {
    return Refuse(ResultCode::kFieldRange, "close", {{"requested", 0}});
  }
  // An average without volume, or volume without an average, is no fact.
  if ((operation.volume.value() == 0) != (operation.average.value() == 0)) {
    return Refuse(ResultCode::kFieldRange,
                  "average",
                  {{"requested", operation.average.value()}, {"volume", operation.volume.value()}});
  }
  return {};
}

std::optional<Approver> Resolve(const RecordPrice& operation, Party party, const View& view) {
  return party == Party::kExchange ? ExchangeOf(operation, view) : ByRole(party);
}

Outcome<Plan> Check(const RecordPrice& operation, const Context& context) {
  HENG_CHECK_OK(ActiveClass(context.view, operation.class_id));
  if (operation.day > context.today()) {
    return Refuse(ResultCode::kFieldRange,
                  "day",
                  {{"limit", context.today().value()}, {"requested", operation.day.value()}});
  }
  if (context.view.Find<Price>(operation.class_id, operation.day)) {
    return Refuse(ResultCode::kExists, Price::KeyOf(operation.class_id, operation.day));
  }
  return Plan{};
}

Outcome<void> Apply(const RecordPrice& operation, const Context& context, Journal& journal) {
  const std::optional<Approver> exchange = ExchangeOf(operation, context.view);
  const auto signer = std::ranges::find_if(context.signers, [&exchange](const Signer& candidate) {
    return exchange && Fits(candidate, *exchange);
  });
  Price price;
  price.class_id = operation.class_id;
  price.day = operation.day;
  price.close = operation.close;
  price.average = operation.average;
  price.volume = operation.volume;
  if (signer != context.signers.end()) {
    price.exchange = signer->participant.id;
  }
  journal.Put(price);
  DescribeAs(journal, RecordPrice::kName);
  return {};
}

}  // namespace heng::contracts
