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

void DriverLoop::TurnUntilIdle() {
  const auto is_due = [this] {
    const auto deadline = driver_->NextDeadline();
    return deadline && *deadline <= clock_.Now().uptime_ms;
  };
  while (driver_->HasWork() || is_due()) {
    if (const auto turned = driver_->Turn(); !turned) {
      log_.Error("driver.disk_failed", turned.error().context);
      log_.Flush();
      storage::EndProcess("keeping votes and blocks", "the data directory", turned.error().context);
    }
    after_turn_();
  }
}

void DriverLoop::Loop() {
  while (true) {
    std::vector<Task> tasks;
    {
      std::unique_lock lock(mutex_);
      if (tasks_.empty() && !stopping_) {
        const std::uint64_t now = clock_.Now().uptime_ms;
        const auto deadline = driver_->NextDeadline();
        std::uint64_t sleep_ms = kSleepMaxMs;
        if (deadline) {
          sleep_ms = *deadline > now ? std::min(*deadline - now, kSleepMaxMs) : 0;
        }
        wake_.wait_for(lock, std::chrono::milliseconds(sleep_ms), [this] {
          return stopping_ || !tasks_.empty();
        });
      }
      if (stopping_ && tasks_.empty()) {
        return;
      }
      tasks.swap(tasks_);
    }
    for (const Task& task : tasks) {
      task(*driver_);
    }
    // What the driver answers at once, such as a question for a payload, leaves it no turn to do.
    after_turn_();
    TurnUntilIdle();
  }
}

}  // namespace heng::node
