// SPDX-License-Identifier: Apache-2.0
// A key file. Whatever opens is the key that was sealed, for its own purpose; the corpus holds the
// one file that does, sealed under the passphrase below.
#include "node/keys/key_file.h"

#include "core/check.h"
#include "core/crypto/signature.h"
#include "tests/fuzz/scratch.h"
#include "tests/fuzz/targets.h"

namespace heng::fuzz {
namespace {

// Fields 3 and 4 at their least: one pass over 8 MiB. A dearer file is read but not opened here:
// that would try Argon2 and not this program.
constexpr ByteView kLeastCost("\x18\x01\x20\x80\x40", 5);

node::Secret Passphrase() {
  return node::Secret(Bytes("correct horse battery"));
}

}  // namespace

void KeyFile(ByteView input) {
  const std::string path = WriteScratch("fuzz.key", input);
  const auto claimed = node::PublicKeyOfFile(path);
  if (!claimed) {
    HENG_ASSERT(!claimed.error().context.empty());
    return;
  }
  HENG_ASSERT(input.size() <= 4096);
  if (input.find(kLeastCost) == ByteView::npos) {
    return;
  }
  const auto seed = node::OpenKeyFile(path, node::KeyPurpose::kVote, Passphrase());
  if (seed) {
    HENG_ASSERT(seed->size() == node::kSeedBytes);
    HENG_ASSERT(seed->view() == Bytes(node::kSeedBytes, 's'));
    HENG_ASSERT(KeyPair::FromSeed(seed->view()).public_key() == *claimed);
    HENG_ASSERT(!node::OpenKeyFile(path, node::KeyPurpose::kTls, Passphrase()).has_value());
  }
}

}  // namespace heng::fuzz
