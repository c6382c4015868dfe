// SPDX-License-Identifier: Apache-2.0
// What one peer has in this node's memory, and how fast it may add to it. The reader asks how long
// to wait before it reads again; whoever holds the messages gives their bytes back by letting the
// ReceiveCredit die. Any thread may call.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>

namespace heng::node {

class ReceiveAccount {
 public:
  struct Bounds {
    std::uint64_t held_bytes_max = 0;
    std::uint64_t bytes_per_s = 0;
    std::uint64_t bytes_burst = 0;
  };
  using Clock = std::chrono::steady_clock;

  ReceiveAccount(const Bounds& bounds, Clock::time_point now)
      : bounds_(bounds), allowance_(static_cast<std::int64_t>(bounds.bytes_burst)), last_(now) {}

  void Hold(std::uint64_t bytes);
  void Release(std::uint64_t bytes);
  // Counts `bytes` against the rate.
  void Spend(std::uint64_t bytes, Clock::time_point now);
  // Zero: read on. Never more than a second; ask again then.
  [[nodiscard]] std::chrono::milliseconds WaitBeforeReading(Clock::time_point now);

 private:
  void Refill(Clock::time_point now);

  const Bounds bounds_;
  std::mutex mutex_;
  std::uint64_t held_bytes_ = 0;  // all below: guarded by mutex_
  std::int64_t allowance_;        // bytes that may still come; negative: spent in advance
  Clock::time_point last_;
};

// The bytes of one delivery. Keep it as long as the messages; move only.
class ReceiveCredit {
 public:
  ReceiveCredit() = default;
  ReceiveCredit(std::shared_ptr<ReceiveAccount> account, std::uint64_t bytes)
      : account_(std::move(account)), bytes_(bytes) {
    account_->Hold(bytes_);
  }
  ReceiveCredit(ReceiveCredit&& other) noexcept = default;
  ReceiveCredit& operator=(ReceiveCredit&& other) noexcept {
    std::swap(account_, other.account_);
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ReceiveCredit(const ReceiveCredit&) = delete;
  ReceiveCredit& operator=(const ReceiveCredit&) = delete;
  ~ReceiveCredit() {
    if (account_) {
      account_->Release(bytes_);
    }
  }

 private:
  std::shared_ptr<ReceiveAccount> account_;  // shared: messages may outlive the network
  std::uint64_t bytes_ = 0;
};

}  // namespace heng::node
