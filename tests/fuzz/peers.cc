// SPDX-License-Identifier: Apache-2.0
// A validator among peers of whom one is the attacker: the production driver is sent any messages
// in any order. It never stops, never goes back, and keeps within its bounds.
#include "core/check.h"
#include "tests/fuzz/canonical.h"
#include "tests/fuzz/lone_node.h"
#include "tests/fuzz/peers_input.h"
#include "tests/fuzz/targets.h"

namespace heng::fuzz {
namespace {

constexpr std::uint64_t kWaitMaxMs = 2'000;
// What a handful of messages of at most 64 KiB each may make a node hold.
constexpr std::uint64_t kOpenPayloadsMax = 4'096;

void CheckProgress(const node::DriverStatus& before, const node::DriverStatus& after) {
  HENG_ASSERT(!after.halted.has_value());
  HENG_ASSERT(after.replica.tip.height >= before.replica.tip.height);
  HENG_ASSERT(after.replica.view >= before.replica.view);
  HENG_ASSERT(after.open_payloads <= kOpenPayloadsMax);
}

}  // namespace

void Peers(ByteView input) {
  const auto script = Canonical<PeersInput>(input);
  if (!script) {
    return;
  }
  LoneNode node(0);
  node.Advance(1);
  node::DriverStatus before = node.status();
  for (const Delivery& delivery : script->deliveries) {
    node.Advance(delivery.wait_ms % kWaitMaxMs);
    node.Receive(delivery.from % kSeats, delivery.message);
    node.Advance(0);
    const node::DriverStatus after = node.status();
    CheckProgress(before, after);
    before = after;
  }
  node.Advance(kWaitMaxMs);
  CheckProgress(before, node.status());
  HENG_ASSERT(node.halts().empty());
}

}  // namespace heng::fuzz
