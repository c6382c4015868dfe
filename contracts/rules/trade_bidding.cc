// SPDX-License-Identifier: Apache-2.0
// R-TRD-05: bidding rests on a published notice. No price band is given for it.
#include "contracts/rules/registry.h"
#include "contracts/state/records/announcement.h"

namespace heng::contracts {
namespace {

std::optional<Refusal> Evaluate(const RuleInput& input) {
  const auto* operation = input.As<SettleTrade>();
  if (operation == nullptr || operation->mode != TradeMode::kBidding) {
    return std::nullopt;
  }
  const auto notice =
      input.context.view.Find<Announcement>(operation->exchange, operation->announcement);
  if (!notice || notice->series != operation->series) {
    return RefusedFor(ResultCode::kBidReference, "announcement " + operation->announcement);
  }
  if (operation->traded_at < notice->opens || notice->closes < operation->traded_at) {
    return RefusedFor(ResultCode::kBidReference,
                      "announcement " + operation->announcement,
                      {{"opens", notice->opens.value()},
                       {"closes", notice->closes.value()},
                       {"requested", operation->traded_at.value()}});
  }
  return std::nullopt;
}

}  // namespace

const Rule kBiddingTradeRule{
    .id = "R-TRD-05",
    .kinds = Kinds({MovementKind::kTrade}),
    .legal_basis =
        "National carbon trading rules (REG-M); EDF report on the national carbon market, 2025-07 "
        "(S3)",
    .en =
        "A bidding trade names an announcement of its exchange for its series, inside the window.",
    .zh = "单向竞价成交须引用交易机构就该产品发布且在有效期内的公告。",
    .evaluate = Evaluate,
};

}  // namespace heng::contracts
