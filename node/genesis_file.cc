// SPDX-License-Identifier: Apache-2.0
#include "node/genesis_file.h"

#include "node/text_file.h"

namespace heng::node {
namespace {

constexpr std::size_t kGenesisBytesMax = 64 << 20;

}  // namespace

Result<contracts::Genesis, Status> ReadGenesisFile(const std::string& path) {
  HENG_TRY(const Bytes bytes, ReadTextFile(path, kGenesisBytesMax));
  auto genesis = Decode<contracts::Genesis>(bytes);
  if (!genesis) {
    return Fail(StatusCode::kMalformed,
                path + " is not a genesis file (" + genesis.error().context +
                    "); take it from another node of the network and compare the fingerprints");
  }
  HENG_CHECK_OK(contracts::CheckGenesis(*genesis));
  return *std::move(genesis);
}

}  // namespace heng::node
