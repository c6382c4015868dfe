// SPDX-License-Identifier: Apache-2.0
// Tells waiting calls that blocks were committed. A waiter gives a height to be passed and a
// deadline, and is called back exactly once, on the feed's own thread: when a higher block is
// committed, when its time is over, or when the feed stops. A callback must be quick and may wait
// again. The thread lives as long as the feed, so that a call that comes after Stop is told so too.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include "core/height.h"

namespace heng::node {

class CommitFeed {
 public:
  enum class Wake { kCommitted, kTimeout, kStopped };
  using Callback = std::function<void(Wake)>;
  using Deadline = std::chrono::steady_clock::time_point;

  CommitFeed();
  ~CommitFeed();
  CommitFeed(const CommitFeed&) = delete;
  CommitFeed& operator=(const CommitFeed&) = delete;

  // From the driver's loop, after a block is durable. Never blocks on waiters.
  void Committed(Height height);

  // Calls back once. A waiter can be taken back with the number returned; after Cancel returns
  // true it will not be called.
  std::uint64_t Await(Height above, Deadline deadline, Callback callback);
  bool Cancel(std::uint64_t waiter);

  // How many wait now.
  [[nodiscard]] std::size_t waiting() const;

  // Wakes every waiter with kStopped; later ones are called back at once. Does not wait for them.
  void Stop();

 private:
  struct Waiter {
    Height above;
    Deadline deadline;
    Callback callback;
  };

  // Takes out who is to be called back now. With mutex_ held.
  [[nodiscard]] std::vector<std::pair<Callback, Wake>> TakeDue(Deadline now);
  void Take(std::uint64_t number, Wake wake, std::vector<std::pair<Callback, Wake>>& due);
  void Run();

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  Height head_;                              // guarded by mutex_
  bool stopping_ = false;                    // guarded by mutex_
  bool ending_ = false;                      // guarded by mutex_
  std::uint64_t next_ = 1;                   // guarded by mutex_
  std::map<std::uint64_t, Waiter> waiters_;  // guarded by mutex_
  // The numbers of all, in the order in which their time comes. Guarded by mutex_.
  std::set<std::pair<Height, std::uint64_t>> by_height_;
  std::set<std::pair<Deadline, std::uint64_t>> by_deadline_;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace heng::node
