// SPDX-License-Identifier: Apache-2.0
#include "consensus/leader_schedule.h"

#include "core/check.h"
#include "core/crypto/hash.h"

namespace heng::consensus {
namespace {

std::uint32_t OffsetOf(const ChainId& chain_id, Epoch epoch, std::uint32_t n) {
  HENG_ASSERT(n > 0);
  Bytes epoch_bytes;
  AppendBe64(epoch_bytes, epoch.value());
  const Hash seed = Sha256({"HENG-LEADER/1\n", Sha256(chain_id.value()).view(), epoch_bytes});
  return static_cast<std::uint32_t>(ReadBe64(seed.view()) % n);
}

}  // namespace

LeaderSchedule::LeaderSchedule(const ChainId& chain_id, Epoch epoch, std::uint32_t n)
    : n_(n), offset_(OffsetOf(chain_id, epoch, n)) {}

ValidatorIndex LeaderSchedule::LeaderOf(View view) const {
  return ValidatorIndex(static_cast<std::uint32_t>((view.value() % n_ + offset_) % n_));
}

}  // namespace heng::consensus
