// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/workload.h"

#include <algorithm>
#include <utility>

#include "contracts/operations/registry.h"
#include "contracts/rules/uscc.h"
#include "core/check.h"
#include "tests/sim/keyed_hash.h"
#include "tests/support/test_ledger.h"

namespace heng::sim {
namespace {

constexpr std::uint64_t kHourMs = 3'600'000;

// A unified social credit code with the right check character.
ParticipantId Organisation(std::uint64_t number) {
  static constexpr ByteView kCharacters = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  std::string digits = std::to_string(number);
  std::string code = "91420700MA";
  code.append(7 - digits.size(), '0');
  code.append(digits);
  for (const char c : kCharacters) {
    if (contracts::IsUscc(code + c)) {
      return ParticipantId(code + c);
    }
  }
  HENG_ASSERT(false);
  std::unreachable();
}

Bytes Signed(const ChainId& chain_id, const TransactionBody& body, std::vector<PublicKey> signers) {
  std::ranges::sort(signers);
  SignedTransaction transaction{.body = Encode(body), .signatures = {}};
  const Bytes message = SigningBytes(chain_id, transaction.body);
  for (const PublicKey& key : signers) {
    transaction.signatures.push_back({.suite = kSuiteEd25519Sha256,
                                      .public_key = key,
                                      .signature = KeyedSignature(key, message)});
  }
  return Encode(transaction);
}

}  // namespace

PublicKey SeatKey(std::uint32_t seat) {
  return KeyNamed("seat " + std::to_string(seat));
}

contracts::Genesis SimGenesis(std::uint32_t validators) {
  contracts::Genesis genesis = tests::MinimalGenesis();
  genesis.chain.id = ChainId("heng-sim");
  genesis.chain.consensus.delta_ms = 40;
  genesis.chain.consensus.idle_interval_ms = 300;
  genesis.chain.consensus.batch_delay_ms = 2;
  genesis.chain.consensus.skip_window_ms = 2'000;
  genesis.chain.validators.clear();
  for (std::uint32_t seat = 0; seat < validators; ++seat) {
    std::string number = std::to_string(seat);
    number.insert(0, 3 - number.size(), '0');
    Validator validator;
    validator.name = "v" + number;
    validator.vote_key = SeatKey(seat);
    validator.cosigner_key = KeyNamed("cosigner " + number);
    validator.tls_key = KeyNamed("tls " + number);
    genesis.chain.validators.push_back(validator);
  }
  return genesis;
}

VerifiedTransaction Workload::Next(BlockTime now) {
  contracts::RegisterParticipant operation;
  const bool again = organisations_ > 0 && prng_.Chance(100);
  operation.id = Organisation(again ? prng_.Below(organisations_) : organisations_++);
  operation.name = "Organisation";
  operation.roles = {contracts::Role::kHolder};
  operation.jurisdiction = "42";
  operation.sector = "power";

  TransactionBody body;
  body.chain_id = genesis_.chain.id;
  const std::string author = prng_.Chance(500) ? "reg.maker" : "reg.checker";
  body.author = PersonId(author);
  body.sequence =
      prng_.Chance(30) ? std::max<std::uint64_t>(sequences_[author], 1) : ++sequences_[author];
  body.valid_until =
      BlockTime(now.value() + (prng_.Chance(100) ? prng_.Between(50, 2'000) : kHourMs));
  body.request_id = std::to_string(prng_.Below(1'000'000'000));
  body.operations = {contracts::EncodeOperation(operation)};
  std::vector<PublicKey> signers = {tests::TestKey("reg.maker")};
  if (!prng_.Chance(50) || author == "reg.checker") {
    signers.push_back(tests::TestKey("reg.checker"));
  }
  auto verified = VerifyTransaction(genesis_.chain.id,
                                    Signed(genesis_.chain.id, body, std::move(signers)),
                                    /*check_signatures=*/false);
  HENG_ASSERT(verified.has_value());
  return *std::move(verified);
}

}  // namespace heng::sim
