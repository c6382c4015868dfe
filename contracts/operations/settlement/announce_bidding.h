// SPDX-License-Identifier: Apache-2.0
// 15-07 AnnounceBidding: an exchange gives notice that units of a series are sold by bidding in a
// window of time. Bidding trades must name a notice (R-TRD-05).
#pragma once

#include "contracts/approvals.h"
#include "contracts/movement.h"
#include "contracts/operations/context.h"
#include "core/time.h"

namespace heng::contracts {

struct AnnounceBidding {
  static constexpr OperationType kType = OperationType::kAnnounceBidding;
  static constexpr std::string_view kName = "announce-bidding";

  ParticipantId exchange;
  std::string announcement;  // the notice's number; used once per exchange
  SeriesId series;
  BlockTime opens;
  BlockTime closes;  // inclusive
  Hash document;     // SHA-256 of the notice

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.exchange, Bound{.bytes = 18});
    codec(2, self.announcement, Bound{.bytes = kIdentifierMax});
    codec(3, self.series, Bound{.bytes = 3 * kIdentifierMax});
    codec(4, self.opens);
    codec(5, self.closes);
    codec(6, self.document);
  }
  friend bool operator==(const AnnounceBidding&, const AnnounceBidding&) = default;
};

[[nodiscard]] Outcome<void> Validate(const AnnounceBidding& operation);
[[nodiscard]] std::optional<Approver> Resolve(const AnnounceBidding& operation,
                                              Party party,
                                              const View& view);
[[nodiscard]] Outcome<Plan> Check(const AnnounceBidding& operation, const Context& context);
[[nodiscard]] Outcome<void> Apply(const AnnounceBidding& operation,
                                  const Context& context,
                                  Journal& journal);

}  // namespace heng::contracts
