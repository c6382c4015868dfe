// SPDX-License-Identifier: Apache-2.0
#include "node/api/record_access.h"

#include <algorithm>
#include <array>

#include "contracts/state/records/account.h"
#include "contracts/state/records/pledge.h"
#include "contracts/state/records/trade.h"
#include "contracts/state/records/unit_block.h"

namespace heng::node {
namespace {

using contracts::View;
namespace tables = contracts::tables;

// Facts that the market and the public are entitled to.
constexpr std::array kPublic = {
    tables::kChain,
    tables::kClass,
    tables::kParameter,
    tables::kTotals,
    tables::kBatch,
    tables::kRetirement,
    tables::kPrice,
    tables::kMethodology,
    tables::kProject,
    tables::kAnnouncement,
    tables::kCap,
    tables::kControlTotal,
    tables::kReduction,
    tables::kWaterAllocation,
};

bool OwnsAccount(const Caller& caller, const AccountId& id, const View& head) {
  const auto account = head.Find<contracts::Account>(id);
  return account && account->participant == caller.participant.id;
}

// The part of the key between the table's prefix and the next '/'.
std::string FirstPart(ByteView key, ByteView table) {
  const ByteView rest = key.substr(table.size());
  return std::string(rest.substr(0, rest.find('/')));
}

}  // namespace

bool MayRead(const Caller& caller, ByteView key, ByteView value, const View& head) {
  if (IsIndexKey(key)) {
    return false;
  }
  const auto under = [key](ByteView table) { return key.starts_with(table); };
  if (std::ranges::any_of(kPublic, under)) {
    return true;
  }
  for (const ByteView table : {tables::kParticipant, tables::kEmission, tables::kObligation}) {
    if (under(table)) {
      return FirstPart(key, table) == caller.participant.id.value();
    }
  }
  for (const ByteView table : {tables::kAccount, tables::kHolding}) {
    if (under(table)) {
      return OwnsAccount(caller, AccountId(FirstPart(key, table)), head);
    }
  }
  if (under(tables::kPerson)) {
    return View::DecodeRecord<contracts::Person>(value).participant == caller.participant.id;
  }
  if (under(tables::kSequence)) {
    return FirstPart(key, tables::kSequence) == caller.person.id.value();
  }
  if (under(tables::kUnitBlock)) {
    const auto block = View::DecodeRecord<contracts::UnitBlock>(value);
    return OwnsAccount(caller, block.holder, head);
  }
  if (under(tables::kTrade)) {
    const auto trade = View::DecodeRecord<contracts::Trade>(value);
    return OwnsAccount(caller, trade.seller, head) || OwnsAccount(caller, trade.buyer, head);
  }
  if (under(tables::kPledge)) {
    const auto pledge = View::DecodeRecord<contracts::Pledge>(value);
    return OwnsAccount(caller, pledge.pledgor, head) || pledge.pledgee == caller.participant.id;
  }
  return false;
}

}  // namespace heng::node
