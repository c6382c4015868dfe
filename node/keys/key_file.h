// SPDX-License-Identifier: Apache-2.0
// One signing key at rest: an ed25519 seed sealed with XChaCha20-Poly1305 under a key that Argon2id
// derives from a passphrase. Everything else in the file is authenticated with it. The file is
// canonical bytes after a line that names its format; docs/formats/key-file.md.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/codec/codec.h"
#include "core/ids.h"
#include "node/keys/secret.h"

namespace heng::node {

// What a key may be used for. One key, one purpose: append only.
enum class KeyPurpose : std::uint32_t {
  kUnspecified = 0,
  kVote = 1,      // signs consensus votes and nothing else
  kCosigner = 2,  // signs checkpoints
  kTls = 3,       // the key of the peer certificate
  kMaxValue = kTls,
};

[[nodiscard]] std::string_view NameOf(KeyPurpose purpose);  // "vote"

// The work that guessing one passphrase costs. The default is RFC 9106's second recommendation.
struct KdfCost {
  std::uint32_t passes = 3;
  std::uint32_t memory_kib = 64 << 10;
};
// A file may not ask for more, or for less than this.
inline constexpr KdfCost kKdfCostMin{.passes = 1, .memory_kib = 8 << 10};
inline constexpr KdfCost kKdfCostMax{.passes = 16, .memory_kib = 1 << 20};

inline constexpr std::size_t kSeedBytes = 32;

// `seed` must have kSeedBytes. Fails when the file exists.
[[nodiscard]] Result<void, Status> CreateKeyFile(const std::string& path,
                                                 KeyPurpose purpose,
                                                 const Secret& seed,
                                                 const Secret& passphrase,
                                                 KdfCost cost = {});

// The seed; refuses a wrong file mode, a wrong passphrase, a key made for another purpose and any
// changed byte.
[[nodiscard]] Result<Secret, Status> OpenKeyFile(const std::string& path,
                                                 KeyPurpose purpose,
                                                 const Secret& passphrase);

// The public key of a file as it claims it; nothing proves it until the file is opened.
[[nodiscard]] Result<PublicKey, Status> PublicKeyOfFile(const std::string& path);

}  // namespace heng::node
