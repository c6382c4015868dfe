// SPDX-License-Identifier: Apache-2.0
// Goal: operations wait on the ledger for their signatures; the last one executes them, once.
// Method: proposals of caps and surrenders, signed in parts, late, twice, by strangers and in vain.
#include <gtest/gtest.h>

#include "contracts/state/records/cap.h"
#include "contracts/state/records/pending.h"
#include "tests/support/cast.h"

namespace heng::contracts {
namespace {

using tests::Both;
using tests::CastGenesis;
using tests::TestLedger;

std::uint32_t Code(ResultCode code) {
  return static_cast<std::uint32_t>(code);
}

ApproveCap CapOf(const std::string& id, std::uint32_t vintage) {
  ApproveCap operation;
  operation.id = id;
  operation.class_id = ClassId("CEA");
  operation.vintage = vintage;
  operation.pool = "CN";
  operation.quantity = Quantity(1'000);
  return operation;
}

Propose ProposalOf(const std::vector<Operation>& operations) {
  Propose proposal;
  for (const Operation& operation : operations) {
    proposal.operations.push_back(EncodeOperation(operation));
  }
  return proposal;
}

class Approvals : public ::testing::Test {
 protected:
  Approvals() : ledger_(CastGenesis()) { ledger_.At("2024-03-01 09:00"); }

  // Proposes as reg.maker, and gives the item's id.
  std::string ProposeCap(const std::string& id = "CEA-2024") {
    const Receipt receipt =
        ledger_.Submit({"reg.maker"}, {ProposalOf({CapOf(id, 2024)})}, "plan", "REG-C");
    EXPECT_TRUE(receipt.applied()) << receipt.subject;
    return receipt.transaction_id.hex();
  }
  Receipt Sign(const std::string& person, const std::string& pending) {
    Approve approve;
    approve.pending = pending;
    return ledger_.Submit({person}, {approve});
  }
  [[nodiscard]] PendingStatus StatusOf(const std::string& id) const {
    const auto pending = ledger_.view().Find<Pending>(id);
    return pending ? pending->status : PendingStatus::kUnspecified;
  }
  [[nodiscard]] bool HasCap(const std::string& id = "CEA-2024") const {
    return ledger_.view().Find<Cap>(id).has_value();
  }

  TestLedger ledger_;
};

TEST_F(Approvals, ExecuteWithTheLastSignatureNeeded) {
  const std::string id = ProposeCap();
  EXPECT_EQ(StatusOf(id), PendingStatus::kOpen);
  EXPECT_FALSE(HasCap());
  ASSERT_TRUE(Sign("reg.checker", id).applied());
  EXPECT_EQ(StatusOf(id), PendingStatus::kOpen);
  ASSERT_TRUE(Sign("mee.checker", id).applied());
  EXPECT_EQ(StatusOf(id), PendingStatus::kExecuted);
  EXPECT_TRUE(HasCap());
  EXPECT_EQ(Sign("mee.maker", id).code, Code(ResultCode::kPendingClosed));
}

TEST_F(Approvals, ExecuteAtOnceWhenTheProposalHasThemAll) {
  const Receipt receipt =
      ledger_.Submit({"reg.maker", "mee.checker"}, {ProposalOf({CapOf("CEA-2024", 2024)})});
  ASSERT_TRUE(receipt.applied());
  EXPECT_EQ(StatusOf(receipt.transaction_id.hex()), PendingStatus::kExecuted);
  EXPECT_TRUE(HasCap());
}

TEST_F(Approvals, TakeEachPersonOnceAndNoStranger) {
  const std::string id = ProposeCap();
  EXPECT_EQ(Sign("reg.maker", id).code, Code(ResultCode::kPendingClosed));
  EXPECT_EQ(Sign("p1.checker", id).code, Code(ResultCode::kApproval));
  EXPECT_EQ(ledger_.Submit({"p1.maker"}, {ProposalOf({CapOf("X", 2023)})}).code,
            Code(ResultCode::kApproval));
  EXPECT_EQ(Sign("mee.checker", "00ff").code, Code(ResultCode::kNotFound));
  EXPECT_EQ(ledger_.view().Find<Pending>(id)->signers.size(), 1U);
}

TEST_F(Approvals, LapseAfterTheirHours) {
  const std::string id = ProposeCap();
  const std::string other = ProposeCap("CEA-2024-B");
  ledger_.At("2024-03-02 08:59:59");
  ledger_.Tick();
  EXPECT_EQ(StatusOf(id), PendingStatus::kOpen);
  ledger_.At("2024-03-02 09:00:01");
  EXPECT_EQ(Sign("mee.checker", id).code, Code(ResultCode::kPendingClosed));
  EXPECT_EQ(StatusOf(id), PendingStatus::kExpired);
  EXPECT_EQ(StatusOf(other), PendingStatus::kExpired);
  EXPECT_FALSE(HasCap());
  // Nothing is left to do for them.
  const auto events = ledger_.events().size();
  ledger_.Tick();
  EXPECT_EQ(ledger_.events().size(), events);
}

TEST_F(Approvals, StayOpenWhenAnOperationIsRefused) {
  const std::string id = ProposeCap("CEA-2024-B");
  ASSERT_TRUE(ledger_.Submit({"reg.maker", "mee.checker"}, {CapOf("CEA-2024", 2024)}).applied());
  // The batch is taken: the completing approval is refused for that, and is not counted.
  EXPECT_EQ(Sign("mee.checker", id).code, Code(ResultCode::kExists));
  EXPECT_EQ(StatusOf(id), PendingStatus::kOpen);
  EXPECT_EQ(ledger_.view().Find<Pending>(id)->signers.size(), 1U);
  EXPECT_FALSE(HasCap("CEA-2024-B"));
}

TEST_F(Approvals, ApplyAllOperationsOrNone) {
  const Receipt receipt = ledger_.Submit(
      {"reg.maker"}, {ProposalOf({CapOf("CEA-2023", 2023), CapOf("CEA-2023-B", 2023)})});
  ASSERT_TRUE(receipt.applied());
  EXPECT_EQ(Sign("mee.checker", receipt.transaction_id.hex()).code, Code(ResultCode::kExists));
  EXPECT_FALSE(HasCap("CEA-2023"));
}

TEST_F(Approvals, RefuseProposalsOfNothingOfProposalsAndOfNonsense) {
  EXPECT_EQ(ledger_.Submit({"reg.maker"}, {Propose{}}).code, Code(ResultCode::kMalformed));
  EXPECT_EQ(ledger_.Submit({"reg.maker"}, {ProposalOf({ProposalOf({CapOf("X", 2024)})})}).code,
            Code(ResultCode::kMalformed));
  EXPECT_EQ(ledger_.Submit({"reg.maker"}, {ProposalOf({Approve{}})}).code,
            Code(ResultCode::kMalformed));
  Propose nonsense;
  nonsense.operations = {"nonsense"};
  EXPECT_EQ(ledger_.Submit({"reg.maker"}, {nonsense}).code, Code(ResultCode::kMalformed));
  ApproveCap empty = CapOf("X", 2024);
  empty.quantity = Quantity(0);
  EXPECT_EQ(ledger_.Submit({"reg.maker"}, {ProposalOf({empty})}).code,
            Code(ResultCode::kFieldRange));
}

TEST_F(Approvals, RefuseTwoProposalsInOneTransaction) {
  const Receipt receipt = ledger_.Submit(
      {"reg.maker"}, {ProposalOf({CapOf("A", 2023)}), ProposalOf({CapOf("B", 2024)})});
  EXPECT_EQ(receipt.code, Code(ResultCode::kExists));
}

TEST_F(Approvals, NeedAPlaceInTheParameters) {
  Genesis genesis = CastGenesis();
  std::erase_if(genesis.parameters, [](const Parameter& parameter) {
    return parameter.name == "governance.pending-hours";
  });
  TestLedger ledger(genesis);
  const Receipt receipt = ledger.Submit({"reg.maker"}, {ProposalOf({CapOf("A", 2024)})});
  EXPECT_EQ(receipt.code, Code(ResultCode::kNotFound));
}

}  // namespace
}  // namespace heng::contracts
