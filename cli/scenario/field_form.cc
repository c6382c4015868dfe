// SPDX-License-Identifier: Apache-2.0
#include "cli/scenario/field_form.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <limits>

#include "cli/scenario/serial_text.h"
#include "core/bytes.h"
#include "core/time.h"

namespace heng::cli::scenario {
namespace {

using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// The fields that hold fen. A unit test reads the proto files and fails when one is missing here.
constexpr std::array<std::string_view, 6> kMoneyFields = {
    "amount", "average", "close", "previous_close", "price", "secured"};
// The fields, besides those that end in "_at", that hold milliseconds since 1970.
constexpr std::array<std::string_view, 6> kTimeFields = {
    "closes", "cut_off", "expires", "opens", "time", "valid_until"};

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

// Digits without a needless leading zero, or groups of three after a first of one to three.
std::optional<std::string> PlainDigits(std::string_view text) {
  std::string digits;
  std::size_t group = 0;
  bool grouped = false;
  for (const char c : text) {
    if (c == ',') {
      if (group == 0 || group > 3 || (grouped && group != 3)) {
        return std::nullopt;
      }
      grouped = true;
      group = 0;
    } else if (IsDigit(c)) {
      digits.push_back(c);
      ++group;
    } else {
      return std::nullopt;
    }
  }
  const bool leading_zero = digits.size() > 1 && digits.front() == '0';
  if (digits.empty() || digits.size() > 20 || leading_zero || (grouped && group != 3)) {
    return std::nullopt;
  }
  return digits;
}

bool LooksLikeDate(std::string_view text) {
  return text.size() >= 10 && text[4] == '-' && text[7] == '-';
}

// The prefix that every enumerator of the type starts with: "TRADE_MODE_".
std::string PrefixOf(const EnumDescriptor& type) {
  std::string prefix;
  for (const char c : type.name()) {
    if (std::isupper(static_cast<unsigned char>(c)) != 0 && !prefix.empty()) {
      prefix.push_back('_');
    }
    prefix.push_back(static_cast<char>(std::toupper(static_cast<unsigned char>(c))));
  }
  return prefix + "_";
}

std::string ShortName(std::string_view enumerator, const EnumDescriptor& type) {
  const std::string prefix = PrefixOf(type);
  if (enumerator.starts_with(prefix)) {
    enumerator.remove_prefix(prefix.size());
  }
  std::string name;
  for (const char c : enumerator) {
    name.push_back(c == '_' ? '-' : static_cast<char>(std::tolower(static_cast<unsigned char>(c))));
  }
  return name;
}

std::string MessageText(const Message& message) {
  if (const auto range = SerialRangeText(message)) {
    return *range;
  }
  std::string text;
  const auto& descriptor = *message.GetDescriptor();
  for (int i = 0; i < descriptor.field_count(); ++i) {
    const std::string value = FieldText(message, *descriptor.field(i));
    if (!value.empty()) {
      text += (text.empty() ? "" : " ") + TextName(descriptor.field(i)->name()) + "=" + value;
    }
  }
  return "{" + text + "}";
}

std::string ElementText(const Message& message, const FieldDescriptor& field, int index) {
  const auto& reflection = *message.GetReflection();
  const bool list = index >= 0;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_UINT64:
      return NumberText(list ? reflection.GetRepeatedUInt64(message, &field, index)
                             : reflection.GetUInt64(message, &field),
                        field);
    case FieldDescriptor::CPPTYPE_UINT32:
      return NumberText(list ? reflection.GetRepeatedUInt32(message, &field, index)
                             : reflection.GetUInt32(message, &field),
                        field);
    case FieldDescriptor::CPPTYPE_BOOL:
      return (list ? reflection.GetRepeatedBool(message, &field, index)
                   : reflection.GetBool(message, &field))
                 ? "yes"
                 : "no";
    case FieldDescriptor::CPPTYPE_ENUM:
      return EnumText(list ? reflection.GetRepeatedEnumValue(message, &field, index)
                           : reflection.GetEnumValue(message, &field),
                      *field.enum_type());
    case FieldDescriptor::CPPTYPE_STRING: {
      const std::string value = list ? reflection.GetRepeatedString(message, &field, index)
                                     : reflection.GetString(message, &field);
      return field.type() == FieldDescriptor::TYPE_BYTES ? ToHex(value) : value;
    }
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return MessageText(list ? reflection.GetRepeatedMessage(message, &field, index)
                              : reflection.GetMessage(message, &field));
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64:
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT:
      break;  // heng.v1 has none
  }
  return {};
}

}  // namespace

std::string TextName(std::string_view proto_name) {
  std::string name(proto_name);
  std::ranges::replace(name, '_', '-');
  return name;
}

