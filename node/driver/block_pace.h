// SPDX-License-Identifier: Apache-2.0
// How large a block this node proposes: as many bytes as it executes and commits within a fraction
// of a view's patience, learned from the blocks it executed lately. A block that takes longer than
// a view is nullified and all its work is lost; one that takes half of what consensus allows leaves
// room for peers that are twice as slow, and larger blocks cost less for each transaction. Blocks
// are that large only when so much waits. Only the leader's own choice: every validator votes for
// any block within the chain's bounds.
#pragma once

#include <cstdint>

namespace heng::node {

class BlockPace {
 public:
  // What a block may take, of the 500 ms that consensus allows (Parameters::execute_budget_ms).
  static constexpr std::uint64_t kTargetMs = 250;
  // What is believed before anything was measured, and never gone below.
  static constexpr std::uint64_t kFirstBytes = 128 << 10;
  static constexpr std::uint64_t kLeastBytes = 16 << 10;

  void Executed(std::uint64_t bytes, std::uint64_t elapsed_ms);
  void Committed(std::uint64_t elapsed_ms);

  // For the next block. The first transaction of a block is always taken.
  [[nodiscard]] std::uint64_t BytesWanted() const;

 private:
  // Both fade together, so that their ratio follows what is slow now.
  std::uint64_t bytes_ = 0;
  std::uint64_t elapsed_ms_ = 0;
};

}  // namespace heng::node
