// SPDX-License-Identifier: Apache-2.0
// What operations look up in their Check phase: records that must exist and be open for business.
// Missing is kNotFound; there but shut, or a class under halt, is kClosed.
#pragma once

#include "contracts/approvals.h"
#include "contracts/movement.h"
#include "contracts/result.h"
#include "contracts/state/records/participant.h"
#include "contracts/state/records/totals.h"
#include "contracts/state/view.h"

namespace heng::contracts {

[[nodiscard]] Outcome<Account> ActiveAccount(const View& view, const AccountId& id);
[[nodiscard]] Outcome<Participant> ActiveParticipant(const View& view, const ParticipantId& id);
[[nodiscard]] Outcome<ClassRecord> ActiveClass(const View& view, const ClassId& id);

// Refuses kExists for a key that signs or has signed for anybody, or is a client certificate's.
[[nodiscard]] Outcome<void> CheckFreshKey(const View& view, const PublicKey& key);

// What an operation would move of a series that exists.
struct SeriesMove {
  MovementKind kind = MovementKind::kIssue;
  SeriesId series;
  Quantity quantity;
  std::vector<SerialRange> ranges;
  AccountId from;
  AccountId to;  // empty: the units end
  Position position = Position::kRegistered;
};

// The movement, with its accounts, class and vintage looked up.
[[nodiscard]] Outcome<Movement> DescribeMove(const View& view, const SeriesMove& move);

// Who approves for the province of a participant, or of an account's participant; nothing where
// they do not exist.
[[nodiscard]] std::optional<Approver> ProvinceOfParticipant(const View& view,
                                                            const ParticipantId& id);
[[nodiscard]] std::optional<Approver> ProvinceOfAccount(const View& view, const AccountId& id);

}  // namespace heng::contracts
