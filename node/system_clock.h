// SPDX-License-Identifier: Apache-2.0
// The driver's clock on a real machine. On a development chain its operator may move the wall clock
// forward; the offset is kept in a file, so that a node that restarts goes on in the same time.
// Any thread.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "core/result.h"
#include "node/driver/ports.h"

namespace heng::node {

class SystemClock final : public Clock {
 public:
  // Real time.
  SystemClock();
  // Real time plus the offset that the file holds, in decimal milliseconds; none when there is no
  // file. Development chains only.
  [[nodiscard]] static Result<std::unique_ptr<SystemClock>, Status> OpenMovable(
      const std::string& file);

  [[nodiscard]] consensus::Instant Now() const override;

  // Moves a movable clock forward to `time`, durably. Fails for a time that lies behind it, and on
  // a clock that is real.
  [[nodiscard]] Result<BlockTime, Status> MoveTo(BlockTime time);

 private:
  const std::chrono::steady_clock::time_point started_;
  std::string file_;
  std::mutex moving_;  // one move at a time, so that two cannot cross and go back
  std::atomic<std::int64_t> offset_ms_{0};
};

}  // namespace heng::node
