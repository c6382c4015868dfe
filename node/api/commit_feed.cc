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
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    number = next_++;
    wake = stopping_ || above < head_ || by_deadline_.empty() ||
           deadline < by_deadline_.begin()->first;
    by_height_.emplace(above, number);
    by_deadline_.emplace(deadline, number);
    waiters_.emplace(number,
                     Waiter{.above = above, .deadline = deadline, .callback = std::move(callback)});
  }
  if (wake) {
    wake_.notify_one();
  }
  return number;
}

bool CommitFeed::Cancel(std::uint64_t waiter) {
  const std::lock_guard lock(mutex_);
  const auto found = waiters_.find(waiter);
  if (found == waiters_.end()) {
    return false;
  }
  by_height_.erase({found->second.above, waiter});
  by_deadline_.erase({found->second.deadline, waiter});
  waiters_.erase(found);
  return true;
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

void CommitFeed::Take(std::uint64_t number,
                      Wake wake,
                      std::vector<std::pair<Callback, Wake>>& due) {
  const auto found = waiters_.find(number);
  by_height_.erase({found->second.above, number});
  by_deadline_.erase({found->second.deadline, number});
  due.emplace_back(std::move(found->second.callback), wake);
  waiters_.erase(found);
}

std::vector<std::pair<CommitFeed::Callback, CommitFeed::Wake>> CommitFeed::TakeDue(Deadline now) {
  std::vector<std::pair<Callback, Wake>> due;
  while (stopping_ && !waiters_.empty()) {
    Take(waiters_.begin()->first, Wake::kStopped, due);
  }
  while (!by_height_.empty() && by_height_.begin()->first < head_) {
    Take(by_height_.begin()->second, Wake::kCommitted, due);
  }
  while (!by_deadline_.empty() && by_deadline_.begin()->first <= now) {
    Take(by_deadline_.begin()->second, Wake::kTimeout, due);
  }
  return due;
}

void CommitFeed::Run() {
  std::unique_lock lock(mutex_);
  while (true) {
    const auto now = std::chrono::steady_clock::now();
    auto due = TakeDue(now);
    if (due.empty()) {
      if (ending_) {
        return;
      }
      // A copy: whoever waits may be taken back meanwhile.
      const Deadline until =
          by_deadline_.empty() ? now + std::chrono::seconds(1) : by_deadline_.begin()->first;
      wake_.wait_until(lock, until);
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
