// SPDX-License-Identifier: Apache-2.0
// What a driver is told once. Everything that must be the same on all nodes is on the ledger
// instead: contracts/state/records/chain.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "consensus/vote_crypto.h"
#include "contracts/genesis.h"
#include "core/ids.h"
#include "node/driver/ports.h"
#include "storage/file.h"
#include "storage/state_store.h"

namespace heng::node {

// What one peer may cost the loop in a second, on average and at once.
struct PeerBudget {
  std::uint64_t received_bytes_per_s = 64 << 20;
  std::uint64_t answered_bytes_per_s = 32 << 20;
  std::uint64_t checked_transactions_per_s = 50'000;
};

struct DriverConfig {
  contracts::Genesis genesis;         // checked; written when the store is empty
  std::optional<PublicKey> vote_key;  // of this node; a key without a seat makes a follower
  std::string journal_name = "votes";
  std::string payload_log_name = "payloads";
  PeerBudget peer_budget;
  std::uint64_t verifying_bytes_max = 64 << 20;  // waiting for a TransactionVerifier
  std::uint64_t payload_log_bytes = 64 << 20;    // from which on the log is rewritten
  // A block of so many takes long enough to execute for what is ready to be said to go out before,
  // and long enough to write for a BlockWriter to do it.
  std::size_t long_block_transactions = 64;
};

// All borrowed: they outlive the driver.
struct Ports {
  Clock& clock;
  PeerNetwork& network;
  TransactionPool& pool;
  TransactionVerifier& verifier;
  Observer& observer;
  const consensus::VoteCrypto& crypto;
  storage::StateStore& store;
  storage::Directory& directory;
  DiskSpace* disk = nullptr;      // null: there is always room
  BlockWriter* writer = nullptr;  // null: the loop writes every block itself
};

}  // namespace heng::node
