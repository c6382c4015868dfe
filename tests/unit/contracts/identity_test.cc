// SPDX-License-Identifier: Apache-2.0
// Goal: only real organisations enter the register, by two persons of the registrar.
// Method: the operations on a ledger in memory; codes are those of the domain's scenario.
#include <gtest/gtest.h>

#include "contracts/rules/uscc.h"
#include "tests/support/test_ledger.h"

namespace heng::contracts {
namespace {

using tests::MinimalGenesis;
using tests::TestLedger;

RegisterParticipant PowerPlant() {
  RegisterParticipant operation;
  operation.id = ParticipantId("91420700MA0000111P");
  operation.name = "P1";
  operation.roles = {Role::kHolder};
  operation.jurisdiction = "42";
  operation.key_emitting = true;
  operation.sector = "power";
  return operation;
}

std::uint32_t Code(ResultCode code) {
  return static_cast<std::uint32_t>(code);
}

TEST(RegisterParticipant, AdmitsAnOrganisationSignedForByTwoPersonsOfTheRegistrar) {
  TestLedger ledger(MinimalGenesis());
  const Receipt receipt = ledger.Submit({"reg.maker", "reg.checker"}, {PowerPlant()});
  EXPECT_EQ(receipt.code, 0U) << receipt.subject;
  const auto participant = ledger.view().Find<Participant>(PowerPlant().id);
  ASSERT_TRUE(participant.has_value());
  EXPECT_EQ(participant->log.count, 1U);
  ASSERT_EQ(ledger.events().size(), 1U);
  EXPECT_EQ(ledger.events()[0].subjects[0].key, participant->Key());
}

TEST(RegisterParticipant, RefusesOnePersonAlone) {
  TestLedger ledger(MinimalGenesis());
  EXPECT_EQ(ledger.Submit({"reg.maker"}, {PowerPlant()}).code, Code(ResultCode::kApproval));
  EXPECT_FALSE(ledger.view().Find<Participant>(PowerPlant().id).has_value());
}

TEST(RegisterParticipant, RefusesACodeWhoseCheckCharacterIsWrong) {
  TestLedger ledger(MinimalGenesis());
  RegisterParticipant operation = PowerPlant();
  operation.id = ParticipantId("91350100M0001TGQXM");
  const Receipt receipt = ledger.Submit({"reg.maker", "reg.checker"}, {operation});
  EXPECT_EQ(receipt.code, Code(ResultCode::kUsccInvalid));
  EXPECT_EQ(receipt.rule, "R-ID-01");
}

TEST(RegisterParticipant, RefusesTheSameCodeTwice) {
  TestLedger ledger(MinimalGenesis());
  ASSERT_EQ(ledger.Submit({"reg.maker", "reg.checker"}, {PowerPlant()}).code, 0U);
  EXPECT_EQ(ledger.Submit({"reg.maker", "reg.checker"}, {PowerPlant()}).code,
            Code(ResultCode::kExists));
}

TEST(Uscc, AgreesWithRealCodes) {
  EXPECT_TRUE(IsUscc("9144030071526726XG"));
  EXPECT_TRUE(IsUscc("91330100799655058B"));
  EXPECT_TRUE(IsUscc("914403001922038216"));
  EXPECT_FALSE(IsUscc("91350100M0001TGQXM"));
  EXPECT_FALSE(IsUscc("9144030071526726XI"));
  EXPECT_FALSE(IsUscc(""));
}

}  // namespace
}  // namespace heng::contracts
