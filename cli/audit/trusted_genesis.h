// SPDX-License-Identifier: Apache-2.0
// The one thing an auditor must trust: the genesis document, whose fingerprint the founders
// compared aloud. Read from a file, never from the node that is audited.
#pragma once

#include <string>

#include "core/bytes.h"
#include "core/ids.h"
#include "core/result.h"
#include "sdk/cpp/proof_verifier.h"

namespace heng::cli::audit {

struct TrustedGenesis {
  Bytes bytes;       // canonical heng.v1.Genesis
  Hash fingerprint;  // SHA-256 of them
  sdk::TrustedSet set;
};

// The file is the JSON mapping of heng.v1.Genesis, or its canonical bytes.
[[nodiscard]] Result<TrustedGenesis, Status> ReadTrustedGenesis(const std::string& path);
[[nodiscard]] Result<TrustedGenesis, Status> TrustGenesis(Bytes canonical);

}  // namespace heng::cli::audit
