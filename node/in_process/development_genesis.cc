// SPDX-License-Identifier: Apache-2.0
// The founding institutions of development chains. Their codes pass the check digit and belong to
// nobody. docs/formats/scenario.md names them; tests/data/cycle-2024.scn is their first user.
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "contracts/class_defaults.h"
#include "contracts/genesis.h"
#include "contracts/methodology_defaults.h"
#include "contracts/parameter_defaults.h"
#include "core/codec/codec.h"
#include "core/crypto/development_key.h"
#include "node/in_process/in_process_ledger.h"

namespace heng::node {
namespace {

using contracts::Account;
using contracts::AccountType;
using contracts::Bit;
using contracts::Duty;
using contracts::Participant;
using contracts::Person;
using contracts::Role;
using contracts::RoleSet;

struct Institution {
  std::string_view name;  // of its persons: "<name>.maker", "<name>.checker"
  std::string_view code;
  std::string_view title;
  RoleSet roles;
  std::string_view jurisdiction;
};

constexpr RoleSet kBureau = Bit(Role::kProvince) | Bit(Role::kPermitAuthority);

constexpr std::array kInstitutions = {
    Institution{"mee", "11100000000001011X", "生态环境部", Bit(Role::kMinistry), "CN"},
    Institution{
        "reg", "91420100MA0000015F", "全国碳排放权注册登记机构", Bit(Role::kRegistrar), "CN"},
    Institution{"ncsc", "12100000MA0001A01M", "国家气候战略中心", Bit(Role::kCcerRegistry), "CN"},
    Institution{"seee", "91310000MA0000023A", "上海环境能源交易所", Bit(Role::kExchange), "CN"},
    Institution{"cbgex", "91110000MA0000031P", "北京绿色交易所", Bit(Role::kCcerExchange), "CN"},
    Institution{"bank", "91420100MA000004XW", "结算银行", Bit(Role::kBank), "CN"},
    Institution{"verifier", "91420100MA0000501E", "核查机构", Bit(Role::kVerifier), "CN"},
    Institution{"court", "114201000000090119", "法院", Bit(Role::kCourt), "CN"},
    Institution{"epb14", "11140000000001142A", "山西省生态环境厅", kBureau, "14"},
    Institution{"epb15", "111500000000011509", "内蒙古自治区生态环境厅", kBureau, "15"},
    Institution{"epb33", "11330000000001337D", "浙江省生态环境厅", kBureau, "33"},
    Institution{"epb42", "11420000000001425E", "湖北省生态环境厅", kBureau, "42"},
    Institution{"epb51", "11510000000001513F", "四川省生态环境厅", kBureau, "51"},
    Institution{"water51", "11510000000002513N", "四川省水利厅", Bit(Role::kWaterAuthority), "51"},
    Institution{
        "water64", "11640000000002641C", "宁夏回族自治区水利厅", Bit(Role::kWaterAuthority), "64"},
    Institution{"yrcc", "12410000000003371Q", "黄河水利委员会", Bit(Role::kBasinCommission), "YR"},
    Institution{
        "cwex", "91110000MA0000411C", "国家水权交易平台", Bit(Role::kTradingPlatform), "CN"},
    Institution{
        "prtp33", "91330000MA00004213", "浙江排污权交易平台", Bit(Role::kTradingPlatform), "33"},
    Institution{"audit", "11100000000003251U", "审计机构", Bit(Role::kAuditor), "CN"},
};

Person MakePerson(const Institution& institution, const char* hand, Duty duty, ByteView seed) {
  Person person;
  person.id = PersonId(std::string(institution.name) + "." + hand);
  person.participant = ParticipantId(std::string(institution.code));
  person.public_key = DevelopmentKey(seed, person.id.value()).public_key();
  person.duty = duty;
  person.tls_key = DevelopmentKey(seed, person.id.value() + "/tls").public_key();
  return person;
}

Participant MakeParticipant(const Institution& institution) {
  Participant participant;
  participant.id = ParticipantId(std::string(institution.code));
  participant.name = institution.title;
  participant.roles = institution.roles;
  participant.jurisdiction = institution.jurisdiction;
  return participant;
}

Account MakeAccount(std::string id,
                    std::string_view code,
                    AccountType type,
                    std::string_view region) {
  Account account;
  account.id = AccountId(std::move(id));
  account.participant = ParticipantId(std::string(code));
  account.type = type;
  account.jurisdiction = region;
  return account;
}

// The accounts that units pass through on their way down to holders and back up.
void AddAccounts(const Institution& institution, std::vector<Account>& accounts) {
  const std::string_view code = institution.code;
  const std::string region(institution.jurisdiction);
  if ((institution.roles & Bit(Role::kMinistry)) != 0) {
    accounts.push_back(MakeAccount("NAT-ISSUE", code, AccountType::kNationalIssue, {}));
    accounts.push_back(MakeAccount("NAT-RETIRE", code, AccountType::kNationalRetire, {}));
  }
  if ((institution.roles & Bit(Role::kProvince)) != 0) {
    accounts.push_back(
        MakeAccount("DIST-" + region, code, AccountType::kProvinceDistribute, region));
    accounts.push_back(
        MakeAccount("COLLECT-" + region, code, AccountType::kProvinceCollect, region));
  }
}

// The validators "node-1" to "node-n"; institutions in turn run them.
std::vector<Validator> MakeValidators(std::uint32_t count, ByteView seed) {
  std::vector<Validator> validators;
  for (std::uint32_t i = 1; i <= count; ++i) {
    Validator validator;
    validator.name = "node-" + std::to_string(100 + i).substr(1);
    validator.operator_id =
        ParticipantId(std::string(kInstitutions.at((i - 1) % kInstitutions.size()).code));
    validator.vote_key = DevelopmentKey(seed, validator.name + "/vote").public_key();
    validator.cosigner_key = DevelopmentKey(seed, validator.name + "/cosigner").public_key();
    validator.tls_key = DevelopmentKey(seed, validator.name + "/tls").public_key();
    validators.push_back(std::move(validator));
  }
  return validators;
}

}  // namespace

Bytes DevelopmentGenesis(const DevelopmentChain& chain) {
  const Bytes seed = chain.key_seed.empty() ? chain.chain_id.value() : chain.key_seed;
  contracts::Genesis genesis;
  genesis.time = chain.time.value() == 0 ? StartOf(CstDay(20240101)) : chain.time;
  genesis.chain.id = chain.chain_id;
  genesis.chain.development = true;
  genesis.chain.validators = MakeValidators(chain.validators, seed);
  genesis.classes = contracts::DefaultClasses();
  genesis.parameters = contracts::DefaultParameters();
  genesis.methodologies = contracts::DefaultMethodologies();
  for (const Institution& institution : kInstitutions) {
    genesis.participants.push_back(MakeParticipant(institution));
    genesis.persons.push_back(MakePerson(institution, "maker", Duty::kMake, seed));
    genesis.persons.push_back(MakePerson(institution, "checker", Duty::kCheck, seed));
    AddAccounts(institution, genesis.accounts);
  }
  return Encode(genesis);
}

}  // namespace heng::node
