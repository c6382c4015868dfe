// SPDX-License-Identifier: Apache-2.0
// What one peer may cost this node, in memory and in time. Every bound is per peer.
#pragma once

#include <chrono>
#include <cstdint>

namespace heng::node {

struct PeerLimits {
  // The largest single message: a full block with its certificates fits.
  std::uint32_t message_bytes_max = 16 << 20;
  // Messages that wait are packed into frames of about this size; a larger message goes alone.
  std::uint32_t frame_bytes = 256 << 10;
  // Waiting to be sent. Past it the oldest messages are dropped and counted.
  std::uint64_t queue_bytes_max = 64 << 20;
  // The same while there is no stream: a few views of votes and certificates, for a link that was
  // lost for a moment. To a peer that comes back later old ones are worth nothing, and it verifies
  // them before it gets to what it asked for.
  std::uint64_t offline_queue_bytes_max = 64 << 10;
  // Received and not yet released by the handler. Past it the peer is not read from.
  std::uint64_t held_bytes_max = 64 << 20;
  // Received a second, on average and at once.
  std::uint64_t receive_bytes_per_s = 256 << 20;
  std::uint64_t receive_bytes_burst = 256 << 20;
};

// Waiting times between attempts to dial: doubling from the first to the last, each shortened by a
// random part of up to a half, so that nodes that fell together do not come back together.
struct DialTimes {
  std::chrono::milliseconds retry_first{100};
  std::chrono::milliseconds retry_last{5000};
  std::chrono::milliseconds attempt{5000};
};

// The most messages in a frame, so that a frame of empty messages costs no more than it weighs.
inline constexpr std::uint32_t kFrameMessagesMax = 4096;
// What a message costs in a frame beside its bytes.
inline constexpr std::uint32_t kFrameMessageOverhead = 8;

}  // namespace heng::node
