// SPDX-License-Identifier: Apache-2.0
// One frame of a peer stream, as heng.v1.ExchangeRequest publishes it. It is read with core/codec
// and not with generated code, because a frame of a Byzantine peer must be bounded in messages
// before anything is allocated.
#pragma once

#include <vector>

#include "core/codec/codec.h"
#include "node/transport/limits.h"

namespace heng::node {

inline constexpr std::uint32_t kFrameVersion = 1;

struct PeerFrame {
  std::uint32_t version = kFrameVersion;
  std::vector<Bytes> messages;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.version);
    // The size of a message is bounded by the size of its frame, which gRPC checks first.
    codec(2, self.messages, Bound{.bytes = UINT32_MAX, .items = kFrameMessagesMax});
  }
};

// The only answer on a peer stream: heng.v1.ExchangeResponse.
struct PeerAnswer {
  std::uint32_t version = kFrameVersion;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.version);
  }
};

// Request metadata of a dialer; proto/heng/v1/peer.proto.
inline constexpr char kChainMetadata[] = "heng-chain";
inline constexpr char kValidatorMetadata[] = "heng-validator";
inline constexpr char kPeerMetadata[] = "heng-peer";

}  // namespace heng::node
