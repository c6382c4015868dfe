// SPDX-License-Identifier: Apache-2.0
// The names of things. Digests are 32 bytes; texts are checked by IsIdentifier where they enter.
#pragma once

#include <string_view>

#include "core/strong.h"

namespace heng {

using Hash = Digest<struct HashTag>;                    // SHA-256 with no other meaning
using TransactionId = Digest<struct TransactionIdTag>;  // names a body; known before sending
using TransactionDigest =
    Digest<struct TransactionDigestTag>;          // names signed bytes; a tx_root leaf
using ProposalId = Digest<struct ProposalIdTag>;  // what to execute
using BlockId = Digest<struct BlockIdTag>;        // what happened; a header-log leaf
using StateRoot = Digest<struct StateRootTag>;
using ValidatorSetHash = Digest<struct ValidatorSetHashTag>;
using PublicKey = Digest<struct PublicKeyTag>;      // ed25519
using Signature = Digest<struct SignatureTag, 64>;  // ed25519

using ChainId = StrongText<struct ChainIdTag>;  // "heng-dev-1"
using ParticipantId =
    StrongText<struct ParticipantTag>;          // unified social credit code, 18 characters
using PersonId = StrongText<struct PersonTag>;  // "mee.maker": a key holder of a participant
using AccountId = StrongText<struct AccountTag>;
using ClassId = StrongText<struct ClassTag>;    // "CEA", "CCER", "POLL-NOX"
using SeriesId = StrongText<struct SeriesTag>;  // class/vintage/pool: "CEA/2024/CN"
using BatchId = StrongText<struct BatchTag>;    // "CN-CEA-2024"
using Serial = StrongInt<struct SerialTag>;     // position in a batch; the first is 1

inline constexpr std::size_t kIdentifierMax = 64;

// Identifiers are 1 to kIdentifierMax of A-Z a-z 0-9 . _ : - and nothing else: they are parts of
// state keys, where '/' separates.
inline bool IsIdentifier(std::string_view text) {
  if (text.empty() || text.size() > kIdentifierMax) {
    return false;
  }
  for (const char c : text) {
    const bool alphanumeric =
        (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (!alphanumeric && c != '.' && c != '_' && c != ':' && c != '-') {
      return false;
    }
  }
  return true;
}

// Two or three identifiers joined by '/': a series id.
inline bool IsPath(std::string_view text) {
  while (true) {
    const auto slash = text.find('/');
    if (!IsIdentifier(text.substr(0, slash))) {
      return false;
    }
    if (slash == std::string_view::npos) {
      return true;
    }
    text.remove_prefix(slash + 1);
  }
}

}  // namespace heng
