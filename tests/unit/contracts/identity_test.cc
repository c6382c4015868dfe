// SPDX-License-Identifier: Apache-2.0
// Goal: only real organisations and persons enter the register, by two persons of the authority
// that keeps it; a key is one person's for ever; an entity has one account in a register.
// Method: the operations on a ledger in memory; codes are those of the domain's scenario.
#include <gtest/gtest.h>

#include <algorithm>

#include "contracts/account_types.h"
#include "contracts/rules/registry.h"
#include "contracts/rules/uscc.h"
#include "core/crypto/hash.h"
#include "tests/support/cast.h"

namespace heng::contracts {
namespace {

using tests::Both;
using tests::CastGenesis;
using tests::CodeOf;
using tests::MinimalGenesis;
using tests::TestKey;
using tests::TestLedger;

const std::vector<std::string> kRegistrar = {"reg.maker", "reg.checker"};

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

RegisterPerson Clerk() {
  RegisterPerson operation;
  operation.id = PersonId("p1.clerk");
  operation.participant = CodeOf("p1");
  operation.public_key = TestKey("p1.clerk");
  operation.duty = Duty::kMake;
  return operation;
}

OpenAccount AccountFor(std::string_view member, const std::string& id, AccountType type) {
  OpenAccount operation;
  operation.id = AccountId(id);
  operation.participant = CodeOf(member);
  operation.type = type;
  return operation;
}

std::uint32_t Code(ResultCode code) {
  return static_cast<std::uint32_t>(code);
}

TEST(RegisterParticipant, AdmitsAnOrganisationSignedForByTwoPersonsOfTheRegistrar) {
  TestLedger ledger(MinimalGenesis());
  const Receipt receipt = ledger.Submit(kRegistrar, {PowerPlant()});
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
  const Receipt receipt = ledger.Submit(kRegistrar, {operation});
  EXPECT_EQ(receipt.code, Code(ResultCode::kUsccInvalid));
  EXPECT_EQ(receipt.rule, "R-ID-01");
}

TEST(RegisterParticipant, AdmitsAnEarlyCodeByExceptionWithEvidence) {
  TestLedger ledger(MinimalGenesis());
  RegisterParticipant operation = PowerPlant();
  operation.id = ParticipantId("91350100M0001TGQXM");
  operation.code_exception = true;
  const Receipt bare = ledger.Submit(kRegistrar, {operation});
  EXPECT_EQ(bare.code, Code(ResultCode::kUsccException));
  EXPECT_EQ(bare.rule, "R-ID-02");
  operation.exception_evidence = Sha256("licence of 2015");
  EXPECT_EQ(ledger.Submit({"reg.maker"}, {operation}).code, Code(ResultCode::kApproval));
  EXPECT_EQ(ledger.Submit(kRegistrar, {operation}).code, 0U);
}

TEST(RegisterParticipant, RefusesAnExceptionForWhatHasNotTheFormOfACode) {
  TestLedger ledger(MinimalGenesis());
  RegisterParticipant operation = PowerPlant();
  operation.id = ParticipantId("91350100M0001TGQX");
  operation.code_exception = true;
  operation.exception_evidence = Sha256("evidence");
  EXPECT_EQ(ledger.Submit(kRegistrar, {operation}).code, Code(ResultCode::kUsccInvalid));
}

TEST(RegisterParticipant, RefusesANameThatIsNotText) {
  TestLedger ledger(MinimalGenesis());
  RegisterParticipant operation = PowerPlant();
  operation.name = "P1 \xff";
  EXPECT_EQ(ledger.Submit({"reg.maker", "reg.checker"}, {operation}).code,
            Code(ResultCode::kMalformed));
}

TEST(RegisterParticipant, RefusesTheSameCodeTwice) {
  TestLedger ledger(MinimalGenesis());
  ASSERT_EQ(ledger.Submit(kRegistrar, {PowerPlant()}).code, 0U);
  EXPECT_EQ(ledger.Submit(kRegistrar, {PowerPlant()}).code, Code(ResultCode::kExists));
}

TEST(RegisterPerson, LetsAPersonSignFromTheNextTransactionOn) {
  TestLedger ledger(CastGenesis());
  EXPECT_EQ(ledger.Submit({"p1.clerk"}, {Clerk()}).code, Code(ResultCode::kUnknownSigner));
  ASSERT_EQ(ledger.Submit(kRegistrar, {Clerk()}).code, 0U);
  EXPECT_EQ(ledger.Submit({"p1.clerk"}, {Clerk()}).code, Code(ResultCode::kApproval));
}

TEST(RegisterPerson, RefusesAKeyThatWasEverUsed) {
  TestLedger ledger(CastGenesis());
  RegisterPerson operation = Clerk();
  operation.public_key = TestKey("p2.maker");
  EXPECT_EQ(ledger.Submit(kRegistrar, {operation}).code, Code(ResultCode::kExists));
  // A key given up stays used.
  ReplaceKey replace;
  replace.person = PersonId("p2.maker");
  replace.public_key = TestKey("p2.maker, second key");
  ASSERT_EQ(ledger.Submit(kRegistrar, {replace}).code, 0U);
  EXPECT_EQ(ledger.Submit(kRegistrar, {operation}).code, Code(ResultCode::kExists));
}

TEST(RegisterPerson, RefusesWhatIsIncomplete) {
  TestLedger ledger(CastGenesis());
  RegisterPerson operation = Clerk();
  operation.duty = Duty::kUnspecified;
  EXPECT_EQ(ledger.Submit(kRegistrar, {operation}).code, Code(ResultCode::kMalformed));
  operation = Clerk();
  operation.public_key = {};
  EXPECT_EQ(ledger.Submit(kRegistrar, {operation}).code, Code(ResultCode::kMalformed));
  operation = Clerk();
  operation.id = PersonId("p1/clerk");
  EXPECT_EQ(ledger.Submit(kRegistrar, {operation}).code, Code(ResultCode::kMalformed));
}

TEST(RegisterPerson, RefusesATakenNameAndAMissingParticipant) {
  TestLedger ledger(CastGenesis());
  RegisterPerson operation = Clerk();
  operation.id = PersonId("p1.maker");
  EXPECT_EQ(ledger.Submit(kRegistrar, {operation}).code, Code(ResultCode::kExists));
  operation = Clerk();
  operation.participant = ParticipantId("9144030071526726XG");
  EXPECT_EQ(ledger.Submit(kRegistrar, {operation}).code, Code(ResultCode::kNotFound));
  EXPECT_EQ(ledger.Submit(Both("mee"), {Clerk()}).code, Code(ResultCode::kApproval));
}

TEST(ReplaceKey, SilencesTheOldKey) {
  TestLedger ledger(CastGenesis());
  ReplaceKey replace;
  replace.person = PersonId("reg.maker");
  replace.public_key = TestKey("reg.maker, second key");
  ASSERT_EQ(ledger.Submit(kRegistrar, {replace}).code, 0U);
  EXPECT_EQ(ledger.Submit(kRegistrar, {Clerk()}).code, Code(ResultCode::kUnknownSigner));
}

TEST(ReplaceKey, RefusesAUsedKeyAnUnknownPersonAndOneSignature) {
  TestLedger ledger(CastGenesis());
  ReplaceKey replace;
  replace.person = PersonId("p1.maker");
  replace.public_key = TestKey("p1.checker");
  EXPECT_EQ(ledger.Submit(kRegistrar, {replace}).code, Code(ResultCode::kExists));
  replace.public_key = TestKey("fresh");
  EXPECT_EQ(ledger.Submit({"reg.checker"}, {replace}).code, Code(ResultCode::kApproval));
  replace.person = PersonId("nobody");
  EXPECT_EQ(ledger.Submit(kRegistrar, {replace}).code, Code(ResultCode::kNotFound));
}

TEST(OpenAccount, OpensOneForAKeyEmitter) {
  TestLedger ledger(CastGenesis());
  RegisterParticipant plant = PowerPlant();
  plant.id = ParticipantId("9144030071526726XG");
  OpenAccount open = AccountFor("p1", "P9", AccountType::kKeyEmitter);
  open.participant = plant.id;
  ASSERT_EQ(ledger.Submit(kRegistrar, {plant, open}).code, 0U);
  const auto account = ledger.view().Find<Account>(AccountId("P9"));
  ASSERT_TRUE(account.has_value());
  EXPECT_TRUE(account->active);
  EXPECT_TRUE(
      ledger.state().Get(StateKey(tables::kAccountIndex, {plant.id.value(), "P9"})).has_value());
}

TEST(OpenAccount, RefusesASecondRegistrationAccount) {
  TestLedger ledger(CastGenesis());
  for (const AccountType type : {AccountType::kKeyEmitter, AccountType::kInstitution}) {
    const Receipt receipt = ledger.Submit(kRegistrar, {AccountFor("p1", "P1-B", type)});
    EXPECT_EQ(receipt.code, Code(ResultCode::kAccountExists));
    EXPECT_EQ(receipt.rule, "R-ID-03");
    EXPECT_EQ(receipt.subject, "P1");
  }
  // Another register is another matter, and another authority.
  const OpenAccount project = AccountFor("p1", "P1-PROJECT", AccountType::kProject);
  EXPECT_EQ(ledger.Submit(kRegistrar, {project}).code, Code(ResultCode::kApproval));
  EXPECT_EQ(ledger.Submit(Both("ncsc"), {project}).code, 0U);
}

TEST(OpenAccount, RefusesATypeThatIsNotForTheParticipant) {
  TestLedger ledger(CastGenesis());
  for (const auto& [member, type] : {std::pair{"f1", AccountType::kKeyEmitter},
                                     std::pair{"p1", AccountType::kNationalIssue},
                                     std::pair{"p1", AccountType::kCourtHold},
                                     std::pair{"mee", AccountType::kInstitution}}) {
    const Receipt receipt = ledger.Submit(kRegistrar, {AccountFor(member, "X", type)});
    EXPECT_EQ(receipt.code, Code(ResultCode::kNotEligible)) << member;
    EXPECT_EQ(receipt.rule, "R-ID-06");
  }
  OpenAccount elsewhere = AccountFor("epb42", "DIST-43", AccountType::kProvinceDistribute);
  elsewhere.jurisdiction = "43";
  EXPECT_EQ(ledger.Submit(kRegistrar, {elsewhere}).rule, "R-ID-06");
}

TEST(OpenAccount, RefusesWhatIsIncompleteTakenOrForNobody) {
  TestLedger ledger(CastGenesis());
  OpenAccount open = AccountFor("w1", "P1", AccountType::kInstitution);
  EXPECT_EQ(ledger.Submit(kRegistrar, {open}).code, Code(ResultCode::kExists));
  open.id = AccountId("W1-CARBON");
  open.jurisdiction = "33";
  EXPECT_EQ(ledger.Submit(kRegistrar, {open}).code, Code(ResultCode::kMalformed));
  open.jurisdiction = {};
  open.type = AccountType::kUnspecified;
  EXPECT_EQ(ledger.Submit(kRegistrar, {open}).code, Code(ResultCode::kMalformed));
  open.type = AccountType::kProvinceCollect;
  EXPECT_EQ(ledger.Submit(kRegistrar, {open}).code, Code(ResultCode::kMalformed));
  open.type = AccountType::kInstitution;
  open.participant = ParticipantId("9144030071526726XG");
  EXPECT_EQ(ledger.Submit(kRegistrar, {open}).code, Code(ResultCode::kNotFound));
  open.participant = CodeOf("w1");
  EXPECT_EQ(ledger.Submit(kRegistrar, {open}).code, 0U);
}

TEST(OpenAccount, IsForTheAuthorityThatKeepsTheType) {
  EXPECT_EQ(KeeperOf(AccountType::kPollutionUnit, "33")->role, Role::kPermitAuthority);
  EXPECT_EQ(KeeperOf(AccountType::kPollutionUnit, "33")->jurisdiction, "33");
  EXPECT_EQ(KeeperOf(AccountType::kWaterGovernment, "51")->role, Role::kWaterAuthority);
  EXPECT_EQ(KeeperOf(AccountType::kWaterGovernment, "CN")->role, Role::kBasinCommission);
  EXPECT_EQ(KeeperOf(AccountType::kProject, "")->role, Role::kCcerRegistry);
  EXPECT_FALSE(KeeperOf(AccountType::kUnspecified, "").has_value());

  TestLedger ledger(CastGenesis());
  OpenAccount reserve = AccountFor("epb33", "RESERVE-33", AccountType::kPollutionReserve);
  reserve.jurisdiction = "33";
  reserve.pool = "YRD-AIR";
  EXPECT_EQ(ledger.Submit(Both("epb42"), {reserve}).code, Code(ResultCode::kApproval));
  EXPECT_EQ(ledger.Submit(Both("epb33"), {reserve}).code, 0U);
}

TEST(Uscc, AgreesWithRealCodes) {
  EXPECT_TRUE(IsUscc("9144030071526726XG"));
  EXPECT_TRUE(IsUscc("91330100799655058B"));
  EXPECT_TRUE(IsUscc("914403001922038216"));
  EXPECT_FALSE(IsUscc("91350100M0001TGQXM"));
  EXPECT_FALSE(IsUscc("9144030071526726XI"));
  EXPECT_FALSE(IsUscc(""));
}

TEST(Rules, HaveTextsALegalBasisAndDistinctIds) {
  std::vector<std::string_view> ids;
  for (const Rule* rule : Rules()) {
    EXPECT_FALSE(rule->legal_basis.empty()) << rule->id;
    EXPECT_FALSE(rule->en.empty()) << rule->id;
    EXPECT_FALSE(rule->zh.empty()) << rule->id;
    EXPECT_EQ(rule->kinds == 0, rule->evaluate == nullptr) << rule->id;
    EXPECT_EQ(std::ranges::find(ids, rule->id), ids.end()) << rule->id;
    EXPECT_EQ(FindRule(rule->id), rule);
    ids.push_back(rule->id);
  }
  EXPECT_EQ(FindRule("R-CAR-99"), nullptr);
}

}  // namespace
}  // namespace heng::contracts
