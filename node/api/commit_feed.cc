// SPDX-License-Identifier: Apache-2.0
#include "node/api/commit_feed.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace heng::node {

CommitFeed::CommitFeed() : thread_([this] { Run(); }) {}

CommitFeed::~CommitFeed() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    ending_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void CommitFeed::Committed(Height height) {
  {
    const std::lock_guard lock(mutex_);
    head_ = height;
  }
  wake_.notify_one();
}

std::uint64_t CommitFeed::Await(Height above, Deadline deadline, Callback callback) {
  std::uint64_t number = 0;
  {
    const std::lock_guard lock(mutex_);
    number = next_++;
    waiters_.emplace(number,
                     Waiter{.above = above, .deadline = deadline, .callback = std::move(callback)});
  }
  wake_.notify_one();
  return number;
}

bool CommitFeed::Cancel(std::uint64_t waiter) {
  const std::lock_guard lock(mutex_);
  return waiters_.erase(waiter) != 0;
}

std::size_t CommitFeed::waiting() const {
  const std::lock_guard lock(mutex_);
  return waiters_.size();
}

void CommitFeed::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
}

void CommitFeed::Run() {
  std::unique_lock lock(mutex_);
  while (true) {
    const auto now = std::chrono::steady_clock::now();
    auto next_deadline = now + std::chrono::seconds(1);
    std::vector<std::pair<Callback, Wake>> due;
    for (auto it = waiters_.begin(); it != waiters_.end();) {
      const Waiter& waiter = it->second;
      Wake wake = Wake::kTimeout;
      if (stopping_) {
        wake = Wake::kStopped;
      } else if (waiter.above < head_) {
        wake = Wake::kCommitted;
      } else if (waiter.deadline > now) {
        next_deadline = std::min(next_deadline, waiter.deadline);
        ++it;
        continue;
      }
      due.emplace_back(std::move(it->second.callback), wake);
      it = waiters_.erase(it);
    }
    if (due.empty()) {
      if (ending_) {
        return;
      }
      wake_.wait_until(lock, next_deadline);
      continue;
    }
    lock.unlock();
    for (auto& [callback, wake] : due) {
      callback(wake);
    }
    lock.lock();
  }
}

}  // namespace heng::node
