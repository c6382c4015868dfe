// SPDX-License-Identifier: Apache-2.0
#include "contracts/lookup.h"

#include "contracts/state/records/person.h"

namespace heng::contracts {

Outcome<Account> ActiveAccount(const View& view, const AccountId& id) {
  auto account = view.Find<Account>(id);
  if (!account) {
    return Refuse(ResultCode::kNotFound, "account " + id.value());
  }
  if (!account->active) {
    return Refuse(ResultCode::kClosed, "account " + id.value());
  }
  return *std::move(account);
}

Outcome<Participant> ActiveParticipant(const View& view, const ParticipantId& id) {
  auto participant = view.Find<Participant>(id);
  if (!participant) {
    return Refuse(ResultCode::kNotFound, "participant " + id.value());
  }
  if (!participant->active) {
    return Refuse(ResultCode::kClosed, "participant " + id.value());
  }
  return *std::move(participant);
}

Outcome<ClassRecord> ActiveClass(const View& view, const ClassId& id) {
  auto right_class = view.Find<ClassRecord>(id);
  if (!right_class) {
    return Refuse(ResultCode::kNotFound, "class " + id.value());
  }
  if (right_class->halted) {
    return Refuse(ResultCode::kClosed, "class " + id.value());
  }
  return *std::move(right_class);
}

Outcome<void> CheckFreshKey(const View& view, const PublicKey& key) {
  if (view.Find<KeyBinding>(key) || view.Read(StateKey(tables::kTlsKeyIndex, {key.hex()}))) {
    return Refuse(ResultCode::kExists, "key " + key.hex());
  }
  return {};
}

Outcome<Movement> DescribeMove(const View& view, const SeriesMove& move) {
  Movement movement;
  movement.kind = move.kind;
  const auto totals = view.Find<Totals>(move.series);
  if (!totals) {
    return Refuse(ResultCode::kNotFound, "series " + move.series.value());
  }
  HENG_TRY(movement.right_class, ActiveClass(view, totals->class_id));
  HENG_TRY(movement.from, ActiveAccount(view, move.from));
  if (!move.to.empty()) {
    HENG_TRY(movement.to, ActiveAccount(view, move.to));
  }
  movement.series = move.series;
  movement.vintage = totals->vintage;
  movement.quantity = move.quantity;
  movement.position = move.position;
  movement.ranges = move.ranges;
  return movement;
}

std::optional<Approver> ProvinceOfParticipant(const View& view, const ParticipantId& id) {
  const auto participant = view.Find<Participant>(id);
  if (!participant || participant->jurisdiction.empty()) {
    return std::nullopt;
  }
  return Approver{
      .role = Role::kProvince, .participant = {}, .jurisdiction = participant->jurisdiction};
}

std::optional<Approver> ProvinceOfAccount(const View& view, const AccountId& id) {
  const auto account = view.Find<Account>(id);
  return account ? ProvinceOfParticipant(view, account->participant) : std::nullopt;
}

}  // namespace heng::contracts
