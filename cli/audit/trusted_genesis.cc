// SPDX-License-Identifier: Apache-2.0
#include "cli/audit/trusted_genesis.h"

#include <google/protobuf/util/json_util.h>
#include <heng/v1/genesis.pb.h>

#include "cli/output.h"
#include "core/crypto/hash.h"

namespace heng::cli::audit {
namespace {

constexpr std::size_t kGenesisBytesMax = 256 << 20;

}  // namespace

Result<TrustedGenesis, Status> TrustGenesis(Bytes canonical) {
  v1::Genesis message;
  if (!message.ParseFromString(canonical)) {
    return Fail(StatusCode::kMalformed, "the genesis cannot be read");
  }
  TrustedGenesis genesis;
  genesis.set.chain_id = ChainId(message.chain().id());
  for (const auto& validator : message.chain().validators()) {
    HENG_TRY(Validator decoded, Decode<Validator>(validator.SerializeAsString()));
    genesis.set.validators.push_back(std::move(decoded));
  }
  if (genesis.set.chain_id.empty() || genesis.set.validators.empty()) {
    return Fail(StatusCode::kInvalid, "the genesis names no chain or no validators");
  }
  genesis.fingerprint = Sha256(canonical);
  genesis.bytes = std::move(canonical);
  return genesis;
}

Result<TrustedGenesis, Status> ReadTrustedGenesis(const std::string& path) {
  HENG_TRY(const std::string text, ReadFile(path, kGenesisBytesMax));
  if (!text.starts_with('{')) {
    return TrustGenesis(text);  // the canonical bytes themselves
  }
  v1::Genesis message;
  const auto parsed = google::protobuf::util::JsonStringToMessage(text, &message);
  if (!parsed.ok()) {
    return Fail(StatusCode::kMalformed, path + " is no genesis: " + parsed.ToString());
  }
  return TrustGenesis(message.SerializeAsString());
}

}  // namespace heng::cli::audit
