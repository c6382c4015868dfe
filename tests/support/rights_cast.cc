// SPDX-License-Identifier: Apache-2.0
#include "tests/support/rights_cast.h"

namespace heng::tests {

using namespace contracts;  // NOLINT: a test's own words

void AddRightsAccount(Genesis& genesis,
                      const std::string& id,
                      std::string_view member,
                      AccountType type,
                      const std::string& pool,
                      bool with_permit) {
  Account account;
  account.id = AccountId(id);
  account.participant = CodeOf(member);
  account.type = type;
  account.jurisdiction = Member(member).jurisdiction;
  account.pool = pool;
  account.permit = with_permit ? id + "-PERMIT" : std::string();
  genesis.accounts.push_back(account);
}

void AddParameter(Genesis& genesis,
                  const std::string& name,
                  const std::string& scope,
                  std::uint64_t value) {
  Parameter parameter;
  parameter.name = name;
  parameter.scope = scope;
  parameter.effective_from = CstDay(20210101);
  parameter.value = value;
  parameter.unit = "flag";
  parameter.legal_basis = "a test's";
  parameter.provenance = "ASM";
  genesis.parameters.push_back(parameter);
}

Genesis RightsGenesis() {
  Genesis genesis = CastGenesis();
  AddRightsAccount(genesis, "ABA", "aba", AccountType::kWaterPermit, "YR");
  AddRightsAccount(genesis, "NINGDONG", "ningdong", AccountType::kWaterPermit, "YR");
  AddRightsAccount(genesis, "Z1", "z1", AccountType::kPollutionUnit, "AIR-3304");
  AddRightsAccount(genesis, "Z2", "z2", AccountType::kPollutionUnit, "AIR-3304");
  return genesis;
}

RegisterPermit WaterPermit(const std::string& account,
                           std::string_view holder,
                           std::uint64_t volume) {
  RegisterPermit permit;
  permit.number = account + "-PERMIT";
  permit.participant = CodeOf(holder);
  permit.kind = PermitKind::kWaterWithdrawal;
  permit.jurisdiction = Member(holder).jurisdiction;
  permit.authority = CodeOf("water" + permit.jurisdiction);
  permit.pool = "YR";
  permit.amounts = {{.class_id = ClassId("WATER-WITHDRAWAL"), .annual = Quantity(volume)}};
  permit.valid_from = CstDay(20240101);
  permit.valid_to = CstDay(20281231);
  return permit;
}

RegisterPermit DischargePermit(const std::string& account,
                               std::string_view holder,
                               std::uint64_t nitrogen_oxides) {
  RegisterPermit permit = WaterPermit(account, "aba", 1);
  permit.participant = CodeOf(holder);
  permit.kind = PermitKind::kDischarge;
  permit.jurisdiction = Member(holder).jurisdiction;
  permit.authority = CodeOf("epb" + permit.jurisdiction);
  permit.pool = "AIR-3304";
  permit.amounts = {{.class_id = ClassId("POLL-NOX"), .annual = Quantity(nitrogen_oxides)}};
  return permit;
}

std::string Verdict(const Receipt& receipt) {
  if (receipt.applied()) {
    return "applied";
  }
  std::string verdict(TextOf(static_cast<ResultCode>(receipt.code)).name);
  if (!receipt.rule.empty()) {
    verdict += " " + receipt.rule;
  }
  return verdict;
}

std::string Describe(const Receipt& receipt) {
  std::string text = Verdict(receipt) + " " + receipt.subject;
  for (const ReceiptNumber& number : receipt.numbers) {
    text += " " + number.name + "=" + std::to_string(number.value);
  }
  return text;
}

}  // namespace heng::tests
