// SPDX-License-Identifier: Apache-2.0
// Messages that wait for one peer, oldest first, within a bound of bytes. Full: the oldest go.
// Not thread-safe; its owner locks.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include "core/bytes.h"

namespace heng::node {

// Shared, because a broadcast waits in the queues of all peers and is stored once.
using SharedMessage = std::shared_ptr<const Bytes>;

class SendQueue {
 public:
  explicit SendQueue(std::uint64_t bytes_max) : bytes_max_(bytes_max) {}

  // Both return how many messages were dropped to keep the bound.
  std::uint64_t Push(SharedMessage message);
  std::uint64_t SetBytesMax(std::uint64_t bytes_max);

  // The next messages, in order: as many as fit `frame_bytes`, and at least one if there is one.
  [[nodiscard]] std::vector<SharedMessage> TakeFrame(std::uint64_t frame_bytes);

  [[nodiscard]] bool empty() const { return messages_.empty(); }
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

 private:
  std::uint64_t DropOldest();

  std::uint64_t bytes_max_;
  std::uint64_t bytes_ = 0;
  std::deque<SharedMessage> messages_;
};

}  // namespace heng::node
