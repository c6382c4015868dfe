// SPDX-License-Identifier: Apache-2.0
#include "node/api/record_access.h"

#include <algorithm>
#include <array>

#include "contracts/state/records/account.h"
#include "contracts/state/records/person.h"
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

// Whether the value is a record of that type and `is_own` holds for it. What does not decode
// belongs to nobody: a reader must not be able to end the process.
template <contracts::Record R, class IsOwn>
bool Holds(ByteView value, IsOwn is_own) {
  const Result<R, Status> record = Decode<R>(value);
  return record && is_own(*record);
}

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
    return Holds<contracts::Person>(value, [&caller](const contracts::Person& person) {
      return person.participant == caller.participant.id;
    });
  }
  if (under(tables::kSequence)) {
    return FirstPart(key, tables::kSequence) == caller.person.id.value();
  }
  if (under(tables::kUnitBlock)) {
    return Holds<contracts::UnitBlock>(value, [&](const contracts::UnitBlock& block) {
      return OwnsAccount(caller, block.holder, head);
    });
  }
  if (under(tables::kTrade)) {
    return Holds<contracts::Trade>(value, [&](const contracts::Trade& trade) {
      return OwnsAccount(caller, trade.seller, head) || OwnsAccount(caller, trade.buyer, head);
    });
  }
  if (under(tables::kPledge)) {
    return Holds<contracts::Pledge>(value, [&](const contracts::Pledge& pledge) {
      return OwnsAccount(caller, pledge.pledgor, head) || pledge.pledgee == caller.participant.id;
    });
  }
  return false;
}

}  // namespace heng::node
