// SPDX-License-Identifier: Apache-2.0
#include "cli/scenario/serial_text.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>

namespace heng::cli::scenario {
namespace {

constexpr std::size_t kDigits = 12;

// Takes "-000000000001" off the end.
std::optional<std::uint64_t> TakeSerial(std::string_view& text) {
  if (text.size() <= kDigits + 1 || text[text.size() - kDigits - 1] != '-') {
    return std::nullopt;
  }
  const std::string_view digits = text.substr(text.size() - kDigits);
  if (!std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; })) {
    return std::nullopt;
  }
  std::uint64_t number = 0;
  for (const char c : digits) {
    number = number * 10 + static_cast<std::uint64_t>(c - '0');
  }
  text.remove_suffix(kDigits + 1);
  return number;
}

std::string Padded(std::uint64_t serial) {
  const std::string digits = std::to_string(serial);
  return std::string(digits.size() < kDigits ? kDigits - digits.size() : 0, '0') + digits;
}

}  // namespace

std::optional<SerialText> ParseSerials(std::string_view text) {
  const auto last = TakeSerial(text);
  if (!last) {
    return std::nullopt;
  }
  const auto first = TakeSerial(text).value_or(*last);
  if (first == 0 || first > *last || !IsIdentifier(text)) {
    return std::nullopt;
  }
  return SerialText{
      .batch = BatchId(std::string(text)), .first = Serial(first), .last = Serial(*last)};
}

std::optional<std::string> SerialRangeText(const google::protobuf::Message& message) {
  const auto& descriptor = *message.GetDescriptor();
  if (descriptor.name() != "SerialRange") {
    return std::nullopt;
  }
  const auto& reflection = *message.GetReflection();
  return reflection.GetString(message, descriptor.FindFieldByName("batch")) + "-" +
         Padded(reflection.GetUInt64(message, descriptor.FindFieldByName("first"))) + "-" +
         Padded(reflection.GetUInt64(message, descriptor.FindFieldByName("last")));
}

}  // namespace heng::cli::scenario
