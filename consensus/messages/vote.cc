// SPDX-License-Identifier: Apache-2.0
#include "consensus/messages/vote.h"

#include "core/crypto/hash.h"

namespace heng::consensus {

bool IsWellFormed(const VoteContent& content) {
  if (content.epoch.value() == 0 || content.view.value() == 0) {
    return false;
  }
  switch (content.type) {
    case VoteType::kUnspecified:
      return false;
    case VoteType::kNotarize:
      return !content.pid.is_zero() && content.block_id.is_zero();
    case VoteType::kNullify:
      return content.pid.is_zero() && content.block_id.is_zero();
    case VoteType::kFinalize:
      return !content.pid.is_zero() && !content.block_id.is_zero();
  }
  return false;
}

Bytes SignedBytes(const ChainId& chain_id,
                  const ValidatorSetHash& validator_set_hash,
                  const VoteContent& content) {
  Bytes bytes = "HENG-VOTE/1\n";
  bytes.append(Sha256(chain_id.value()).view());
  bytes.push_back(static_cast<char>(content.type));
  AppendBe64(bytes, content.epoch.value());
  AppendBe64(bytes, content.view.value());
  bytes.append(validator_set_hash.view());
  bytes.append(content.pid.view());
  bytes.append(content.block_id.view());
  return bytes;
}

}  // namespace heng::consensus
