// SPDX-License-Identifier: Apache-2.0
// Checks a record proof without any node: the record is in the state of a header that a quorum of
// the trusted validators signed, and its events are all of its events. Pure; no network.
#pragma once

#include <heng/v1/proofs.pb.h>

#include <string>
#include <vector>

#include "core/block.h"
#include "core/event.h"
#include "core/result.h"
#include "core/validator.h"

namespace heng::sdk {

// What a verifier must know beforehand, from genesis or another trusted source.
struct TrustedSet {
  ChainId chain_id;
  std::vector<Validator> validators;  // in the order of the chain record
};

struct ProvenRecord {
  BlockHeader header;         // of the height that was proven
  bool present = false;       // false: it was proven that there is no such record
  std::vector<Event> events;  // every event of the record, in order
};

// Fails with the first thing that does not hold.
[[nodiscard]] Result<ProvenRecord, Status> VerifyRecordProof(
    const TrustedSet& trusted, const v1::GetRecordProofResponse& proof);

// That `certificate` (encoded heng.v1.Certificate) is a quorum's FINALIZE on the header.
[[nodiscard]] Result<void, Status> VerifyCertificate(const TrustedSet& trusted,
                                                     ByteView certificate,
                                                     ByteView header_bytes);

}  // namespace heng::sdk
