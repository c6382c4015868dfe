// SPDX-License-Identifier: Apache-2.0
// Goal: a block id binds every field of the header and is the leaf of the header log; list roots
// bind every element and its place. Method: one header, each field changed.
#include "core/block.h"

#include <gtest/gtest.h>

#include <set>

#include "core/crypto/hash.h"
#include "core/receipt.h"
#include "core/validator.h"
#include "tests/support/hex.h"

namespace heng {
namespace {

TEST(Block, HasAnIdThatIsItsLogLeaf) {
  BlockHeader header;
  header.chain_id = ChainId("heng-test-1");
  const Bytes bytes = Encode(header);
  EXPECT_EQ(IdOf(header), BlockIdOf(bytes));
  EXPECT_EQ(IdOf(header).view(), merkle::LeafHash(bytes).view());
  EXPECT_EQ(IdOf(header).view(), Sha256(Bytes(1, '\0') + bytes).view());
}

TEST(Block, HasGoldenBytes) {
  BlockHeader header;
  header.chain_id = ChainId("c");
  header.height = Height(1);
  header.time = BlockTime(2);
  header.epoch = Epoch(3);
  header.proposer = "p";
  EXPECT_EQ(ToHex(Encode(header)),
            "08011201631801200228038801019201"
            "0170");
}

TEST(Block, ChangesItsIdWithEveryField) {
  std::set<BlockId> ids;
  std::size_t headers = 0;
  const auto add = [&](auto change) {
    BlockHeader header;
    change(header);
    ids.insert(IdOf(header));
    ++headers;
  };
  const Hash hash = Sha256("x");
  add([](BlockHeader&) {});
  add([](BlockHeader& h) { h.version = 2; });
  add([](BlockHeader& h) { h.chain_id = ChainId("c"); });
  add([](BlockHeader& h) { h.height = Height(1); });
  add([](BlockHeader& h) { h.time = BlockTime(1); });
  add([](BlockHeader& h) { h.epoch = Epoch(1); });
  add([&](BlockHeader& h) { h.parent = As<BlockId>(hash); });
  add([&](BlockHeader& h) { h.log_root = hash; });
  add([](BlockHeader& h) { h.transaction_count = 1; });
  add([&](BlockHeader& h) { h.transaction_root = hash; });
  add([&](BlockHeader& h) { h.receipt_root = hash; });
  add([](BlockHeader& h) { h.event_count = 1; });
  add([&](BlockHeader& h) { h.event_root = hash; });
  add([&](BlockHeader& h) { h.state_root = As<StateRoot>(hash); });
  add([&](BlockHeader& h) { h.validator_set_hash = As<ValidatorSetHash>(hash); });
  add([&](BlockHeader& h) { h.next_validator_set_hash = As<ValidatorSetHash>(hash); });
  add([&](BlockHeader& h) { h.params_hash = hash; });
  add([](BlockHeader& h) { h.hash_suite = 2; });
  add([](BlockHeader& h) { h.proposer = "p"; });
  EXPECT_EQ(ids.size(), headers);
}

TEST(Block, OrdersItsTransactions) {
  const TransactionDigest a = DigestOf("a");
  const TransactionDigest b = DigestOf("b");
  EXPECT_EQ(TransactionRoot({}), merkle::EmptyRoot());
  EXPECT_EQ(TransactionRoot({a}).view(), a.view());
  EXPECT_EQ(TransactionRoot({a, b}),
            merkle::NodeHash(merkle::LeafHash("a"), merkle::LeafHash("b")));
  EXPECT_NE(TransactionRoot({a, b}), TransactionRoot({b, a}));
}

TEST(Block, RootsOfListsAreOverEncodedElements) {
  std::vector<Receipt> receipts(3);
  receipts[1].code = 7;
  std::vector<Hash> leaves;
  for (const Receipt& receipt : receipts) {
    leaves.push_back(merkle::LeafHash(Encode(receipt)));
  }
  EXPECT_EQ(RootOfEncoded(receipts), merkle::RootOf(leaves));
}

TEST(ValidatorSet, HasAHashOverMembersInOrder) {
  std::vector<Validator> validators(2);
  validators[0].name = "a";
  validators[1].name = "b";
  const ValidatorSetHash hash = HashOf(validators);
  std::swap(validators[0], validators[1]);
  EXPECT_NE(HashOf(validators), hash);
  validators[0].vote_key = PublicKey::FromBytes(Bytes(32, 'k'));
  EXPECT_NE(HashOf(validators), hash);
}

}  // namespace
}  // namespace heng
