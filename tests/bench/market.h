// SPDX-License-Identifier: Apache-2.0
// The transactions of the benchmarks: a carbon market of many holders on a development chain, made
// by ordinary transactions from genesis. Sellers put allowances on sale; the exchange's settlement
// files lock them for trades; then each delivery is one transaction with one signature, the bank's
// confirmation of the cash, that moves title from a seller to a buyer under every rule. Everything
// is a function of the shape and the order of the calls, and nothing here sends.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/crypto/signature.h"
#include "core/ids.h"
#include "core/result.h"
#include "core/time.h"
#include "sdk/cpp/transaction_builder.h"

namespace heng::bench {

struct MarketShape {
  ChainId chain_id;
  BlockTime day;  // the start of the trading day; the chain's clock must be within it
  std::uint32_t sellers = 200;
  std::uint32_t buyers = 200;
  std::uint32_t clerks = 64;  // of the bank: more authors than one sequence window can hold up
};

// A signed transaction, ready to send.
struct Prepared {
  TransactionId id;
  Bytes bytes;
};

class Market {
 public:
  explicit Market(MarketShape shape) : shape_(std::move(shape)) {}

  // Founds the market: organisations, persons, accounts, an issuance, its distribution, and the
  // sellers' orders to put it on sale. Each must be final before the next is sent.
  [[nodiscard]] Result<std::vector<Prepared>, Status> Founding();

  // A settlement file: locks the units of the next `legs` trades, in transactions of at most
  // kLegsPerTransaction legs that do not wait for one another.
  static constexpr std::uint32_t kLegsPerTransaction = 1'000;
  [[nodiscard]] Result<std::vector<Prepared>, Status> SettlementFile(std::uint32_t legs);

  // The bank's word for the next `count` locked trades, each a transaction of its own. The trades
  // must be final before these are sent, and there must be that many: see undelivered().
  [[nodiscard]] Result<std::vector<Prepared>, Status> Deliveries(std::uint64_t count);

  [[nodiscard]] std::uint64_t undelivered() const { return locked_ - delivered_; }

  [[nodiscard]] std::uint64_t delivered() const { return delivered_; }
  // The state key of the trade of that number, from 0.
  [[nodiscard]] Bytes TradeKey(std::uint64_t index) const;

 private:
  struct Trade {
    std::string id;
    std::string seller;
    std::string buyer;
    std::string payee;
    std::string payer;
    std::uint64_t quantity = 0;
  };

  [[nodiscard]] Trade TradeAt(std::uint64_t index) const;
  [[nodiscard]] sdk::Draft NewDraft(const std::string& author);
  [[nodiscard]] Result<Prepared, Status> Sign(const sdk::Draft& draft,
                                              const std::vector<std::string>& signers);
  [[nodiscard]] const KeyPair& KeyOf(const std::string& person);
  [[nodiscard]] Result<std::vector<Prepared>, Status> SignAll(
      const std::vector<sdk::Draft>& drafts);

  void AddParticipants(std::vector<v1::Operation>& operations) const;
  void AddPersons(std::vector<v1::Operation>& operations);
  void AddAccounts(std::vector<v1::Operation>& operations) const;
  void AddDistribution(std::vector<v1::Operation>& operations) const;
  [[nodiscard]] Result<void, Status> PutOnSale(std::vector<Prepared>& founding);

  const MarketShape shape_;
  std::map<std::string, KeyPair> keys_;
  std::map<std::string, std::uint64_t> sequences_;  // the last used by each author
  std::uint64_t locked_ = 0;
  std::uint64_t delivered_ = 0;
};

}  // namespace heng::bench
