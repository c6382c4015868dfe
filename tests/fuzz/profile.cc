// SPDX-License-Identifier: Apache-2.0
// The file that says where a network is. What loads and is saved loads again to the same.
#include "cli/network/profile.h"

#include "core/check.h"
#include "tests/fuzz/scratch.h"
#include "tests/fuzz/targets.h"

namespace heng::fuzz {
namespace {

bool Same(const cli::NodeEndpoint& a, const cli::NodeEndpoint& b) {
  return a.name == b.name && a.client == b.client && a.operators == b.operators &&
         a.metrics == b.metrics;
}

}  // namespace

void Profile(ByteView input) {
  WriteScratch("network.json", input);
  const auto profile = cli::LoadProfile(ScratchDirectory());
  if (!profile) {
    HENG_ASSERT(!profile.error().context.empty());
    return;
  }
  HENG_ASSERT(!profile->nodes.empty());
  HENG_ASSERT(cli::FindNode(*profile, profile->nodes.front().name).has_value());
  (void)cli::LoadIdentity(*profile, {});
  HENG_ASSERT(cli::SaveProfile(*profile).has_value());
  const auto again = cli::LoadProfile(ScratchDirectory());
  HENG_ASSERT(again.has_value() && again->chain_id == profile->chain_id);
  HENG_ASSERT(again->person == profile->person && again->nodes.size() == profile->nodes.size());
  for (std::size_t i = 0; i < profile->nodes.size(); ++i) {
    HENG_ASSERT(Same(again->nodes[i], profile->nodes[i]));
  }
}

}  // namespace heng::fuzz
