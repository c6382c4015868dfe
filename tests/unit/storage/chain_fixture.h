// SPDX-License-Identifier: Apache-2.0
// A small ledger whose blocks are made up from a number: what tests of the state store stand on.
#pragma once

#include <string>
#include <vector>

#include "core/check.h"
#include "core/crypto/hash.h"
#include "core/event.h"
#include "storage/memory_kv.h"
#include "storage/state_store.h"

namespace heng::storage {

// Block `number`, on branch `branch`: three transactions, each with an event about a record of its
// own and about one that every block touches.
struct TestBlock {
  std::vector<BlockTransaction> transactions;
  ExecutedBlock executed;
  HeaderFields fields;
  CommitEvidence evidence;
};

inline Bytes RecordKeyOf(std::uint64_t number, std::uint64_t transaction) {
  Bytes key = "u/b" + std::to_string(transaction) + "/";
  AppendBe64(key, number);  // holds zero bytes, as unit block keys do
  return key;
}

inline const Bytes kHotKey = "c/CEA/2024/CN";

inline Event MakeEvent(std::uint64_t number, std::uint32_t index, const TransactionId& id) {
  Event event;
  event.chain_id = ChainId("heng-test-1");
  event.height = Height(number);
  event.transaction_index = index;
  event.event_index = index;
  event.transaction_id = id;
  event.type = EventType::kTransfer;
  event.subjects = {{.key = RecordKeyOf(number, index), .seq = 0, .post_core_hash = Sha256("a")},
                    {.key = kHotKey, .seq = number * 3 + index, .post_core_hash = Sha256("b")}};
  return event;
}

inline TestBlock MakeBlock(std::uint64_t number, const std::string& branch = "main") {
  TestBlock block;
  for (std::uint32_t i = 0; i < 3; ++i) {
    const Bytes bytes = branch + " transaction " + std::to_string(number * 3 + i);
    const TransactionId id = IdOf(bytes);
    block.transactions.push_back({.bytes = bytes, .id = id, .digest = DigestOf(bytes)});
    Receipt receipt;
    receipt.transaction_id = id;
    receipt.index = i;
    receipt.event_first = i;
    receipt.event_count = 1;
    block.executed.receipts.push_back(receipt);
    block.executed.events.push_back(Encode(MakeEvent(number, i, id)));
    for (std::size_t subject = 0; subject < 2; ++subject) {
      block.executed.record_events.push_back(
          {.record_key = subject == 0 ? RecordKeyOf(number, i) : kHotKey,
           .seq = subject == 0 ? 0 : number * 3 + i,
           .event_index = i});
    }
    block.executed.changes[RecordKeyOf(number, i)] = branch + " record " + std::to_string(i);
    block.executed.changes["x/holder/" + std::to_string(number * 3 + i)] = "1";
  }
  block.executed.changes[kHotKey] = branch + " totals " + std::to_string(number);
  if (number > 0) {
    // The only index entry of the block before goes away again.
    block.executed.changes["x/holder/" + std::to_string(number * 3 - 1)] = std::nullopt;
  }
  block.fields.chain_id = ChainId("heng-test-1");
  block.fields.time = BlockTime(1'700'000'000'000 + number * 1000);
  block.fields.epoch = Epoch(1);
  block.fields.validator_set_hash = As<ValidatorSetHash>(Sha256("validators"));
  block.fields.params_hash = Sha256("parameters");
  block.fields.proposer = number == 0 ? "" : "validator-" + std::to_string(number % 4);
  block.evidence = {.certificate = number == 0 ? "" : "certificate " + std::to_string(number),
                    .proposal = number == 0 ? "" : "proposal " + std::to_string(number),
                    .metadata = "metadata " + std::to_string(number)};
  return block;
}

inline LayerPtr SealBlock(StateStore& store, const LayerPtr& parent, const TestBlock& block) {
  auto layer = store.Seal(parent, block.fields, block.transactions, block.executed);
  HENG_ASSERT(layer.has_value());
  return *layer;
}

inline std::unique_ptr<StateStore> OpenStore(KvStore& database) {
  auto store = StateStore::Open(database);
  HENG_ASSERT(store.has_value());
  return *std::move(store);
}

// Seals and commits the blocks from the head's successor up to `last`.
inline void CommitUpTo(StateStore& store, std::uint64_t last) {
  std::uint64_t next = store.head() == nullptr ? 0 : store.head()->height().value() + 1;
  for (; next <= last; ++next) {
    const TestBlock block = MakeBlock(next);
    HENG_ASSERT(store.Commit(SealBlock(store, store.head(), block), block.evidence).has_value());
  }
}

}  // namespace heng::storage
