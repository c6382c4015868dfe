// SPDX-License-Identifier: Apache-2.0
// An account of a participant: the types of the register's account table (domain 3.2).
#pragma once

#include "contracts/state/record.h"
#include "contracts/state/tables.h"

namespace heng::contracts {

// Append only.
enum class AccountType : std::uint32_t {
  kUnspecified = 0,
  kNationalIssue = 1,       // NAT_ISSUE: where new units of a national class arise
  kNationalRetire = 2,      // NAT_RETIRE: no way out
  kNationalCancel = 3,      // NAT_CANCEL: no way out
  kProvinceDistribute = 4,  // PROV_DIST
  kProvinceCollect = 5,     // PROV_COLLECT: surrendered units on their way to retirement
  kKeyEmitter = 6,          // HOLD_KEE
  kInstitution = 7,         // HOLD_INST
  kProject = 8,             // PROJECT: first receipt of certified reductions
  kWaterGovernment = 9,     // WATER_GOV: a region's water right
  kWaterPermit = 10,        // WATER_PERMIT: a permit holder's water right
  kPollutionUnit = 11,      // POLL_UNIT: a discharger
  kPollutionReserve = 12,   // POLL_RESERVE: the authority's reserve
  kCourtHold = 13,          // COURT_HOLD: deducted units only
  kMaxValue = kCourtHold,
};

struct Account {
  static constexpr ByteView kTable = tables::kAccount;

  std::uint32_t schema = 1;
  AccountId id;
  ParticipantId participant;
  AccountType type = AccountType::kUnspecified;
  std::string jurisdiction;  // province code for province, water and pollution accounts
  std::string pool;          // basin or airshed for water and pollution accounts
  std::string permit;        // permit number that the account is bound to, where it is
  bool active = true;
  EventLog log;

  [[nodiscard]] Bytes Key() const { return KeyOf(id); }
  static Bytes KeyOf(const AccountId& id) { return StateKey(kTable, {id.value()}); }

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.schema);
    codec(2, self.id, Bound{.bytes = kIdentifierMax});
    codec(3, self.participant, Bound{.bytes = 18});
    codec(4, self.type);
    codec(5, self.jurisdiction, Bound{.bytes = 16});
    codec(6, self.pool, Bound{.bytes = kIdentifierMax});
    codec(7, self.permit, Bound{.bytes = kIdentifierMax});
    codec(8, self.active);
    EventLog::Fields(self.log, codec);
  }
  friend bool operator==(const Account&, const Account&) = default;
};

}  // namespace heng::contracts
