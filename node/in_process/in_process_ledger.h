// SPDX-License-Identifier: Apache-2.0
// A whole ledger in this process, without consensus or sockets: the contracts, the state store on
// a database in memory, real signatures, real headers, and a calendar that its owner moves. One
// block a transaction. It is what `heng scenario run --in-process` and the contract scenarios
// stand on, and it speaks bytes and words of core only, so that the command line may include this
// header and nothing else of the node. One thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "core/bytes.h"
#include "core/height.h"
#include "core/ids.h"
#include "core/receipt.h"
#include "core/result.h"
#include "core/time.h"

namespace heng::node {

// What a result code and a rule say: contracts/result.h and contracts/rules/rule.h, word for word.
struct CodeText {
  std::uint32_t code = 0;
  std::string_view name;  // "E_OFFSET_CAP"
  std::string_view en;
  std::string_view zh;
};
struct RuleText {
  std::string_view id;  // "R-CAR-21"
  std::string_view legal_basis;
  std::string_view en;
  std::string_view zh;
};
[[nodiscard]] std::vector<CodeText> ResultCodes();  // ascending by code
[[nodiscard]] std::vector<RuleText> RuleTexts();    // in the order in which they judge

// The genesis of development chains: the institutions of the demonstration, each with the persons
// "<name>.maker" and "<name>.checker" whose keys are DevelopmentKey(key_seed, person), the classes
// of rights and every rule parameter. Holders enter by operations. Canonical bytes of
// heng.v1.Genesis.
struct DevelopmentChain {
  ChainId chain_id = ChainId("heng-dev");
  BlockTime time;  // of block 0; zero: 2024-01-01 00:00 China Standard Time
  Bytes key_seed;  // empty: the chain id
  std::uint32_t validators = 1;
};
[[nodiscard]] Bytes DevelopmentGenesis(const DevelopmentChain& chain);

// A transaction that is in a block, applied or refused.
struct CommittedReceipt {
  Height height;
  BlockTime time;
  Receipt receipt;
};

class InProcessLedger {
 public:
  // `genesis` is canonical bytes of heng.v1.Genesis; it is checked as a whole.
  [[nodiscard]] static Result<std::unique_ptr<InProcessLedger>, Status> Open(ByteView genesis);
  ~InProcessLedger();
  InProcessLedger(const InProcessLedger&) = delete;
  InProcessLedger& operator=(const InProcessLedger&) = delete;

  [[nodiscard]] const ChainId& chain_id() const;
  [[nodiscard]] Height height() const;
  [[nodiscard]] StateRoot state_root() const;

  // The calendar. Blocks follow each other by one millisecond; SetTime moves it forward only.
  [[nodiscard]] BlockTime now() const;
  [[nodiscard]] Result<void, Status> SetTime(BlockTime time);

  // Verifies form and signatures as every node does, executes one block with the transaction and
  // commits it. An error means that no node would have taken it into a block.
  [[nodiscard]] Result<CommittedReceipt, Status> Submit(ByteView signed_bytes);
  // One empty block: what is due by now happens.
  [[nodiscard]] Result<void, Status> Tick();

  // The record under a state key, at the head.
  [[nodiscard]] std::optional<Bytes> Read(ByteView key) const;
  // The unit block that holds the serial; nothing when it was never issued.
  [[nodiscard]] std::optional<Bytes> Unit(const BatchId& batch, Serial serial) const;

 private:
  class Chain;
  explicit InProcessLedger(std::unique_ptr<Chain> chain);

  std::unique_ptr<Chain> chain_;
};

}  // namespace heng::node
