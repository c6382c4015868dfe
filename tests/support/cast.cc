// SPDX-License-Identifier: Apache-2.0
#include "tests/support/cast.h"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <limits>

#include "contracts/class_defaults.h"
#include "contracts/methodology_defaults.h"
#include "contracts/parameter_defaults.h"
#include "contracts/state/records/cap.h"
#include "core/crypto/hash.h"

namespace heng::tests {
namespace {

using namespace contracts;  // NOLINT: a test's own words

constexpr RoleSet kBureau = Bit(Role::kProvince) | Bit(Role::kPermitAuthority);
constexpr RoleSet kHolder = Bit(Role::kHolder);
constexpr std::uint64_t kCapQuantity = 100'000'000;

std::string Upper(std::string_view text) {
  std::string upper(text);
  std::ranges::transform(
      upper, upper.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return upper;
}

Person PersonOf(const CastMember& member, const std::string& suffix, Duty duty) {
  Person person;
  person.id = PersonId(std::string(member.name) + suffix);
  person.participant = ParticipantId(std::string(member.code));
  person.public_key = TestKey(person.id.value());
  person.duty = duty;
  return person;
}

Account AccountOf(std::string_view id,
                  std::string_view code,
                  AccountType type,
                  std::string_view jurisdiction = {}) {
  Account account;
  account.id = AccountId(std::string(id));
  account.participant = ParticipantId(std::string(code));
  account.type = type;
  account.jurisdiction = jurisdiction;
  return account;
}

void AddMember(Genesis& genesis, const CastMember& member) {
  Participant participant;
  participant.id = ParticipantId(std::string(member.code));
  participant.name = Upper(member.name);
  participant.roles = member.roles;
  participant.jurisdiction = member.jurisdiction;
  participant.key_emitting = !member.sector.empty();
  participant.sector = member.sector;
  genesis.participants.push_back(participant);
  genesis.persons.push_back(PersonOf(member, ".maker", Duty::kMake));
  genesis.persons.push_back(PersonOf(member, ".checker", Duty::kCheck));
  if (member.account != AccountType::kUnspecified) {
    genesis.accounts.push_back(AccountOf(Upper(member.name), member.code, member.account));
  }
  if (participant.Has(Role::kProvince)) {
    const std::string region(member.jurisdiction);
    genesis.accounts.push_back(AccountOf(
        "DIST-" + region, member.code, AccountType::kProvinceDistribute, member.jurisdiction));
    genesis.accounts.push_back(AccountOf(
        "COLLECT-" + region, member.code, AccountType::kProvinceCollect, member.jurisdiction));
  }
}

void MustApply(const Receipt& receipt, const char* step) {
  if (!receipt.applied()) {
    std::fprintf(stderr,
                 "%s was refused: code %u %s %s\n",
                 step,
                 receipt.code,
                 receipt.rule.c_str(),
                 receipt.subject.c_str());
    std::abort();
  }
}

Distribute Hop(const std::string& from,
               const std::string& to,
               const SeriesId& series,
               std::uint64_t quantity) {
  Distribute hop;
  hop.from = AccountId(from);
  hop.to = AccountId(to);
  hop.series = series;
  hop.quantity = Quantity(quantity);
  hop.step = DistributionStep::kFinal;
  return hop;
}

}  // namespace

const std::vector<CastMember>& CastMembers() {
  static const std::vector<CastMember> members = {
      {"mee", "11100000000001011X", Bit(Role::kMinistry), "CN", "", AccountType::kUnspecified},
      {"reg", "91420100MA0000015F", Bit(Role::kRegistrar), "CN", "", AccountType::kUnspecified},
      {"ncsc", "12100000MA0001A01M", Bit(Role::kCcerRegistry), "CN", "", AccountType::kUnspecified},
      {"seee", "91310000MA0000023A", Bit(Role::kExchange), "CN", "", AccountType::kUnspecified},
      {"cbgex",
       "91110000MA0000031P",
       Bit(Role::kCcerExchange),
       "CN",
       "",
       AccountType::kUnspecified},
      {"bank", "91420100MA000004XW", Bit(Role::kBank), "CN", "", AccountType::kUnspecified},
      {"verifier", "91420100MA0000501E", Bit(Role::kVerifier), "CN", "", AccountType::kUnspecified},
      {"court", "114201000000090119", Bit(Role::kCourt), "CN", "", AccountType::kCourtHold},
      {"epb14", "11140000000001142A", kBureau, "14", "", AccountType::kUnspecified},
      {"epb15", "111500000000011509", kBureau, "15", "", AccountType::kUnspecified},
      {"epb33", "11330000000001337D", kBureau, "33", "", AccountType::kUnspecified},
      {"epb42", "11420000000001425E", kBureau, "42", "", AccountType::kUnspecified},
      {"epb51", "11510000000001513F", kBureau, "51", "", AccountType::kUnspecified},
      {"p1", "91420700MA0000111P", kHolder, "42", "power", AccountType::kKeyEmitter},
      {"p2", "91150600MA000012XJ", kHolder, "15", "power", AccountType::kKeyEmitter},
      {"p3", "91330200MA00001383", kHolder, "33", "power", AccountType::kKeyEmitter},
      {"p4", "91140600MA00001469", kHolder, "14", "power", AccountType::kKeyEmitter},
      {"p5", "91510100MA0000154Q", kHolder, "51", "power", AccountType::kKeyEmitter},
      {"n1", "91140100MA0000197P", kHolder, "14", "power", AccountType::kKeyEmitter},
      {"s1", "91420100MA00001621", kHolder, "42", "steel", AccountType::kKeyEmitter},
      {"c1", "91330500MA0000170X", kHolder, "33", "cement", AccountType::kKeyEmitter},
      {"al1", "91150200MA00001896", kHolder, "15", "aluminium", AccountType::kKeyEmitter},
      {"w1", "91330900MA0000218T", kHolder, "33", "", AccountType::kProject},
      {"f1", "91310115MA0000226U", kHolder, "31", "", AccountType::kInstitution},
      // Water and pollution rights; their accounts come with their permits (rights_cast.h).
      {"yrcc",
       "12410000000003371Q",
       Bit(Role::kBasinCommission),
       "YR",
       "",
       AccountType::kUnspecified},
      {"water51",
       "11510000000002513N",
       Bit(Role::kWaterAuthority),
       "51",
       "",
       AccountType::kUnspecified},
      {"water64",
       "11640000000002641C",
       Bit(Role::kWaterAuthority),
       "64",
       "",
       AccountType::kUnspecified},
      {"aba", "11513200000005135D", kHolder, "51", "", AccountType::kUnspecified},
      {"ningdong", "11640000000006402W", kHolder, "64", "", AccountType::kUnspecified},
      {"z1", "91330400MA0000314A", kHolder, "33", "", AccountType::kUnspecified},
      {"z2", "91330400MA00003225", kHolder, "33", "", AccountType::kUnspecified},
  };
  return members;
}

const CastMember& Member(std::string_view name) {
  const auto& members = CastMembers();
  const auto found = std::ranges::find(members, name, &CastMember::name);
  if (found == members.end()) {
    std::fprintf(stderr, "the cast has no '%s'\n", std::string(name).c_str());
    std::abort();
  }
  return *found;
}

ParticipantId CodeOf(std::string_view name) {
  return ParticipantId(std::string(Member(name).code));
}

Genesis CastGenesis() {
  Genesis genesis = MinimalGenesis();
  genesis.classes = DefaultClasses();
  genesis.parameters = DefaultParameters();
  genesis.methodologies = DefaultMethodologies();
  genesis.participants.clear();
  genesis.persons.clear();
  for (const CastMember& member : CastMembers()) {
    AddMember(genesis, member);
  }
  const std::string_view mee = Member("mee").code;
  genesis.accounts.push_back(AccountOf("NAT-ISSUE", mee, AccountType::kNationalIssue));
  genesis.accounts.push_back(AccountOf("NAT-RETIRE", mee, AccountType::kNationalRetire));
  return genesis;
}

std::vector<std::string> Both(std::string_view member) {
  return {std::string(member) + ".maker", std::string(member) + ".checker"};
}

std::vector<std::string> Join(const std::vector<std::vector<std::string>>& groups) {
  std::vector<std::string> joined;
  for (const auto& group : groups) {
    joined.insert(joined.end(), group.begin(), group.end());
  }
  return joined;
}

void GiveAllowances(TestLedger& ledger, std::uint32_t vintage, const std::vector<Share>& shares) {
  const std::vector<std::string> issuers = {"reg.maker", "mee.checker"};
  const std::string cap_id = "CEA-" + std::to_string(vintage);
  if (!ledger.view().Find<Cap>(cap_id)) {
    ApproveCap cap;
    cap.id = cap_id;
    cap.class_id = ClassId("CEA");
    cap.vintage = vintage;
    cap.pool = "CN";
    cap.quantity = Quantity(kCapQuantity);
    MustApply(ledger.Submit(issuers, {cap}), "approve-cap");
  }
  const SeriesId series = SeriesOf(ClassId("CEA"), vintage, "CN");
  for (const Share& share : shares) {
    const CastMember& member = Member(share.holder);
    const std::string region(member.jurisdiction);
    CreateUnits create;
    create.cap = cap_id;
    create.account = AccountId("NAT-ISSUE");
    create.quantity = Quantity(share.quantity);
    MustApply(ledger.Submit(issuers, {create}), "create-units");
    MustApply(ledger.Submit(Join({Both(BureauOf(region)), {"reg.checker", "mee.checker"}}),
                            {Hop("NAT-ISSUE", "DIST-" + region, series, share.quantity),
                             Hop("DIST-" + region, Upper(member.name), series, share.quantity)}),
              "distribute");
  }
}

void Verify(TestLedger& ledger, std::string_view holder, std::uint32_t year, std::uint64_t tonnes) {
  const CastMember& member = Member(holder);
  RecordEmission emission;
  emission.participant = CodeOf(holder);
  emission.year = year;
  emission.class_id = ClassId("CEA");
  emission.quantity = Quantity(tonnes);
  emission.verifier = CodeOf("verifier");
  emission.report_hash = Sha256("report of " + std::string(holder));
  MustApply(
      ledger.Submit({"verifier.maker", BureauOf(member.jurisdiction) + ".checker"}, {emission}),
      "record-emission");
}

std::string BureauOf(std::string_view jurisdiction) {
  return "epb" + std::string(jurisdiction);
}

Holding HoldingOf(const TestLedger& ledger, const std::string& account, const std::string& series) {
  return ledger.view().Find<Holding>(AccountId(account), SeriesId(series)).value_or(Holding{});
}

std::uint64_t Number(const Receipt& receipt, std::string_view name) {
  for (const ReceiptNumber& number : receipt.numbers) {
    if (number.name == name) {
      return number.value;
    }
  }
  return std::numeric_limits<std::uint64_t>::max();
}

}  // namespace heng::tests
