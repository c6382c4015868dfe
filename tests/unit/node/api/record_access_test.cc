// SPDX-License-Identifier: Apache-2.0
// Goal: a caller who sees its own records sees no other's, and no bytes under any key end the
// process. Method: two participants, mine and theirs; each table gets a record of both.
#include "node/api/record_access.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "contracts/state/records/account.h"
#include "contracts/state/records/holding.h"
#include "contracts/state/records/obligation.h"
#include "contracts/state/records/pledge.h"
#include "contracts/state/records/trade.h"
#include "contracts/state/records/unit_block.h"
#include "tests/support/test_ledger.h"

namespace heng::node {
namespace {

using namespace heng::contracts;

const ParticipantId kMine("91420100MA0000015F");
const ParticipantId kTheirs("91310000MA0000023A");

class RecordAccess : public ::testing::Test {
 protected:
  RecordAccess() {
    caller_.person.id = PersonId("me");
    caller_.person.participant = kMine;
    caller_.participant.id = kMine;
    Add("MINE", kMine);
    Add("THEIRS", kTheirs);
    Add("OTHER", kTheirs);
  }

  void Add(const std::string& id, const ParticipantId& participant) {
    Account account;
    account.id = AccountId(id);
    account.participant = participant;
    head_.values[account.Key()] = Encode(account);
  }

  bool May(ByteView key, ByteView value) const {
    return MayRead(caller_, key, value, ReaderView(head_));
  }
  template <contracts::Record R>
  bool May(const R& record) const {
    return May(record.Key(), Encode(record));
  }

  Caller caller_;
  tests::MapReader head_;
};

TEST_F(RecordAccess, ParticipantsAndPersonsAreSeenByTheirOwn) {
  Participant participant;
  participant.id = kMine;
  EXPECT_TRUE(May(participant));
  participant.id = kTheirs;
  EXPECT_FALSE(May(participant));
  // The key begins like mine and is another's.
  EXPECT_FALSE(May("participant/" + kMine.value() + "0", {}));
  Person person;
  person.id = PersonId("colleague");
  person.participant = kMine;
  EXPECT_TRUE(May(person));
  person.participant = kTheirs;
  EXPECT_FALSE(May(person));
}

TEST_F(RecordAccess, AccountsAndHoldingsAreSeenByTheirOwner) {
  for (const auto& [account, mine] :
       {std::pair{"MINE", true}, {"THEIRS", false}, {"NOBODYS", false}, {"", false}}) {
    EXPECT_EQ(May(Account::KeyOf(AccountId(account)), "whatever"), mine) << account;
    EXPECT_EQ(May(Holding::KeyOf(AccountId(account), SeriesId("CEA/2024/CN")), "whatever"), mine);
  }
}

TEST_F(RecordAccess, ObligationsAndEmissionsAreSeenByTheirOwn) {
  EXPECT_TRUE(May("obligation/" + kMine.value() + "/2024", {}));
  EXPECT_FALSE(May("obligation/" + kTheirs.value() + "/2024", {}));
  EXPECT_TRUE(May("emission/" + kMine.value() + "/2024", {}));
  EXPECT_FALSE(May("emission/" + kTheirs.value() + "/2024", {}));
}

TEST_F(RecordAccess, AUnitBlockIsSeenByItsHolder) {
  UnitBlock block;
  block.batch = BatchId("B1");
  block.first = Serial(1);
  block.last = Serial(9);
  block.holder = AccountId("MINE");
  EXPECT_TRUE(May(block));
  block.holder = AccountId("THEIRS");
  EXPECT_FALSE(May(block));
  block.holder = AccountId();  // terminal
  EXPECT_FALSE(May(block));
}

TEST_F(RecordAccess, ATradeIsSeenByBothSidesAndNobodyElse) {
  Trade trade;
  trade.exchange = ParticipantId("91110000MA0000031P");
  trade.id = "T1";
  for (const auto& [seller, buyer, mine] :
       {std::tuple{"MINE", "THEIRS", true}, {"THEIRS", "MINE", true}, {"THEIRS", "OTHER", false}}) {
    trade.seller = AccountId(seller);
    trade.buyer = AccountId(buyer);
    EXPECT_EQ(May(trade), mine) << seller << " to " << buyer;
  }
}

TEST_F(RecordAccess, APledgeIsSeenByPledgorAndPledgee) {
  Pledge pledge;
  pledge.id = "P1";
  pledge.pledgor = AccountId("MINE");
  pledge.pledgee = kTheirs;
  EXPECT_TRUE(May(pledge));
  pledge.pledgor = AccountId("THEIRS");
  EXPECT_FALSE(May(pledge));
  pledge.pledgee = kMine;
  EXPECT_TRUE(May(pledge));
}

TEST_F(RecordAccess, APersonSeesItsOwnSequenceOnly) {
  EXPECT_TRUE(May("sequence/me", {}));
  EXPECT_FALSE(May("sequence/mee", {}));
  EXPECT_FALSE(May("sequence/m", {}));
}

TEST_F(RecordAccess, WhatTheMarketKnowsIsSeenByAll) {
  for (const char* key : {"sys/chain",
                          "class/CEA",
                          "parameter/x/y/z",
                          "c/CEA/2024/CN",
                          "b/B1",
                          "r/R1",
                          "price/CEA/20240101",
                          "methodology/M",
                          "project/P",
                          "announcement/X/1",
                          "cap/CEA-2024",
                          "control-total/p/SO2/2024",
                          "reduction/P/1",
                          "water-allocation/YR/64/2024"}) {
    EXPECT_TRUE(May(key, {})) << key;
  }
}

TEST_F(RecordAccess, WhatNoRuleNamesIsDenied) {
  for (const char* key : {"",
                          "/",
                          "x/",
                          "x/holder/MINE",
                          "x/tls-key/00",
                          "key/00",
                          "pending/1",
                          "business-key/a/b",
                          "meter/p/c/2024",
                          "freeze/F",
                          "permit/P",
                          "something-new/1",
                          "a",
                          "u",
                          "sys/",
                          "SYS/chain",
                          "Class/CEA"}) {
    EXPECT_FALSE(May(key, {})) << key;
  }
}

TEST_F(RecordAccess, BytesOfAnotherTypeAreDeniedAndEndNothing) {
  Account account;
  account.id = AccountId("MINE");
  account.participant = kMine;
  const std::vector<Bytes> values = {{}, "\xFF\xFF\xFF", Bytes(1000, '\0'), Encode(account)};
  for (const char* key : {"person/me", "u/B1/\0\0\0\0\0\0\0\1", "trade/X/1", "pledge/1"}) {
    for (const Bytes& value : values) {
      EXPECT_FALSE(May(key, value)) << key;
    }
  }
}

TEST_F(RecordAccess, MutatedRecordsEndNothing) {
  Trade trade;
  trade.exchange = ParticipantId("91110000MA0000031P");
  trade.id = "T1";
  trade.seller = AccountId("THEIRS");
  trade.buyer = AccountId("OTHER");
  const Bytes whole = Encode(trade);
  for (std::size_t i = 0; i < whole.size(); ++i) {
    for (const char bit : {'\1', '\x80'}) {
      Bytes changed = whole;
      changed[i] = static_cast<char>(changed[i] ^ bit);
      EXPECT_FALSE(May(trade.Key(), changed)) << i;
    }
    EXPECT_FALSE(May(trade.Key(), ByteView(whole).substr(0, i))) << i;
  }
}

}  // namespace
}  // namespace heng::node
