// SPDX-License-Identifier: Apache-2.0
#include "node/driver_loop.h"

#include <pthread.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "node/log/log.h"
#include "storage/end_process.h"

namespace heng::node {
namespace {

// How long the loop sleeps when nothing is due.
constexpr std::uint64_t kSleepMaxMs = 1'000;

}  // namespace

DriverLoop::DriverLoop(const Clock& clock, Log& log, std::function<void()> after_turn)
    : clock_(clock), log_(log), after_turn_(std::move(after_turn)) {}

DriverLoop::~DriverLoop() {
  Stop();
}

void DriverLoop::Run(std::unique_ptr<Driver> driver) {
  driver_ = std::move(driver);
  thread_ = std::thread([this] {
    pthread_setname_np(pthread_self(), "heng-loop");
    Loop();
  });
}

void DriverLoop::Post(Task task) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) {
      return;
    }
    tasks_.push_back(std::move(task));
  }
  wake_.notify_one();
}

void DriverLoop::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) {
    thread_.join();
  }
  driver_.reset();
}

std::vector<DriverLoop::Task> DriverLoop::AwaitTasks() {
  std::uint64_t sleep_ms = driver_->HasWork() ? 0 : kSleepMaxMs;
  if (const auto deadline = driver_->NextDeadline(); deadline && sleep_ms != 0) {
    const std::uint64_t now = clock_.Now().uptime_ms;
    sleep_ms = *deadline > now ? std::min(*deadline - now, sleep_ms) : 0;
  }
  std::unique_lock lock(mutex_);
  if (sleep_ms != 0) {
    wake_.wait_for(
        lock, std::chrono::milliseconds(sleep_ms), [this] { return stopping_ || !tasks_.empty(); });
  }
  return std::exchange(tasks_, {});
}

bool DriverLoop::IsOver() {
  const std::lock_guard lock(mutex_);
  return stopping_ && tasks_.empty();
}

void DriverLoop::Turn() {
  if (const auto turned = driver_->Turn(); !turned) {
    log_.Error("driver.disk_failed", turned.error().context);
    log_.Flush();
    storage::EndProcess("keeping votes and blocks", "the data directory", turned.error().context);
  }
  after_turn_();
}

void DriverLoop::Loop() {
  while (!IsOver()) {
    for (const Task& task : AwaitTasks()) {
      task(*driver_);
    }
    // What the driver answers at once, such as a question for a payload, leaves it no turn to do.
    after_turn_();
    if (driver_->HasWork()) {
      Turn();
    }
  }
}

}  // namespace heng::node
