// SPDX-License-Identifier: Apache-2.0
// The whole chain, executed again: from the genesis document, block by block, with the contracts of
// this program on a state of its own. What a chain says of itself is compared with what comes out;
// the first difference is named. Certificates are the caller's business: this knows no votes.
//
// Speaks bytes and words of core only, so that the command line may include this header. One
// thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/block.h"
#include "core/bytes.h"
#include "core/result.h"
#include "core/validator.h"

namespace heng::node {

// A block as somebody shows it.
struct ShownBlock {
  Bytes header;                     // encoded BlockHeader
  std::vector<Bytes> transactions;  // encoded SignedTransaction, block order
  std::vector<Bytes> receipts;      // encoded Receipt, the same order
  std::vector<Bytes> events;        // encoded Event, block order
};

// The first thing that does not hold.
struct Deviation {
  Height height;
  std::string what;  // stable: "header.state_root", "transactions[3].signature", "events[7]" ...
  std::string expected;
  std::string got;
};

struct ReplayCounts {
  std::uint64_t blocks = 0;
  std::uint64_t transactions = 0;
  std::uint64_t refused = 0;
  std::uint64_t events = 0;
  std::uint64_t signatures = 0;
};

class Replay {
 public:
  // `genesis` is canonical bytes of heng.v1.Genesis; it is checked as a whole.
  [[nodiscard]] static Result<std::unique_ptr<Replay>, Status> Open(ByteView genesis);
  ~Replay();
  Replay(const Replay&) = delete;
  Replay& operator=(const Replay&) = delete;

  [[nodiscard]] const ChainId& chain_id() const;
  [[nodiscard]] const std::vector<Validator>& validators() const;

  // The next block, from height 0 on. After a deviation the replay is over.
  [[nodiscard]] Result<void, Deviation> Add(const ShownBlock& block);

  // The height of the last block that held; nothing before block 0.
  [[nodiscard]] std::optional<Height> height() const;
  [[nodiscard]] const ReplayCounts& counts() const;

  // Everything that the register promises, recomputed over the whole state: a sentence for each
  // promise that does not hold.
  [[nodiscard]] std::vector<std::string> BrokenPromises() const;

 private:
  class Chain;
  explicit Replay(std::unique_ptr<Chain> chain);

  std::unique_ptr<Chain> chain_;
};

}  // namespace heng::node
