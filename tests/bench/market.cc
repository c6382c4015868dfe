// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/market.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <thread>
#include <utility>

#include "contracts/rules/uscc.h"
#include "contracts/state/records/trade.h"
#include "core/check.h"
#include "core/crypto/development_key.h"

namespace heng::bench {
namespace {

// Institutions of the development genesis.
constexpr const char* kExchange = "91310000MA0000023A";
constexpr const char* kBank = "91420100MA000004XW";
constexpr const char* kSeries = "CEA/2023/CN";
constexpr const char* kProvince = "42";
constexpr std::uint64_t kOnSaleEach = 1'000'000'000;
constexpr std::uint64_t kPriceFen = 8'000;
// Largest number of different sizes that trades have.
constexpr std::uint64_t kTradeSizes = 9;
// A transaction has at most 16 signatures: the two persons of each of eight sellers.
constexpr std::uint32_t kSellersPerOrder = 8;
constexpr std::uint64_t kDayMs = 86'400'000;

std::string Numbered(const std::string& name, std::uint64_t number, std::size_t width) {
  std::string digits = std::to_string(number);
  digits.insert(0, digits.size() < width ? width - digits.size() : 0, '0');
  return name + digits;
}

// A code of nobody whose check character holds.
std::string OrganisationCode(const std::string& kind, std::uint64_t number) {
  std::string body = Numbered("914207" + kind, number, 17 - 6 - kind.size());
  for (const char check : std::string_view("0123456789ABCDEFGHJKLMNPQRTUWXY")) {
    if (contracts::IsUscc(body + check)) {
      return body + check;
    }
  }
  HENG_ASSERT(false && "every body has a check character");
  return body;
}

std::string SellerAccount(std::uint64_t i) {
  return Numbered("S", i, 4);
}
std::string BuyerAccount(std::uint64_t i) {
  return Numbered("B", i, 4);
}
std::string SellerCode(std::uint64_t i) {
  return OrganisationCode("00MA", i);
}
std::string BuyerCode(std::uint64_t i) {
  return OrganisationCode("00MB", i);
}
std::string SellerPerson(std::uint64_t i, const char* hand) {
  return Numbered("seller", i, 4) + "." + hand;
}
std::string Clerk(std::uint64_t i) {
  return Numbered("bank.clerk", i, 3);
}

void AddParticipant(const std::string& code,
                    const std::string& name,
                    std::vector<v1::Operation>& operations) {
  auto& participant = *operations.emplace_back().mutable_register_participant();
  participant.set_id(code);
  participant.set_name(name);
  participant.add_roles(v1::ROLE_HOLDER);
  participant.set_jurisdiction(kProvince);
  participant.set_key_emitting(true);
  participant.set_sector("power");
}

void AddAccount(const std::string& id,
                const std::string& code,
                std::vector<v1::Operation>& operations) {
  auto& account = *operations.emplace_back().mutable_open_account();
  account.set_id(id);
  account.set_participant(code);
  account.set_type(v1::ACCOUNT_TYPE_KEY_EMITTER);
}

void AddHop(const std::string& from,
            const std::string& to,
            std::uint64_t quantity,
            std::vector<v1::Operation>& operations) {
  auto& hop = *operations.emplace_back().mutable_distribute();
  hop.set_from(from);
  hop.set_to(to);
  hop.set_series(kSeries);
  hop.set_quantity(quantity);
  hop.set_step(v1::DISTRIBUTION_STEP_FINAL);
}

}  // namespace

const KeyPair& Market::KeyOf(const std::string& person) {
  const auto found = keys_.find(person);
  if (found != keys_.end()) {
    return found->second;
  }
  return keys_.emplace(person, DevelopmentKey(shape_.chain_id.value(), person)).first->second;
}

sdk::Draft Market::NewDraft(const std::string& author) {
  sdk::Draft draft;
  draft.chain_id = shape_.chain_id;
  draft.author = PersonId(author);
  draft.sequence = ++sequences_[author];
  draft.valid_until = BlockTime(shape_.day.value() + kDayMs);
  return draft;
}

Result<Prepared, Status> Market::Sign(const sdk::Draft& draft,
                                      const std::vector<std::string>& signers) {
  HENG_TRY(sdk::TransactionBuilder builder, sdk::TransactionBuilder::Make(draft));
  for (const std::string& signer : signers) {
    builder.Sign(KeyOf(signer));
  }
  return Prepared{.id = builder.id(), .bytes = builder.Build()};
}

Result<std::vector<Prepared>, Status> Market::SignAll(const std::vector<sdk::Draft>& drafts) {
  for (const sdk::Draft& draft : drafts) {
    (void)KeyOf(draft.author.value());  // so that the threads below only read
  }
  std::vector<Prepared> signed_drafts(drafts.size());
  std::vector<std::optional<Status>> failed(2);
  const auto sign = [&](std::size_t thread) {
    for (std::size_t i = thread; i < drafts.size(); i += failed.size()) {
      auto prepared = Sign(drafts[i], {drafts[i].author.value()});
      if (!prepared) {
        failed[thread] = prepared.error();
        return;
      }
      signed_drafts[i] = *std::move(prepared);
    }
  };
  {
    const std::jthread other(sign, 1);
    sign(0);
  }
  for (const std::optional<Status>& failure : failed) {
    if (failure) {
      return std::unexpected(*failure);
    }
  }
  return signed_drafts;
}

void Market::AddParticipants(std::vector<v1::Operation>& operations) const {
  for (std::uint32_t i = 0; i < shape_.sellers; ++i) {
    AddParticipant(SellerCode(i), Numbered("seller ", i, 4), operations);
  }
  for (std::uint32_t i = 0; i < shape_.buyers; ++i) {
    AddParticipant(BuyerCode(i), Numbered("buyer ", i, 4), operations);
  }
}

void Market::AddPersons(std::vector<v1::Operation>& operations) {
  const auto add = [&](const std::string& id, const std::string& code, v1::Duty duty) {
    auto& person = *operations.emplace_back().mutable_register_person();
    person.set_id(id);
    person.set_participant(code);
    person.set_public_key(Bytes(KeyOf(id).public_key().view()));
    person.set_duty(duty);
    person.set_identity_commitment(Bytes(32, 'c'));
  };
  for (std::uint32_t i = 0; i < shape_.sellers; ++i) {
    add(SellerPerson(i, "maker"), SellerCode(i), v1::DUTY_MAKE);
    add(SellerPerson(i, "checker"), SellerCode(i), v1::DUTY_CHECK);
  }
  for (std::uint32_t i = 0; i < shape_.clerks; ++i) {
    add(Clerk(i), kBank, v1::DUTY_MAKE);
  }
}

void Market::AddAccounts(std::vector<v1::Operation>& operations) const {
  for (std::uint32_t i = 0; i < shape_.sellers; ++i) {
    AddAccount(SellerAccount(i), SellerCode(i), operations);
  }
  for (std::uint32_t i = 0; i < shape_.buyers; ++i) {
    AddAccount(BuyerAccount(i), BuyerCode(i), operations);
  }
}

void Market::AddDistribution(std::vector<v1::Operation>& operations) const {
  const std::string province = std::string("DIST-") + kProvince;
  AddHop("NAT-ISSUE", province, kOnSaleEach * shape_.sellers, operations);
  for (std::uint32_t i = 0; i < shape_.sellers; ++i) {
    AddHop(province, SellerAccount(i), kOnSaleEach, operations);
  }
}

Result<void, Status> Market::PutOnSale(std::vector<Prepared>& founding) {
  for (std::uint32_t first = 0; first < shape_.sellers; first += kSellersPerOrder) {
    sdk::Draft draft = NewDraft(SellerPerson(first, "maker"));
    std::vector<std::string> signers;
    for (std::uint32_t i = first; i < std::min(shape_.sellers, first + kSellersPerOrder); ++i) {
      auto& order = *draft.operations.emplace_back().mutable_move_position();
      order.set_account(SellerAccount(i));
      order.set_series(kSeries);
      order.set_quantity(kOnSaleEach);
      order.set_to(v1::POSITION_TRADABLE);
      signers.push_back(SellerPerson(i, "maker"));
      signers.push_back(SellerPerson(i, "checker"));
    }
    HENG_TRY(Prepared prepared, Sign(draft, signers));
    founding.push_back(std::move(prepared));
  }
  return {};
}

Result<std::vector<Prepared>, Status> Market::Founding() {
  std::vector<Prepared> founding;
  const auto add = [&](const std::vector<v1::Operation>& operations,
                       const std::vector<std::string>& signers) -> Result<void, Status> {
    sdk::Draft draft = NewDraft(signers.front());
    draft.operations = operations;
    HENG_TRY(Prepared prepared, Sign(draft, signers));
    founding.push_back(std::move(prepared));
    return {};
  };
  std::vector<v1::Operation> participants;
  AddParticipants(participants);
  HENG_CHECK_OK(add(participants, {"reg.maker", "reg.checker"}));
  std::vector<v1::Operation> persons;
  AddPersons(persons);
  HENG_CHECK_OK(add(persons, {"reg.maker", "reg.checker"}));
  std::vector<v1::Operation> accounts;
  AddAccounts(accounts);
  HENG_CHECK_OK(add(accounts, {"reg.maker", "reg.checker"}));

  std::vector<v1::Operation> issuance(2);
  auto& cap = *issuance[0].mutable_approve_cap();
  cap.set_id("CEA-2023");
  cap.set_class_id("CEA");
  cap.set_vintage(2023);
  cap.set_pool("CN");
  cap.set_quantity(kOnSaleEach * shape_.sellers);
  auto& units = *issuance[1].mutable_create_units();
  units.set_cap("CEA-2023");
  units.set_account("NAT-ISSUE");
  units.set_quantity(kOnSaleEach * shape_.sellers);
  HENG_CHECK_OK(add(issuance, {"reg.maker", "mee.checker"}));
  std::vector<v1::Operation> distribution;
  AddDistribution(distribution);
  HENG_CHECK_OK(add(distribution, {"epb42.maker", "epb42.checker", "reg.checker", "mee.checker"}));
  HENG_CHECK_OK(PutOnSale(founding));
  return founding;
}

Market::Trade Market::TradeAt(std::uint64_t index) const {
  const std::uint64_t seller = index % shape_.sellers;
  const std::uint64_t buyer = index / shape_.sellers % shape_.buyers;
  return Trade{.id = Numbered("T", index, 9),
               .seller = SellerAccount(seller),
               .buyer = BuyerAccount(buyer),
               .payee = SellerCode(seller),
               .payer = BuyerCode(buyer),
               .quantity = 1 + index % kTradeSizes};
}

Bytes Market::TradeKey(std::uint64_t index) const {
  return contracts::Trade::KeyOf(ParticipantId(kExchange), TradeAt(index).id);
}

Result<std::vector<Prepared>, Status> Market::SettlementFile(std::uint32_t legs) {
  std::vector<sdk::Draft> drafts;
  for (std::uint32_t made = 0; made < legs;) {
    sdk::Draft draft = NewDraft("seee.maker");
    for (; made < legs && draft.operations.size() < kLegsPerTransaction; ++made) {
      const Trade trade = TradeAt(locked_++);
      auto& leg = *draft.operations.emplace_back().mutable_settle_trade();
      leg.set_exchange(kExchange);
      leg.set_trade(trade.id);
      leg.set_mode(v1::TRADE_MODE_LISTED);
      leg.set_seller(trade.seller);
      leg.set_buyer(trade.buyer);
      leg.set_series(kSeries);
      leg.set_quantity(trade.quantity);
      leg.set_price(kPriceFen);
      leg.set_previous_close(kPriceFen);
      leg.set_traded_at(shape_.day.value());
    }
    drafts.push_back(std::move(draft));
  }
  return SignAll(drafts);
}

Result<std::vector<Prepared>, Status> Market::Deliveries(std::uint64_t count) {
  if (count > undelivered()) {
    return Fail(StatusCode::kInvalid, "fewer trades are locked than are to be delivered");
  }
  std::vector<sdk::Draft> drafts;
  drafts.reserve(count);
  for (std::uint64_t i = 0; i < count; ++i) {
    const Trade trade = TradeAt(delivered_);
    sdk::Draft draft = NewDraft(Clerk(delivered_ % shape_.clerks));
    ++delivered_;
    auto& word = *draft.operations.emplace_back().mutable_confirm_cash();
    word.set_bank(kBank);
    word.set_exchange(kExchange);
    word.set_trade(trade.id);
    word.set_amount(trade.quantity * kPriceFen);
    word.set_payer(trade.payer);
    word.set_payee(trade.payee);
    word.set_reference("R" + trade.id.substr(1));
    word.set_paid_at(shape_.day.value());
    drafts.push_back(std::move(draft));
  }
  return SignAll(drafts);
}

}  // namespace heng::bench
