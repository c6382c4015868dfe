// SPDX-License-Identifier: Apache-2.0
#include "consensus/message.h"

#include "consensus/variant_codec.h"

namespace heng::consensus {

Bytes EncodeMessage(const Message& message) {
  return EncodeVariant(message);
}

Result<Message, Status> DecodeMessage(ByteView bytes) {
  if (bytes.size() > kMessageBytesMax) {
    return Fail(StatusCode::kLimit,
                "a message of " + std::to_string(bytes.size()) + " bytes is above the limit of " +
                    std::to_string(kMessageBytesMax));
  }
  return VariantDecoder<Message>::Decode(bytes);
}

}  // namespace heng::consensus
