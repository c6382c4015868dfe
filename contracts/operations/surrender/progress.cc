// SPDX-License-Identifier: Apache-2.0
#include "contracts/operations/surrender/progress.h"

#include <algorithm>

#include "core/check.h"

namespace heng::contracts {

Outcome<Obligation> ObligationOf(const View& view,
                                 const ParticipantId& participant,
                                 std::uint32_t year) {
  auto obligation = view.Find<Obligation>(participant, year);
  if (!obligation) {
    return std::unexpected(Refusal{.code = ResultCode::kUnverified,
                                   .rule = "R-MRV-04",
                                   .subject = Obligation::KeyOf(participant, year),
                                   .numbers = {}});
  }
  return *std::move(obligation);
}

Quantity ReadyFor(SurrenderStage stage, const SurrenderedSeries& line) {
  switch (stage) {
    case SurrenderStage::kCollect:
      return Quantity(line.surrendered.value() - line.collected.value());
    case SurrenderStage::kRetire:
      return Quantity(line.collected.value() - line.retired.value());
  }
  return {};
}

Outcome<std::vector<Leg>> LegsOf(SurrenderStage stage,
                                 const Obligation& obligation,
                                 const std::vector<Leg>& named) {
  std::vector<Leg> legs = named;
  if (named.empty()) {
    for (const SurrenderedSeries& line : obligation.series) {
      if (const Quantity ready = ReadyFor(stage, line); ready.value() != 0) {
        legs.push_back(Leg{.series = line.series, .quantity = ready, .ranges = {}});
      }
    }
  }
  for (const Leg& leg : named) {
    const SurrenderedSeries* line = obligation.FindSeries(leg.series);
    const Quantity ready = line == nullptr ? Quantity() : ReadyFor(stage, *line);
    if (leg.quantity > ready) {
      return Refuse(ResultCode::kInsufficient,
                    leg.series.value(),
                    {{"requested", leg.quantity.value()}, {"available", ready.value()}});
    }
  }
  return legs;
}

void Advance(SurrenderStage stage, Obligation& obligation, const std::vector<Leg>& legs) {
  for (const Leg& leg : legs) {
    SurrenderedSeries* line = obligation.FindSeries(leg.series);
    HENG_ASSERT(line != nullptr && leg.quantity <= ReadyFor(stage, *line));
    Quantity& passed = stage == SurrenderStage::kCollect ? line->collected : line->retired;
    passed = Quantity(passed.value() + leg.quantity.value());
  }
}

Outcome<void> CheckStillOwed(const Obligation& obligation, Quantity quantity) {
  if (quantity > obligation.open()) {
    return Refuse(ResultCode::kFieldRange,
                  "quantity",
                  {{"limit", obligation.open().value()}, {"requested", quantity.value()}});
  }
  return {};
}

bool AllCollected(const Obligation& obligation) {
  return std::ranges::all_of(obligation.series, [](const SurrenderedSeries& line) {
    return ReadyFor(SurrenderStage::kCollect, line).value() == 0;
  });
}

std::vector<EventReference> ReferencesTo(std::string_view operation, const Obligation& obligation) {
  return {{"operation", std::string(operation)}, {"obligation", obligation.Key()}};
}

}  // namespace heng::contracts
