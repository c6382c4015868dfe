// SPDX-License-Identifier: Apache-2.0
// What happened at a height. FINALIZE votes sign the block id, which is the RFC 6962 leaf hash of
// the header bytes, so one hash is both what validators agree on and the leaf of the header log.
// Wire form: proto/heng/v1/block.proto; bytes: docs/formats/block.md.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/codec/codec.h"
#include "core/height.h"
#include "core/ids.h"
#include "core/merkle/log.h"
#include "core/time.h"
#include "core/transaction.h"

namespace heng {

inline constexpr std::uint32_t kHeaderVersion = 1;
inline constexpr std::size_t kBlockTransactionsMax = 20'000;
inline constexpr std::size_t kBlockBytesMax = 8 << 20;

struct BlockHeader {
  std::uint32_t version = kHeaderVersion;
  ChainId chain_id;
  Height height;  // genesis is 0
  BlockTime time;
  Epoch epoch;
  BlockId parent;  // zero for genesis
  Hash log_root;   // header log of heights 0 .. height-1
  std::uint32_t transaction_count = 0;
  Hash transaction_root;  // RFC 6962 over signed transaction bytes, block order
  Hash receipt_root;      // RFC 6962 over receipts, same order and count
  std::uint32_t event_count = 0;
  Hash event_root;       // RFC 6962 over events, (transaction, event) order
  StateRoot state_root;  // after this block; zero for an empty state
  ValidatorSetHash validator_set_hash;
  ValidatorSetHash next_validator_set_hash;  // zero but in the last block of an epoch
  Hash params_hash;  // SHA-256 of the sys/chain record: consensus parameters
  std::uint32_t hash_suite = kSuiteEd25519Sha256;
  std::string proposer;  // validator name; empty for genesis

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.version);
    codec(2, self.chain_id, Bound{.bytes = kIdentifierMax});
    codec(3, self.height);
    codec(4, self.time);
    codec(5, self.epoch);
    codec(6, self.parent);
    codec(7, self.log_root);
    codec(8, self.transaction_count);
    codec(9, self.transaction_root);
    codec(10, self.receipt_root);
    codec(11, self.event_count);
    codec(12, self.event_root);
    codec(13, self.state_root);
    codec(14, self.validator_set_hash);
    codec(15, self.next_validator_set_hash);
    codec(16, self.params_hash);
    codec(17, self.hash_suite);
    codec(18, self.proposer, Bound{.bytes = kIdentifierMax});
  }
  friend bool operator==(const BlockHeader&, const BlockHeader&) = default;
};

[[nodiscard]] BlockId IdOf(const BlockHeader& header);
[[nodiscard]] BlockId BlockIdOf(ByteView header_bytes);

// Root of the transaction tree from the digests alone: they are its leaf hashes.
[[nodiscard]] Hash TransactionRoot(const std::vector<TransactionDigest>& digests);

// RFC 6962 root over the encoded elements of a list.
template <class T>
[[nodiscard]] Hash RootOfEncoded(const std::vector<T>& list) {
  merkle::LogFrontier frontier;
  for (const T& item : list) {
    frontier.Append(merkle::LeafHash(Encode(item)));
  }
  return frontier.Root();
}

}  // namespace heng
