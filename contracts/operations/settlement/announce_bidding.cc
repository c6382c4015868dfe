// SPDX-License-Identifier: Apache-2.0
#include "contracts/operations/settlement/announce_bidding.h"

#include "contracts/form.h"
#include "contracts/lookup.h"
#include "contracts/operations/describe.h"
#include "contracts/operations/settlement/exchange.h"
#include "contracts/state/records/announcement.h"

namespace heng::contracts {

Outcome<void> Validate(const AnnounceBidding& operation) {
  HENG_CHECK_OK(CheckIdentifier(operation.exchange.value(), "exchange"));
  HENG_CHECK_OK(CheckIdentifier(operation.announcement, "announcement"));
  HENG_CHECK_OK(CheckSeriesForm(operation.series));
  if (operation.document.is_zero()) {
    return Refuse(ResultCode::kMalformed, "document is needed");
  }
  if (operation.opens.value() == 0 || operation.closes < operation.opens) {
    return Refuse(ResultCode::kFieldRange,
                  "window",
                  {{"opens", operation.opens.value()}, {"closes", operation.closes.value()}});
  }
  return {};
}

std::optional<Approver> Resolve(const AnnounceBidding& operation, Party party, const View& view) {
  return party == Party::kExchange ? ExchangeOf(view, operation.series, operation.exchange)
                                   : std::nullopt;
}

Outcome<Plan> Check(const AnnounceBidding& operation, const Context& context) {
  if (!context.view.Find<Totals>(operation.series)) {
    return Refuse(ResultCode::kNotFound, "series " + operation.series.value());
  }
  if (context.view.Find<Announcement>(operation.exchange, operation.announcement)) {
    return Refuse(ResultCode::kExists, operation.announcement);
  }
  // Notice comes before the sale: a window that has closed announces nothing.
  if (operation.closes < context.block.time) {
    return Refuse(
        ResultCode::kFieldRange,
        "closes",
        {{"requested", operation.closes.value()}, {"block-time", context.block.time.value()}});
  }
  return Plan{};
}

Outcome<void> Apply(const AnnounceBidding& operation,
                    const Context& /*context*/,
                    Journal& journal) {
  Announcement announcement;
  announcement.exchange = operation.exchange;
  announcement.id = operation.announcement;
  announcement.series = operation.series;
  announcement.opens = operation.opens;
  announcement.closes = operation.closes;
  announcement.document = operation.document;
  journal.Put(announcement);
  DescribeAs(journal, AnnounceBidding::kName);
  return {};
}

}  // namespace heng::contracts
