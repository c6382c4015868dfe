// SPDX-License-Identifier: Apache-2.0
// The configuration of a node. What loads prints as a file that loads again to the same values;
// what does not names at least one mistake.
#include "core/check.h"
#include "node/config/load.h"
#include "tests/fuzz/targets.h"

namespace heng::fuzz {
namespace {

constexpr std::size_t kFileBytesMax = 64 << 10;

Result<node::LoadedConfig, Status> Load(ByteView text) {
  return node::LoadConfig(
      {.file = "hengd.toml", .text = std::string(text), .environment = {}, .flags = {}});
}

// The settings of a printed configuration without their origins.
std::string WithoutOrigins(const std::string& printed) {
  std::string text;
  std::size_t at = 0;
  while (at < printed.size()) {
    std::size_t end = printed.find('\n', at);
    end = end == std::string::npos ? printed.size() : end;
    const std::string line = printed.substr(at, end - at);
    text += line.substr(0, line.rfind("  # ")) + "\n";
    at = end + 1;
  }
  return text;
}

}  // namespace

void Config(ByteView input) {
  if (input.size() > kFileBytesMax) {
    return;
  }
  const auto loaded = Load(input);
  if (!loaded) {
    HENG_ASSERT(!loaded.error().context.empty());
    return;
  }
  const std::string printed = node::PrintConfig(*loaded);
  const auto again = Load(printed);
  HENG_ASSERT(again.has_value());
  HENG_ASSERT(WithoutOrigins(node::PrintConfig(*again)) == WithoutOrigins(printed));
}

}  // namespace heng::fuzz
