// SPDX-License-Identifier: Apache-2.0
// Goal: who signs what is what tests/data/approvals.txt says, for every operation; and a party is
// satisfied by its own role, the right duty and nobody else.
// Method: the text beside the table of the code; then every role, duty and need against each party.
#include "contracts/approvals.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <utility>

#include "contracts/operations/registry.h"
#include "tests/support/source_dir.h"

namespace heng::contracts {
namespace {

constexpr std::string_view kPage = "/tests/data/approvals.txt";

std::string_view NameOf(Need need) {
  switch (need) {
    case Need::kMake:
      return "make";
    case Need::kCheck:
      return "check";
    case Need::kBoth:
      return "make and check, two persons";
  }
  return {};
}

template <std::size_t... I>
std::map<OperationType, std::string_view> NamesOfOperations(std::index_sequence<I...> /*all*/) {
  return {{std::variant_alternative_t<I, Operation>::kType,
           std::variant_alternative_t<I, Operation>::kName}...};
}

// A line for each row, and one for an operation that needs no signature but its author's.
std::string TableAsText() {
  std::ostringstream text;
  const auto names = NamesOfOperations(std::make_index_sequence<std::variant_size_v<Operation>>());
  for (const auto& [type, name] : names) {
    const auto rows = RowsOf(type);
    if (rows.empty()) {
      text << name << " | author | sign | -\n";
    }
    for (const ApprovalRow& row : rows) {
      text << name << " | " << contracts::NameOf(row.party) << " | " << NameOf(row.need) << " | "
           << (row.rule.empty() ? "-" : row.rule) << "\n";
    }
  }
  return text.str();
}

TEST(ApprovalTable, IsTheOneThatLawyersRead) {
  std::ifstream file(tests::SourceDir() + std::string(kPage));
  ASSERT_TRUE(file) << kPage;
  std::ostringstream text;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && !line.starts_with('#')) {
      text << line << "\n";
    }
  }
  EXPECT_EQ(TableAsText(), text.str()) << kPage << " must hold these lines";
}

Signer SignerOf(Role role, Duty duty, const std::string& person, const std::string& participant) {
  Signer signer;
  signer.person.id = PersonId(person);
  signer.person.duty = duty;
  signer.person.participant = ParticipantId(participant);
  signer.participant.id = ParticipantId(participant);
  signer.participant.roles = role == Role::kUnspecified ? RoleSet{0} : Bit(role);
  return signer;
}

// Every party that a role alone decides.
std::vector<std::pair<Party, Approver>> PartiesByRole() {
  std::vector<std::pair<Party, Approver>> parties;
  for (std::uint32_t i = 0; i <= static_cast<std::uint32_t>(Party::kCourt); ++i) {
    if (const auto approver = ByRole(static_cast<Party>(i))) {
      parties.emplace_back(static_cast<Party>(i), *approver);
    }
  }
  return parties;
}

TEST(ApprovalTable, EachPartyIsSatisfiedByItsOwnRoleAndDutyOnly) {
  const auto parties = PartiesByRole();
  ASSERT_EQ(parties.size(), 7U);
  for (const auto& [party, approver] : parties) {
    // Role 0 is a participant without any role.
    for (std::uint32_t role = 0; role <= static_cast<std::uint32_t>(Role::kMaxValue); ++role) {
      for (const Duty duty : {Duty::kUnspecified, Duty::kMake, Duty::kCheck, Duty::kMakeOrCheck}) {
        const std::vector<Signer> alone = {SignerOf(static_cast<Role>(role), duty, "a", "one")};
        const bool fits = static_cast<Role>(role) == approver.role;
        const auto where = [&, party = party] {
          return std::string(contracts::NameOf(party)) + ", role " + std::to_string(role) +
                 ", duty " + std::to_string(static_cast<std::uint32_t>(duty));
        };
        EXPECT_EQ(Satisfies(alone, approver, Need::kMake), fits && CanMake(duty)) << where();
        EXPECT_EQ(Satisfies(alone, approver, Need::kCheck), fits && CanCheck(duty)) << where();
        EXPECT_FALSE(Satisfies(alone, approver, Need::kBoth)) << where();
      }
    }
    for (const Need need : {Need::kMake, Need::kCheck, Need::kBoth}) {
      EXPECT_FALSE(Satisfies({}, approver, need)) << contracts::NameOf(party);
    }
  }
}

TEST(ApprovalTable, BothMeansTwoPersonsOfOneInstitution) {
  for (const auto& [party, approver] : PartiesByRole()) {
    const Role role = approver.role;
    const Signer maker = SignerOf(role, Duty::kMake, "a", "one");
    const Signer checker = SignerOf(role, Duty::kCheck, "b", "one");
    const Signer elsewhere = SignerOf(role, Duty::kCheck, "c", "two");
    const Signer either = SignerOf(role, Duty::kMakeOrCheck, "d", "one");
    EXPECT_TRUE(Satisfies({maker, checker}, approver, Need::kBoth));
    EXPECT_TRUE(Satisfies({either, checker}, approver, Need::kBoth));
    EXPECT_FALSE(Satisfies({maker, elsewhere}, approver, Need::kBoth)) << "two institutions";
    EXPECT_FALSE(Satisfies({either}, approver, Need::kBoth)) << "one person twice";
    EXPECT_FALSE(Satisfies({maker, maker}, approver, Need::kBoth));
  }
}

TEST(ApprovalTable, ANamedInstitutionOrProvinceIsThatOneAlone) {
  const Signer signer = SignerOf(Role::kBank, Duty::kMake, "a", "one");
  EXPECT_TRUE(
      Satisfies({signer}, {.role = Role::kBank, .participant = ParticipantId("one")}, Need::kMake));
  EXPECT_FALSE(
      Satisfies({signer}, {.role = Role::kBank, .participant = ParticipantId("two")}, Need::kMake));
  Signer bureau = SignerOf(Role::kProvince, Duty::kCheck, "b", "bureau");
  bureau.participant.jurisdiction = "42";
  const auto of_province = [](std::string jurisdiction) {
    return Approver{
        .role = Role::kProvince, .participant = {}, .jurisdiction = std::move(jurisdiction)};
  };
  EXPECT_TRUE(Satisfies({bureau}, of_province("42"), Need::kCheck));
  EXPECT_FALSE(Satisfies({bureau}, of_province("33"), Need::kCheck));
}

}  // namespace
}  // namespace heng::contracts
