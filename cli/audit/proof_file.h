// SPDX-License-Identifier: Apache-2.0
// A record proof in a file: the bytes of a heng.v1.GetRecordProofResponse, and nothing else
// (docs/formats/proofs.md). Checked without any node. One value has one form: bytes that say the
// same in another way are refused too.
#pragma once

#include <heng/v1/proofs.pb.h>

#include "core/bytes.h"
#include "core/result.h"
#include "sdk/cpp/proof_verifier.h"

namespace heng::cli::audit {

inline constexpr std::size_t kProofBytesMax = 64 << 20;

struct VerifiedProof {
  v1::GetRecordProofResponse proof;
  sdk::ProvenRecord record;
};

// kMalformed: no proof, or not in its one form. kInvalid: something does not hold.
[[nodiscard]] Result<VerifiedProof, Status> VerifyProofBytes(const sdk::TrustedSet& trusted,
                                                             ByteView bytes);

}  // namespace heng::cli::audit
