// SPDX-License-Identifier: Apache-2.0
// How one Protobuf field is written in a scenario and shown in results: the same forms both ways.
// Money is yuan with two decimals, days and times are China Standard Time, enumerators and field
// names are short and have '-' for '_', big numbers may have thousands separators.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace google::protobuf {
class EnumDescriptor;
class FieldDescriptor;
class Message;
}  // namespace google::protobuf

namespace heng::cli::scenario {

// "price" -> "price", "class_id" -> "class-id".
[[nodiscard]] std::string TextName(std::string_view proto_name);

// What a number means; decided by the field's name, which the proto files keep consistent.
enum class NumberKind { kPlain, kMoney, kTime };
[[nodiscard]] NumberKind KindOf(const google::protobuf::FieldDescriptor& field);

// "5,200,000", "16,965,000.00" of a money field, "2025-12-31" of a uint32, "2025-12-31T10:00" of a
// uint64. The error says what form is wanted.
[[nodiscard]] Result<std::uint64_t, std::string> ParseNumber(
    std::string_view text, const google::protobuf::FieldDescriptor& field);
[[nodiscard]] std::string NumberText(std::uint64_t number,
                                     const google::protobuf::FieldDescriptor& field);

// "5200000" or "5,200,000"; nothing when it is neither.
[[nodiscard]] std::optional<std::uint64_t> ParseCount(std::string_view text);
// "5,200,000".
[[nodiscard]] std::string CountText(std::uint64_t number);
// "16965000.00" or "16,965,000.00" yuan, in fen.
[[nodiscard]] std::optional<std::uint64_t> ParseYuan(std::string_view text);
[[nodiscard]] std::string YuanText(std::uint64_t fen);

// ROLE_CCER_EXCHANGE -> "ccer-exchange".
[[nodiscard]] std::vector<std::string> EnumNames(const google::protobuf::EnumDescriptor& type);
[[nodiscard]] std::optional<int> ParseEnum(std::string_view name,
                                           const google::protobuf::EnumDescriptor& type);
[[nodiscard]] std::string EnumText(int number, const google::protobuf::EnumDescriptor& type);

// The field's whole value in `message`: "" when empty, elements of a list joined by ','.
[[nodiscard]] std::string FieldText(const google::protobuf::Message& message,
                                    const google::protobuf::FieldDescriptor& field);

}  // namespace heng::cli::scenario
