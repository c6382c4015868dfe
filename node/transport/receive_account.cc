// SPDX-License-Identifier: Apache-2.0
#include "node/transport/receive_account.h"

#include <algorithm>

#include "core/check.h"

namespace heng::node {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kWaitMax{1000};
// A peer whose messages are not handled yet is looked at again this soon. Asking often is cheap
// beside what the handler is busy with, and needs no wake-up path from it to the streams.
constexpr milliseconds kHeldWait{2};

}  // namespace

void ReceiveAccount::Hold(std::uint64_t bytes) {
  const std::scoped_lock lock(mutex_);
  held_bytes_ += bytes;
}

void ReceiveAccount::Release(std::uint64_t bytes) {
  const std::scoped_lock lock(mutex_);
  HENG_ASSERT(bytes <= held_bytes_);
  held_bytes_ -= bytes;
}

void ReceiveAccount::Spend(std::uint64_t bytes, Clock::time_point now) {
  const std::scoped_lock lock(mutex_);
  Refill(now);
  allowance_ -= static_cast<std::int64_t>(bytes);
}

milliseconds ReceiveAccount::WaitBeforeReading(Clock::time_point now) {
  const std::scoped_lock lock(mutex_);
  Refill(now);
  if (allowance_ < 0) {
    const auto missing = static_cast<std::uint64_t>(-allowance_);
    const std::uint64_t wait_ms = missing / std::max<std::uint64_t>(bounds_.bytes_per_s / 1000, 1);
    return std::clamp(milliseconds(static_cast<std::int64_t>(wait_ms)), milliseconds(1), kWaitMax);
  }
  return held_bytes_ > bounds_.held_bytes_max ? kHeldWait : milliseconds(0);
}

void ReceiveAccount::Refill(Clock::time_point now) {
  // Whole milliseconds only, so that nothing is lost to rounding: the rest stays in last_.
  const auto elapsed = std::chrono::duration_cast<milliseconds>(now - last_);
  if (elapsed.count() <= 0) {
    return;
  }
  last_ += elapsed;
  // An hour of rest fills any burst, and keeps the product small.
  const auto elapsed_ms =
      std::min<std::uint64_t>(static_cast<std::uint64_t>(elapsed.count()), 3'600'000);
  const auto added = static_cast<std::int64_t>(elapsed_ms * bounds_.bytes_per_s / 1000);
  allowance_ = std::min(allowance_ + added, static_cast<std::int64_t>(bounds_.bytes_burst));
}

}  // namespace heng::node
