// SPDX-License-Identifier: Apache-2.0
// The input of the target `proof`: which claim is made, and what is shown for it. Canonical bytes,
// so that the corpus can be written by hand and the mutator knows its fields.
#pragma once

#include <cstdint>
#include <vector>

#include "core/codec/codec.h"
#include "core/ids.h"

namespace heng::fuzz {

// Append only: corpora hold the numbers.
enum class ProofClaim : std::uint32_t {
  kUnspecified = 0,
  kCommitment = 1,   // `proof` is an ICS-23 commitment proof about `key` and `value`
  kAbsence = 2,      // `proof` is a compact absence proof about `key`
  kInclusion = 3,    // `path` leads from the leaf `hash` at `index` to the root of the log
  kConsistency = 4,  // `path` shows that the log of `index` leaves with root `hash` is a prefix
  kFrontier = 5,     // `proof` is the right edge of a log of `index` leaves
  kMaxValue = kFrontier,
};

struct ProofInput {
  ProofClaim claim = ProofClaim::kUnspecified;
  Bytes key;
  Bytes value;
  Bytes proof;
  std::uint64_t index = 0;
  Hash hash;
  std::vector<Hash> path;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.claim);
    codec(2, self.key, Bound{.bytes = 1024});
    codec(3, self.value, Bound{.bytes = 1 << 16});
    codec(4, self.proof, Bound{.bytes = 1 << 18});
    codec(5, self.index);
    codec(6, self.hash);
    codec(7, self.path, Bound{.items = 128});
  }
};

// The log that inclusion and consistency are claimed of: this many leaves, numbered.
inline constexpr std::uint64_t kProofLogLeaves = 21;
[[nodiscard]] const std::vector<Hash>& ProofLog();

}  // namespace heng::fuzz
