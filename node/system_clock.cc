// SPDX-License-Identifier: Apache-2.0
#include "node/system_clock.h"

#include <charconv>
#include <cstdio>
#include <fstream>
#include <sstream>

namespace heng::node {
namespace {

// No clock is moved further than the calendar goes: to the year 9999.
constexpr std::int64_t kOffsetMaxMs = 253'402'300'800'000;

std::int64_t RealMs() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace

SystemClock::SystemClock() : started_(std::chrono::steady_clock::now()) {}

Result<std::unique_ptr<SystemClock>, Status> SystemClock::OpenMovable(const std::string& file) {
  auto clock = std::make_unique<SystemClock>();
  clock->file_ = file;
  std::ifstream in(file);
  if (!in) {
    return clock;
  }
  std::stringstream content;
  content << in.rdbuf();
  const std::string text = content.str();
  std::int64_t offset = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), offset);
  if (error != std::errc{} || offset < -kOffsetMaxMs || offset > kOffsetMaxMs ||
      (end != text.data() + text.size() && *end != '\n')) {
    return Fail(
        StatusCode::kMalformed,
        file + " should hold the clock's offset in milliseconds; delete it to use real time");
  }
  clock->offset_ms_ = offset;
  return clock;
}

consensus::Instant SystemClock::Now() const {
  const std::int64_t wall = RealMs() + offset_ms_.load(std::memory_order_relaxed);
  const auto uptime = std::chrono::steady_clock::now() - started_;
  return {.wall = BlockTime(wall > 0 ? static_cast<std::uint64_t>(wall) : 0),
          .uptime_ms = static_cast<std::uint64_t>(
              std::chrono::duration_cast<std::chrono::milliseconds>(uptime).count())};
}

Result<BlockTime, Status> SystemClock::MoveTo(BlockTime time) {
  if (file_.empty()) {
    return Fail(StatusCode::kDenied,
                "this node's clock is real: set dev.movable_clock in its configuration");
  }
  const std::lock_guard lock(moving_);
  const BlockTime now = Now().wall;
  if (time < now) {
    return Fail(StatusCode::kInvalid,
                "the clock stands at " + FormatCst(now) + " and goes forward only");
  }
  const std::int64_t offset = static_cast<std::int64_t>(time.value()) - RealMs();
  const std::string written = file_ + ".new";
  {
    std::ofstream out(written, std::ios::trunc);
    out << offset << '\n';
    if (!out.flush()) {
      return Fail(StatusCode::kIo, "cannot write " + written);
    }
  }
  if (std::rename(written.c_str(), file_.c_str()) != 0) {
    return Fail(StatusCode::kIo, "cannot replace " + file_);
  }
  offset_ms_.store(offset, std::memory_order_relaxed);
  return Now().wall;
}

}  // namespace heng::node
