// SPDX-License-Identifier: Apache-2.0
// What a verified proof shows, for people and programs; and how people name the record to prove.
#pragma once

#include <string>

#include "cli/audit/proof_file.h"
#include "cli/language.h"
#include "cli/output.h"

namespace heng::cli::audit {

// "account/P1" as it stands, "0x<hex>" for keys that are no text, and the first serial of a unit
// block for the block's key.
[[nodiscard]] Result<Bytes, Status> ParseKey(const std::string& text);

[[nodiscard]] std::string ProofText(const VerifiedProof& verified,
                                    Language language,
                                    const Style& style);
[[nodiscard]] std::string ProofJson(const VerifiedProof& verified);

}  // namespace heng::cli::audit
