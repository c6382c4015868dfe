// SPDX-License-Identifier: Apache-2.0
// What a replica is told once. The parameters are chain parameters: the same on every node, read
// from the ledger by the driver; safety depends on none of them.
#pragma once

#include <cstdint>
#include <optional>

#include "consensus/types.h"
#include "consensus/validator_set.h"
#include "consensus/vote_crypto.h"
#include "core/height.h"
#include "core/ids.h"

namespace heng::consensus {

// P2: how long a leader fills a block for each transaction of the block before, at most half of
// build_budget_ms; and what is not worth a timer. At a steady rate above 250 transactions a second
// blocks grow to that bound, below it they stay small and quick.
inline constexpr std::uint64_t kGatherMsPerTransaction = 4;
inline constexpr std::uint64_t kGatherMsMin = 8;

struct Parameters {
  std::uint64_t delta_ms = 250;            // assumed bound on one-way delay, before back-off
  std::uint64_t idle_interval_ms = 5'000;  // an idle leader proposes an empty block after this
  std::uint64_t batch_delay_ms = 5;        // an idle leader gathers transactions for this long
  std::uint64_t skip_window_ms = 10'000;   // silence after which a leader is not waited for
  std::uint64_t build_budget_ms = 200;     // P: choosing a payload
  std::uint64_t verify_budget_ms = 300;    // V: fetching and checking a payload
  std::uint64_t execute_budget_ms = 500;   // C: executing it and making it durable
};

struct Config {
  ChainId chain_id;
  Epoch epoch{1};
  ValidatorSet validators;
  std::optional<ValidatorIndex> self;  // nothing: a follower, which never votes
  const VoteCrypto* crypto = nullptr;  // never null; outlives the replica
  Parameters parameters;
};

}  // namespace heng::consensus
