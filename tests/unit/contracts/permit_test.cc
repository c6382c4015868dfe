// SPDX-License-Identifier: Apache-2.0
// Goal: a permit enters once, by two persons of the authority that issued it, with amounts of the
// classes that its kind allows.
// Method: the operation on the rights cast's ledger, refused in every way its form and table allow.
#include <gtest/gtest.h>

#include "contracts/permits.h"
#include "tests/support/rights_cast.h"

namespace heng::contracts {
namespace {

using tests::Both;
using tests::CodeOf;
using tests::Describe;
using tests::DischargePermit;
using tests::RightsGenesis;
using tests::TestLedger;
using tests::Verdict;
using tests::WaterPermit;

class PermitOfAba : public ::testing::Test {
 protected:
  std::string Try(const RegisterPermit& operation) {
    return Verdict(ledger_.Submit(Both("water51"), {operation}));
  }

  TestLedger ledger_{RightsGenesis()};
  RegisterPermit permit_ = WaterPermit("ABA", "aba", 5);
};

TEST_F(PermitOfAba, EntersTheRegister) {
  EXPECT_EQ(Try(permit_), "applied");
  const auto permit = ledger_.view().Find<Permit>(permit_.number);
  ASSERT_TRUE(permit.has_value());
  EXPECT_EQ(permit->AnnualOf(ClassId("WATER-WITHDRAWAL")), Quantity(5));
  EXPECT_FALSE(permit->AnnualOf(ClassId("POLL-NOX")).has_value());
  EXPECT_TRUE(permit->active);
  EXPECT_EQ(permit->log.count, 1U);
}

TEST_F(PermitOfAba, NumberIsNeverUsedTwice) {
  EXPECT_EQ(Try(permit_), "applied");
  permit_.amounts.front().annual = Quantity(6);
  EXPECT_EQ(Try(permit_), "E_EXISTS");
}

TEST_F(PermitOfAba, NeedsTwoPersonsOfTheAuthorityItNamesInItsOwnProvince) {
  EXPECT_EQ(Verdict(ledger_.Submit({"water51.maker"}, {permit_})), "E_APPROVAL");
  EXPECT_EQ(Verdict(ledger_.Submit({"water51.maker", "water64.checker"}, {permit_})), "E_APPROVAL");
  EXPECT_EQ(Verdict(ledger_.Submit(Both("water64"), {permit_})), "E_APPROVAL");
  permit_.jurisdiction = "64";
  EXPECT_EQ(Try(permit_), "E_APPROVAL");
  permit_.jurisdiction = "51";
  permit_.authority = CodeOf("epb51");  // a permit authority is no water authority
  EXPECT_EQ(Verdict(ledger_.Submit(Both("epb51"), {permit_})), "E_APPROVAL");
}

TEST_F(PermitOfAba, RefusesAmountsThatItsKindDoesNotHave) {
  permit_.amounts.push_back({.class_id = ClassId("POLL-NOX"), .annual = Quantity(1)});
  EXPECT_EQ(Try(permit_), "E_MALFORMED");
  permit_.amounts.erase(permit_.amounts.begin());
  EXPECT_EQ(Try(permit_), "E_NOT_ELIGIBLE");
  permit_.amounts.clear();
  EXPECT_EQ(Try(permit_), "E_MALFORMED");
  permit_.amounts = {{.class_id = ClassId("NO-CLASS"), .annual = Quantity(1)}};
  EXPECT_EQ(Try(permit_), "E_NOT_FOUND");
  permit_.amounts = {{.class_id = ClassId("WATER-WITHDRAWAL"), .annual = Quantity(0)}};
  EXPECT_EQ(Try(permit_), "E_FIELD");
}

TEST_F(PermitOfAba, RefusesAPollutantNamedTwice) {
  RegisterPermit discharge = DischargePermit("Z1", "z1", 5);
  discharge.amounts.push_back(discharge.amounts.front());
  EXPECT_EQ(Verdict(ledger_.Submit(Both("epb33"), {discharge})), "E_MALFORMED");
}

TEST_F(PermitOfAba, RefusesDaysThatAreNoneOrOutOfOrder) {
  permit_.valid_to = CstDay(20231231);
  EXPECT_EQ(Try(permit_), "E_FIELD");
  permit_.valid_to = CstDay(20250230);
  EXPECT_EQ(Try(permit_), "E_FIELD");
  permit_ = WaterPermit("ABA", "aba", 5);
  permit_.valid_from = CstDay(0);
  EXPECT_EQ(Try(permit_), "E_FIELD");
}

TEST_F(PermitOfAba, RefusesNamesThatAreNoIdentifiersAndHoldersThatAreNotThere) {
  permit_.number = "A/B";
  EXPECT_EQ(Try(permit_), "E_MALFORMED");
  permit_ = WaterPermit("ABA", "aba", 5);
  permit_.pool.clear();
  EXPECT_EQ(Try(permit_), "E_MALFORMED");
  permit_ = WaterPermit("ABA", "aba", 5);
  permit_.kind = PermitKind::kUnspecified;
  EXPECT_EQ(Try(permit_), "E_MALFORMED");
  permit_ = WaterPermit("ABA", "aba", 5);
  permit_.participant = ParticipantId("91350100M0001TGQXM");
  EXPECT_EQ(Try(permit_), "E_NOT_FOUND");
}

TEST(AnnualBatch, NamesClassPoolProvinceYearAndPermitWithinAnIdentifier) {
  ClassRecord water;
  water.serial_prefix = "CN-WAT";
  Permit permit;
  permit.pool = "YR";
  permit.jurisdiction = "64";
  permit.number = "A1";
  EXPECT_EQ(AnnualBatch(water, permit, 2024)->value(), "CN-WAT-YR-64-2024-A1");
  permit.number = std::string(60, 'A');
  ASSERT_FALSE(AnnualBatch(water, permit, 2024).has_value());
  EXPECT_EQ(AnnualBatch(water, permit, 2024).error().code, ResultCode::kMalformed);
}

}  // namespace
}  // namespace heng::contracts
