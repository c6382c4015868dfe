// SPDX-License-Identifier: Apache-2.0
// How votes are signed and checked. Production signs with the ed25519 of core/crypto; the simulator
// with a keyed hash, so that a million views take minutes. Whether a signature is valid must be a
// pure function of (key, bytes, signature), the same on every node. Called by Replica::Step only.
#pragma once

#include "core/bytes.h"
#include "core/ids.h"

namespace heng::consensus {

class VoteCrypto {
 public:
  VoteCrypto() = default;
  VoteCrypto(const VoteCrypto&) = delete;
  VoteCrypto& operator=(const VoteCrypto&) = delete;
  virtual ~VoteCrypto() = default;

  // Signs with this validator's vote key. Never called on a node without a seat.
  [[nodiscard]] virtual Signature Sign(ByteView bytes) const = 0;

  [[nodiscard]] virtual bool Verify(const PublicKey& key,
                                    ByteView bytes,
                                    const Signature& signature) const = 0;
};

}  // namespace heng::consensus