NumberKind KindOf(const FieldDescriptor& field) {
  const std::string_view name = field.name();
  if (field.cpp_type() != FieldDescriptor::CPPTYPE_UINT64) {
    return NumberKind::kPlain;
  }
  if (std::ranges::find(kMoneyFields, name) != kMoneyFields.end() || name.ends_with("_fen")) {
    return NumberKind::kMoney;
  }
  const bool time =
      name.ends_with("_at") || std::ranges::find(kTimeFields, name) != kTimeFields.end();
  return time ? NumberKind::kTime : NumberKind::kPlain;
}

std::optional<std::uint64_t> ParseCount(std::string_view text) {
  const auto digits = PlainDigits(text);
  if (!digits) {
    return std::nullopt;
  }
  std::uint64_t number = 0;
  for (const char c : *digits) {
    const auto digit = static_cast<std::uint64_t>(c - '0');
    constexpr std::uint64_t kMax = std::numeric_limits<std::uint64_t>::max();
    if (number > kMax / 10 || number * 10 > kMax - digit) {
      return std::nullopt;
    }
    number = number * 10 + digit;
  }
  return number;
}

std::string CountText(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t i = text.size(); i > 3; i -= 3) {
    text.insert(i - 3, ",");
  }
  return text;
}

std::optional<std::uint64_t> ParseYuan(std::string_view text) {
  if (text.size() < 4 || text[text.size() - 3] != '.') {
    return std::nullopt;
  }
  const auto yuan = ParseCount(text.substr(0, text.size() - 3));
  const char tenths = text[text.size() - 2];
  const char hundredths = text[text.size() - 1];
  if (!yuan || *yuan > std::numeric_limits<std::uint64_t>::max() / 100 - 1 || !IsDigit(tenths) ||
      !IsDigit(hundredths)) {
    return std::nullopt;
  }
  return *yuan * 100 + static_cast<std::uint64_t>(tenths - '0') * 10 +
         static_cast<std::uint64_t>(hundredths - '0');
}

std::string YuanText(std::uint64_t fen) {
  const std::string cents = std::to_string(100 + fen % 100);
  return CountText(fen / 100) + "." + cents.substr(1);
}

Result<std::uint64_t, std::string> ParseNumber(std::string_view text,
                                               const FieldDescriptor& field) {
  const bool narrow = field.cpp_type() == FieldDescriptor::CPPTYPE_UINT32;
  if (KindOf(field) == NumberKind::kMoney) {
    if (const auto fen = ParseYuan(text)) {
      return *fen;
    }
    return std::unexpected(std::string("is money: write yuan with two decimals, as in 58.00"));
  }
  if (LooksLikeDate(text)) {
    const auto time = ParseCst(text);
    if (!time) {
      return std::unexpected(
          std::string("is no day or time: write 2025-12-31 or 2025-12-31T10:00:00"));
    }
    if (narrow && text.size() != 10) {
      return std::unexpected(std::string("is a day: write 2025-12-31"));
    }
    return narrow ? DayOf(*time).value() : time->value();
  }
  const auto count = ParseCount(text);
  if (!count || (narrow && *count > std::numeric_limits<std::uint32_t>::max())) {
    return std::unexpected(
        std::string("is a number: digits, with ',' between groups of three if you like; a day is "
                    "written 2025-12-31"));
  }
  return *count;
}

std::string NumberText(std::uint64_t number, const FieldDescriptor& field) {
  switch (KindOf(field)) {
    case NumberKind::kMoney:
      return YuanText(number);
    case NumberKind::kTime:
      return number == 0 ? "0" : FormatCst(BlockTime(number));
    case NumberKind::kPlain:
      break;
  }
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_UINT32) {
    const CstDay day(static_cast<std::uint32_t>(number));
    const std::string digits = std::to_string(number);
    return digits.size() == 8 && IsValid(day)
               ? digits.substr(0, 4) + "-" + digits.substr(4, 2) + "-" + digits.substr(6)
               : digits;
  }
  return CountText(number);
}

std::vector<std::string> EnumNames(const EnumDescriptor& type) {
  std::vector<std::string> names;
  for (int i = 0; i < type.value_count(); ++i) {
    if (type.value(i)->number() != 0) {
      names.push_back(ShortName(type.value(i)->name(), type));
    }
  }
  return names;
}

std::optional<int> ParseEnum(std::string_view name, const EnumDescriptor& type) {
  for (int i = 0; i < type.value_count(); ++i) {
    if (ShortName(type.value(i)->name(), type) == name) {
      return type.value(i)->number();
    }
  }
  return std::nullopt;
}

std::string EnumText(int number, const EnumDescriptor& type) {
  const auto* value = type.FindValueByNumber(number);
  return value == nullptr ? std::to_string(number) : ShortName(value->name(), type);
}

std::string FieldText(const Message& message, const FieldDescriptor& field) {
  const auto& reflection = *message.GetReflection();
  if (!field.is_repeated()) {
    if (field.has_presence() && !reflection.HasField(message, &field)) {
      return {};
    }
    return ElementText(message, field, -1);
  }
  std::string text;
  for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
    text += (i == 0 ? "" : ",") + ElementText(message, field, i);
  }
  return text;
}

}  // namespace heng::cli::scenario
