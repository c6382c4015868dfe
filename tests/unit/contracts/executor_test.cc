// SPDX-License-Identifier: Apache-2.0
// Goal: the envelope of a transaction is judged before its operations, a refusal keeps the author's
// sequence used and changes nothing else, and the same bytes never act twice.
// Method: blocks of hand-made transactions executed on a ledger in memory.
#include <gtest/gtest.h>

#include <algorithm>

#include "contracts/state/records/sequence_window.h"
#include "core/utf8.h"
#include "tests/support/test_ledger.h"

namespace heng::contracts {
namespace {

using tests::MinimalGenesis;
using tests::TestKey;
using tests::TestLedger;

constexpr const char* kPlant = "91420700MA0000111P";

Bytes AdmitPlant() {
  RegisterParticipant operation;
  operation.id = ParticipantId(kPlant);
  operation.name = "P1";
  operation.roles = {Role::kHolder};
  operation.jurisdiction = "42";
  return EncodeOperation(operation);
}

class Executor : public ::testing::Test {
 protected:
  Executor() : ledger_(MinimalGenesis()) {}

  VerifiedTransaction Make(std::uint64_t sequence, std::vector<std::string> persons) {
    VerifiedTransaction transaction;
    transaction.body.chain_id = ChainId("heng-test");
    transaction.body.author = PersonId(persons.at(0));
    transaction.body.sequence = sequence;
    transaction.body.valid_until = BlockTime(now_.value() + 1'000);
    transaction.body.operations = {AdmitPlant()};
    for (const std::string& person : persons) {
      transaction.signers.push_back(TestKey(person));
    }
    std::ranges::sort(transaction.signers);
    transaction.id = IdOf(Encode(transaction.body));
    return transaction;
  }

  std::vector<Receipt> Execute(const std::vector<const VerifiedTransaction*>& transactions) {
    height_ = Next(height_);
    const auto executed = ExecuteBlock(
        BlockContext{.chain_id = ChainId("heng-test"), .height = height_, .time = now_},
        transactions,
        ledger_.state());
    if (!executed) {
      ADD_FAILURE() << executed.error().broken.at(0);
      return {};
    }
    ledger_.state().Apply(executed->changes);
    return executed->receipts;
  }

  static void ExpectCode(const Receipt& receipt, ResultCode code) {
    EXPECT_EQ(receipt.code, static_cast<std::uint32_t>(code)) << receipt.subject;
    EXPECT_EQ(receipt.event_count, receipt.applied() ? 1U : 0U);
  }

  TestLedger ledger_;
  Height height_;
  BlockTime now_ = *ParseCst("2024-01-02 00:00");
};

// A leader may order what no node would have taken from a client. The receipt is a message whose
// strings every reader checks, and many programs refuse a block for one that is none.
TEST_F(Executor, AReceiptIsTextWhateverTheTransactionHolds) {
  const std::string longest(64, 'x');
  for (const std::string& id : {std::string("91420700\xFF\xFE"),
                                std::string("\xE8\xA1"),
                                longest + "\x80",
                                std::string(300, '\xFF')}) {
    RegisterParticipant operation;
    operation.id = ParticipantId(id);
    operation.name = "P1";
    operation.roles = {Role::kHolder};
    operation.jurisdiction = "42";
    VerifiedTransaction transaction = Make(1, {"reg.maker", "reg.checker"});
    transaction.body.operations = {EncodeOperation(operation)};
    const auto receipts = Execute({&transaction});
    ASSERT_EQ(receipts.size(), 1U);
    EXPECT_FALSE(receipts[0].applied());
    EXPECT_TRUE(IsUtf8(receipts[0].subject)) << ToHex(receipts[0].subject);
    EXPECT_LE(receipts[0].subject.size(), 256U);
  }
}

TEST_F(Executor, AppliesATransactionOnceAndRefusesItsTwinInTheSameBlock) {
  const VerifiedTransaction transaction = Make(1, {"reg.maker", "reg.checker"});
  const auto receipts = Execute({&transaction, &transaction});
  ASSERT_EQ(receipts.size(), 2U);
  ExpectCode(receipts[0], ResultCode::kOk);
  ExpectCode(receipts[1], ResultCode::kSequence);
}

TEST_F(Executor, RefusesASequenceThatARefusedTransactionUsed) {
  const VerifiedTransaction alone = Make(5, {"reg.maker"});
  ExpectCode(Execute({&alone}).at(0), ResultCode::kApproval);
  const VerifiedTransaction again = Make(5, {"reg.maker", "reg.checker"});
  ExpectCode(Execute({&again}).at(0), ResultCode::kSequence);
  EXPECT_FALSE(ledger_.view().Find<Participant>(ParticipantId(kPlant)).has_value());
}

TEST_F(Executor, RefusesASequenceBelowTheWindowAndTakesOneInside) {
  const VerifiedTransaction far = Make(5'000, {"reg.maker"});
  ExpectCode(Execute({&far}).at(0), ResultCode::kApproval);
  const VerifiedTransaction below = Make(5'000 - SequenceWindow::kSize, {"reg.maker"});
  ExpectCode(Execute({&below}).at(0), ResultCode::kSequence);
  const VerifiedTransaction inside =
      Make(5'001 - SequenceWindow::kSize, {"reg.maker", "reg.checker"});
  ExpectCode(Execute({&inside}).at(0), ResultCode::kOk);
}

TEST_F(Executor, RefusesAfterValidUntilAndLeavesTheSequenceFree) {
  VerifiedTransaction late = Make(1, {"reg.maker", "reg.checker"});
  late.body.valid_until = BlockTime(now_.value() - 1);
  ExpectCode(Execute({&late}).at(0), ResultCode::kTransactionExpired);
  EXPECT_FALSE(ledger_.view().Find<SequenceWindow>(PersonId("reg.maker")).has_value());
  const VerifiedTransaction timely = Make(1, {"reg.maker", "reg.checker"});
  ExpectCode(Execute({&timely}).at(0), ResultCode::kOk);
}

TEST_F(Executor, RefusesAKeyThatIsNobodys) {
  const VerifiedTransaction stranger = Make(1, {"reg.maker", "stranger"});
  ExpectCode(Execute({&stranger}).at(0), ResultCode::kUnknownSigner);
}

TEST_F(Executor, RefusesWhenTheAuthorDidNotSign) {
  VerifiedTransaction transaction = Make(1, {"reg.maker", "reg.checker"});
  transaction.body.author = PersonId("mee.maker");
  ExpectCode(Execute({&transaction}).at(0), ResultCode::kUnknownSigner);
}

TEST_F(Executor, RefusesBytesThatAreNoOperation) {
  VerifiedTransaction transaction = Make(1, {"reg.maker", "reg.checker"});
  transaction.body.operations = {"\xff\xff"};
  ExpectCode(Execute({&transaction}).at(0), ResultCode::kMalformed);
}

TEST_F(Executor, RollsBackTheFirstOperationWhenTheSecondIsRefused) {
  VerifiedTransaction transaction = Make(1, {"reg.maker", "reg.checker"});
  transaction.body.operations = {AdmitPlant(), AdmitPlant()};
  const auto before = ledger_.state().WithoutCounters();
  const Receipt receipt = Execute({&transaction}).at(0);
  ExpectCode(receipt, ResultCode::kExists);
  EXPECT_EQ(receipt.operation_index, 1U);
  EXPECT_EQ(ledger_.state().WithoutCounters(), before) << "a refusal changes nothing";
  EXPECT_FALSE(ledger_.view().Find<Participant>(ParticipantId(kPlant)).has_value());
}

}  // namespace
}  // namespace heng::contracts
