// SPDX-License-Identifier: Apache-2.0
#include "cli/audit/proof_file.h"

#include <utility>

namespace heng::cli::audit {

Result<VerifiedProof, Status> VerifyProofBytes(const sdk::TrustedSet& trusted, ByteView bytes) {
  if (bytes.size() > kProofBytesMax) {
    return Fail(StatusCode::kLimit, "a proof has at most 64 MiB");
  }
  VerifiedProof verified;
  if (!verified.proof.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return Fail(StatusCode::kMalformed, "the bytes are no proof");
  }
  verified.proof.DiscardUnknownFields();
  if (verified.proof.SerializeAsString() != bytes) {
    return Fail(StatusCode::kMalformed, "the proof is not in its one form: something was added");
  }
  HENG_TRY(verified.record, sdk::VerifyRecordProof(trusted, verified.proof));
  return verified;
}

}  // namespace heng::cli::audit
