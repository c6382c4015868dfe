// SPDX-License-Identifier: Apache-2.0
#include "node/transport/send_queue.h"

#include <utility>

#include "node/transport/limits.h"

namespace heng::node {
namespace {

std::uint64_t CostOf(const SharedMessage& message) {
  return message->size() + kFrameMessageOverhead;
}

}  // namespace

std::uint64_t SendQueue::Push(SharedMessage message) {
  bytes_ += CostOf(message);
  messages_.push_back(std::move(message));
  return DropOldest();
}

std::uint64_t SendQueue::SetBytesMax(std::uint64_t bytes_max) {
  bytes_max_ = bytes_max;
  return DropOldest();
}

std::vector<SharedMessage> SendQueue::TakeFrame(std::uint64_t frame_bytes) {
  std::vector<SharedMessage> frame;
  std::uint64_t taken = 0;
  while (!messages_.empty() && frame.size() < kFrameMessagesMax) {
    const std::uint64_t cost = CostOf(messages_.front());
    if (!frame.empty() && taken + cost > frame_bytes) {
      break;
    }
    taken += cost;
    frame.push_back(std::move(messages_.front()));
    messages_.pop_front();
  }
  bytes_ -= taken;
  return frame;
}

std::uint64_t SendQueue::DropOldest() {
  std::uint64_t dropped = 0;
  while (bytes_ > bytes_max_ && !messages_.empty()) {
    bytes_ -= CostOf(messages_.front());
    messages_.pop_front();
    ++dropped;
  }
  return dropped;
}

}  // namespace heng::node
