// SPDX-License-Identifier: Apache-2.0
// Which published message a record is, by its state key, and how the keys of the assertions are
// made (docs/formats/scenario.md).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/scenario/source.h"
#include "core/bytes.h"

namespace google::protobuf {
class Descriptor;
}

namespace heng::cli::scenario {

// The message of the table that the key belongs to; null when no table has it.
[[nodiscard]] const google::protobuf::Descriptor* RecordTypeOf(ByteView key);

// "account/", "trade/" ...: the tables whose keys are text.
[[nodiscard]] std::vector<std::string> TableNames();

// The state key of an assertion's subject: holding p1 CEA/2024/CN -> a/p1/CEA/2024/CN.
[[nodiscard]] Bytes KeyOfSubject(std::string_view kind, const std::vector<std::string>& subject);

}  // namespace heng::cli::scenario
