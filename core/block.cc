// SPDX-License-Identifier: Apache-2.0
#include "core/block.h"

#include "core/crypto/hash.h"
#include "core/validator.h"

namespace heng {

BlockId BlockIdOf(ByteView header_bytes) {
  return As<BlockId>(merkle::LeafHash(header_bytes));
}

BlockId IdOf(const BlockHeader& header) {
  return BlockIdOf(Encode(header));
}

Hash TransactionRoot(const std::vector<TransactionDigest>& digests) {
  merkle::LogFrontier frontier;
  for (const TransactionDigest& digest : digests) {
    frontier.Append(Hash::FromBytes(digest.view()));
  }
  return frontier.Root();
}

ValidatorSetHash HashOf(const std::vector<Validator>& validators) {
  return As<ValidatorSetHash>(RootOfEncoded(validators));
}

}  // namespace heng
