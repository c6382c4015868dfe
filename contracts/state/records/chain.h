// SPDX-License-Identifier: Apache-2.0
// The chain's own record: written at genesis, never deleted, hashed into every header. It carries
// the consensus parameters, so that no node can have its own.
#pragma once

#include <vector>

#include "contracts/state/record.h"
#include "contracts/state/tables.h"
#include "core/validator.h"

namespace heng::contracts {

struct ConsensusParameters {
  std::uint64_t delta_ms = 250;           // assumed one-way delay, Delta_0
  std::uint64_t idle_interval_ms = 5000;  // an idle chain makes an empty block this often
  std::uint64_t batch_delay_ms = 5;       // how long a leader may wait to fill a block
  std::uint64_t skip_window_ms = 10000;   // silence after which a leader is skipped
  std::uint64_t block_transactions_max = 10000;
  std::uint64_t block_bytes_max = 4 << 20;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.delta_ms);
    codec(2, self.idle_interval_ms);
    codec(3, self.batch_delay_ms);
    codec(4, self.skip_window_ms);
    codec(5, self.block_transactions_max);
    codec(6, self.block_bytes_max);
  }
  friend bool operator==(const ConsensusParameters&, const ConsensusParameters&) = default;
};

struct Chain {
  static constexpr ByteView kTable = tables::kChain;

  std::uint32_t schema = 1;
  ChainId id;
  std::uint32_t hash_suite = 1;
  bool development = false;  // a development chain, whose clock may be moved by its operator
  ConsensusParameters consensus;
  std::vector<Validator> validators;  // of the current epoch, ascending by name
  EventLog log;

  [[nodiscard]] Bytes Key() const { return KeyOf(); }
  static Bytes KeyOf() { return Bytes(kTable); }

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.schema);
    codec(2, self.id, Bound{.bytes = kIdentifierMax});
    codec(3, self.hash_suite);
    codec(4, self.development);
    codec(5, self.consensus);
    codec(6, self.validators, Bound{.items = kValidatorsMax});
    EventLog::Fields(self.log, codec);
  }
  friend bool operator==(const Chain&, const Chain&) = default;
};

}  // namespace heng::contracts
