// SPDX-License-Identifier: Apache-2.0
// The arithmetic of an obligation's way through surrender, collection and retirement, and the
// units that each step moves.
#pragma once

#include <vector>

#include "contracts/operations/leg.h"
#include "contracts/result.h"
#include "contracts/state/records/obligation.h"

namespace heng::contracts {

// The obligation of the participant and year; kUnverified under R-MRV-04 when there is none,
// because without a verified emission nothing is owed.
[[nodiscard]] Outcome<Obligation> ObligationOf(const View& view,
                                               const ParticipantId& participant,
                                               std::uint32_t year);

enum class SurrenderStage { kCollect, kRetire };

// What of the obligation's series is ready for the stage.
[[nodiscard]] Quantity ReadyFor(SurrenderStage stage, const SurrenderedSeries& line);

// The legs an operation means: those it names, or everything ready when it names none. Refuses
// kInsufficient when a leg is more than is ready, or nothing is.
[[nodiscard]] Outcome<std::vector<Leg>> LegsOf(SurrenderStage stage,
                                               const Obligation& obligation,
                                               const std::vector<Leg>& named);

// Takes note that the legs have passed the stage. They must come from LegsOf.
void Advance(SurrenderStage stage, Obligation& obligation, const std::vector<Leg>& legs);

// Refuses kFieldRange when the quantity is more than the obligation still needs.
[[nodiscard]] Outcome<void> CheckStillOwed(const Obligation& obligation, Quantity quantity);

// True when everything surrendered is with the nation.
[[nodiscard]] bool AllCollected(const Obligation& obligation);

// Names an operation and its obligation in the events of a step.
[[nodiscard]] std::vector<EventReference> ReferencesTo(std::string_view operation,
                                                       const Obligation& obligation);

}  // namespace heng::contracts
