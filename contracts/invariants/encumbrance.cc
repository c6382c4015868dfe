// SPDX-License-Identifier: Apache-2.0
#include "contracts/invariants/encumbrance.h"

#include "contracts/state/records/freeze.h"
#include "contracts/state/records/obligation.h"
#include "contracts/state/records/pledge.h"
#include "contracts/state/records/trade.h"

namespace heng::contracts {

bool IsEncumbrance(const View& view, const Bytes& encumbrance) {
  const bool holds =
      encumbrance.starts_with(tables::kTrade) || encumbrance.starts_with(tables::kPledge) ||
      encumbrance.starts_with(tables::kFreeze) || encumbrance.starts_with(tables::kObligation);
  return holds && view.Read(encumbrance).has_value();
}

bool HasLetGo(const View& view, const Bytes& encumbrance, const SeriesId& series) {
  if (!IsEncumbrance(view, encumbrance)) {
    return false;
  }
  if (encumbrance.starts_with(tables::kTrade)) {
    return view.FindByKey<Trade>(encumbrance)->status != TradeStatus::kUnitsLocked;
  }
  if (encumbrance.starts_with(tables::kPledge)) {
    const auto status = view.FindByKey<Pledge>(encumbrance)->status;
    return status == PledgeStatus::kReleased || status == PledgeStatus::kEnforced;
  }
  if (encumbrance.starts_with(tables::kFreeze)) {
    return view.FindByKey<Freeze>(encumbrance)->status != FreezeStatus::kInForce;
  }
  const auto obligation = view.FindByKey<Obligation>(encumbrance);
  const SurrenderedSeries* line = std::as_const(*obligation).FindSeries(series);
  return line != nullptr && line->collected.value() != 0;
}

}  // namespace heng::contracts
