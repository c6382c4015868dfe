// SPDX-License-Identifier: Apache-2.0
// Clients of a run: two persons of a registrar who enter organisations. Some of what they ask is
// refused on purpose, so that receipts of both kinds are compared.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "contracts/genesis.h"
#include "core/transaction.h"
#include "tests/sim/prng.h"

namespace heng::sim {

// Validators with keyed-hash keys, quick consensus parameters, a registrar with its persons.
[[nodiscard]] contracts::Genesis SimGenesis(std::uint32_t validators);
// The vote key of a seat.
[[nodiscard]] PublicKey SeatKey(std::uint32_t seat);

class Workload {
 public:
  Workload(std::uint64_t seed, contracts::Genesis genesis)
      : prng_(seed), genesis_(std::move(genesis)) {}

  // The next signed transaction, as a client carries it. `now` is his clock.
  [[nodiscard]] VerifiedTransaction Next(BlockTime now);

 private:
  Prng prng_;
  contracts::Genesis genesis_;
  std::map<std::string, std::uint64_t> sequences_;
  std::uint64_t organisations_ = 0;
};

}  // namespace heng::sim
