// SPDX-License-Identifier: Apache-2.0
// Serials as people write them: CN-CEA-2024-000000000001, and ranges of them with the last serial
// after another '-'. Twelve digits each.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/ids.h"

namespace google::protobuf {
class Message;
}

namespace heng::cli::scenario {

struct SerialText {
  BatchId batch;
  Serial first;
  Serial last;  // equal to `first` when one serial stands there
};

// Nothing when the text is neither one serial nor a range in order.
[[nodiscard]] std::optional<SerialText> ParseSerials(std::string_view text);

// When `message` is a range of serials (fields batch, first, last): its text.
[[nodiscard]] std::optional<std::string> SerialRangeText(const google::protobuf::Message& message);

}  // namespace heng::cli::scenario
