// SPDX-License-Identifier: Apache-2.0
#include "cli/scenario/binder.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <heng/v1/operations.pb.h>

#include <algorithm>

#include "cli/scenario/field_form.h"
#include "cli/scenario/lexer.h"
#include "cli/scenario/parser.h"
#include "cli/scenario/serial_text.h"
#include "cli/scenario/suggest.h"
#include "core/crypto/development_key.h"
#include "core/crypto/hash.h"
#include "core/transaction.h"

namespace heng::cli::scenario {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr int kNestingMax = 4;
constexpr std::size_t kListMax = 1024;

bool IsNameCharacter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

// The content of "..."; \" and \\ stand for themselves.
std::string Unquoted(std::string_view text) {
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') {
    return std::string(text);
  }
  std::string content;
  for (std::size_t i = 1; i + 1 < text.size(); ++i) {
    if (text[i] == '\\' && i + 2 < text.size()) {
      ++i;
    }
    content.push_back(text[i]);
  }
  return content;
}

// Splits at `separator` outside quotes and braces.
std::vector<std::string> SplitOutside(std::string_view text, char separator) {
  std::vector<std::string> parts(1);
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted && c == '\\' && i + 1 < text.size()) {
      parts.back().push_back(c);
      parts.back().push_back(text[++i]);
      continue;
    }
    quoted = c == '"' ? !quoted : quoted;
    depth += !quoted && c == '{' ? 1 : 0;
    depth -= !quoted && c == '}' ? 1 : 0;
    if (c == separator && !quoted && depth == 0) {
      parts.emplace_back();
    } else {
      parts.back().push_back(c);
    }
  }
  return parts;
}

std::optional<Bytes> FromHex(std::string_view text) {
  const auto digit = [](char c) -> int {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  };
  if (text.empty() || text.size() % 2 != 0) {
    return std::nullopt;
  }
  Bytes bytes;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = digit(text[i]);
    const int low = digit(text[i + 1]);
    if (high < 0 || low < 0) {
      return std::nullopt;
    }
    bytes.push_back(static_cast<char>(high * 16 + low));
  }
  return bytes;
}

Parsed<Bytes> BindOperationAt(const OperationText& operation, const Binding& binding, int depth);

// One message and the words that fill it.
class MessageBinder {
 public:
  MessageBinder(const Binding& binding, int depth) : binding_(binding), depth_(depth) {}

  Parsed<MessagePtr> Bind(const Descriptor& type, const std::vector<Argument>& arguments) {
    MessagePtr message(
        google::protobuf::MessageFactory::generated_factory()->GetPrototype(&type)->New());
    std::vector<const FieldDescriptor*> seen;
    for (const Argument& argument : arguments) {
      HENG_TRY(const FieldDescriptor* field, FindField(type, argument.name));
      if (std::ranges::find(seen, field) != seen.end()) {
        return Mistake(argument.name.at, "'" + argument.name.text + "' is given twice");
      }
      seen.push_back(field);
      HENG_CHECK_OK(SetField(*message, *field, argument.value));
    }
    return message;
  }

 private:
  Parsed<void> SetField(Message& message, const FieldDescriptor& field, const Word& value) {
    HENG_TRY(const std::string text, Expand(value, binding_));
    if (!field.is_repeated()) {
      return SetElement(message, field, Word{.text = text, .at = value.at});
    }
    const bool semicolons = SplitOutside(text, ';').size() > 1;
    const auto parts = SplitOutside(text, semicolons ? ';' : ',');
    if (parts.size() > kListMax) {
      return Mistake(value.at, "a list has at most " + std::to_string(kListMax) + " elements");
    }
    for (const std::string& part : parts) {
      if (field.cpp_type() == FieldDescriptor::CPPTYPE_UINT64 && !semicolons && parts.size() > 1 &&
          part.size() == 3) {
        return Mistake(value.at,
                       "is the ',' between thousands, or between the numbers of a list? write ';' "
                       "between the numbers of a list");
      }
      HENG_CHECK_OK(SetElement(message, field, Word{.text = part, .at = value.at}));
    }
    return {};
  }

  Parsed<void> SetElement(Message& message, const FieldDescriptor& field, const Word& element) {
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_UINT32:
      case FieldDescriptor::CPPTYPE_UINT64:
        return SetNumber(message, field, element);
      case FieldDescriptor::CPPTYPE_BOOL:
        return SetBool(message, field, element);
      case FieldDescriptor::CPPTYPE_ENUM:
        return SetEnum(message, field, element);
      case FieldDescriptor::CPPTYPE_STRING:
        return SetText(message, field, element);
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return SetMessage(message, field, element);
      case FieldDescriptor::CPPTYPE_INT32:
      case FieldDescriptor::CPPTYPE_INT64:
      case FieldDescriptor::CPPTYPE_DOUBLE:
      case FieldDescriptor::CPPTYPE_FLOAT:
        break;
    }
    return Mistake(element.at, "the field '" + TextName(field.name()) + "' has no text form");
  }

  static Parsed<void> SetNumber(Message& message,
                                const FieldDescriptor& field,
                                const Word& element) {
    const auto number = ParseNumber(element.text, field);
    if (!number) {
      return Mistake(
          element.at,
          "'" + TextName(field.name()) + "' " + number.error() + ", not '" + element.text + "'");
    }
    const auto& reflection = *message.GetReflection();
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_UINT64) {
      field.is_repeated() ? reflection.AddUInt64(&message, &field, *number)
                          : reflection.SetUInt64(&message, &field, *number);
    } else {
      const auto narrow = static_cast<std::uint32_t>(*number);
      field.is_repeated() ? reflection.AddUInt32(&message, &field, narrow)
                          : reflection.SetUInt32(&message, &field, narrow);
    }
    return {};
  }

  static Parsed<void> SetBool(Message& message, const FieldDescriptor& field, const Word& element) {
    if (element.text != "yes" && element.text != "no") {
      return Mistake(element.at, "'" + TextName(field.name()) + "' is yes or no");
    }
    message.GetReflection()->SetBool(&message, &field, element.text == "yes");
    return {};
  }

  static Parsed<void> SetEnum(Message& message, const FieldDescriptor& field, const Word& element) {
    const auto number = ParseEnum(element.text, *field.enum_type());
    if (!number) {
      return Mistake(element.at,
                     "'" + element.text + "' is none of the values of '" + TextName(field.name()) +
                         "'" + Suggest(element.text, EnumNames(*field.enum_type())));
    }
    const auto& reflection = *message.GetReflection();
    field.is_repeated() ? reflection.AddEnumValue(&message, &field, *number)
                        : reflection.SetEnumValue(&message, &field, *number);
    return {};
  }

  Parsed<void> SetText(Message& message, const FieldDescriptor& field, const Word& element) {
    std::string value;
    if (field.type() == FieldDescriptor::TYPE_STRING) {
      value = Unquoted(element.text);
    } else {
      HENG_TRY(value, BytesOf(field, element));
    }
    const auto& reflection = *message.GetReflection();
    field.is_repeated() ? reflection.AddString(&message, &field, value)
                        : reflection.SetString(&message, &field, value);
    return {};
  }

  Parsed<Bytes> BytesOf(const FieldDescriptor& field, const Word& element) {
    const std::string_view text = element.text;
    if (text.starts_with("key:")) {
      return DevelopmentKey(binding_.key_seed, text.substr(4)).public_key().bytes();
    }
    if (text.starts_with("text:")) {
      return Sha256(Unquoted(text.substr(5))).bytes();
    }
    if (text.starts_with("{") && text.ends_with("}")) {
      return NestedOperation(element);
    }
    if (auto bytes = FromHex(text)) {
      return *std::move(bytes);
    }
    return Mistake(element.at,
                   "'" + TextName(field.name()) +
                       "' is bytes: write hexadecimal digits, text:\"...\" for the SHA-256 of a "
                       "text, or key:NAME for a development key");
  }

  // {operation field=value ...} where a field holds encoded operations.
  Parsed<Bytes> NestedOperation(const Word& element) {
    HENG_TRY(const std::vector<Word> words, InnerWords(element));
    if (words.empty()) {
      return Mistake(element.at, "the braces must name an operation: {surrender from=...}");
    }
    HENG_TRY(const OperationText operation, ParseOperation(words));
    if (depth_ + 1 >= kNestingMax) {
      return Mistake(element.at, "braces are nested too deeply");
    }
    return BindOperationAt(operation, binding_, depth_ + 1);
  }

  Parsed<std::vector<Word>> InnerWords(const Word& element) {
    const std::string_view text = element.text;
    return SplitWords(text.substr(1, text.size() - 2), Inside(element, 1));
  }

  Parsed<void> SetMessage(Message& message, const FieldDescriptor& field, const Word& element) {
    HENG_TRY(const MessagePtr value, ElementMessage(field, element));
    const auto& reflection = *message.GetReflection();
    Message* target = field.is_repeated() ? reflection.AddMessage(&message, &field)
                                          : reflection.MutableMessage(&message, &field);
    target->CopyFrom(*value);
    return {};
  }

  Parsed<MessagePtr> ElementMessage(const FieldDescriptor& field, const Word& element) {
    const Descriptor& type = *field.message_type();
    if (type.name() == "SerialRange" && !element.text.starts_with("{")) {
      const auto serials = ParseSerials(element.text);
      if (!serials) {
        return Mistake(element.at,
                       "'" + element.text +
                           "' is no range of serials: write "
                           "CN-CEA-2024-000000000001-000000000100");
      }
      return Bind(type,
                  {MakeArgument("batch", serials->batch.value(), element.at),
                   MakeArgument("first", std::to_string(serials->first.value()), element.at),
                   MakeArgument("last", std::to_string(serials->last.value()), element.at)});
    }
    if (!element.text.starts_with("{") || !element.text.ends_with("}")) {
      return Mistake(element.at,
                     "'" + TextName(field.name()) + "' has fields of its own: write {name=value}");
    }
    if (depth_ + 1 >= kNestingMax) {
      return Mistake(element.at, "braces are nested too deeply");
    }
    HENG_TRY(const std::vector<Word> words, InnerWords(element));
    std::vector<Argument> arguments;
    for (const Word& word : words) {
      HENG_TRY(Argument argument, ParseArgument(word));
      arguments.push_back(std::move(argument));
    }
    return MessageBinder(binding_, depth_ + 1).Bind(type, arguments);
  }

  static Argument MakeArgument(std::string name, std::string value, Position at) {
    return {.name = {.text = std::move(name), .at = at},
            .value = {.text = std::move(value), .at = at}};
  }

  const Binding& binding_;
  int depth_;
};

// register-person without keys: those that the person's name gives.
void FillKeys(Message& message, const Binding& binding) {
  const auto& descriptor = *message.GetDescriptor();
  const auto& reflection = *message.GetReflection();
  const FieldDescriptor* id = descriptor.FindFieldByName("id");
  for (const auto& [name, suffix] : {std::pair{"public_key", ""}, std::pair{"tls_key", "/tls"}}) {
    const FieldDescriptor* key = descriptor.FindFieldByName(name);
    if (id != nullptr && key != nullptr && reflection.GetString(message, key).empty()) {
      const std::string person = reflection.GetString(message, id) + suffix;
      reflection.SetString(
          &message, key, DevelopmentKey(binding.key_seed, person).public_key().bytes());
    }
  }
}

Parsed<Bytes> BindOperationAt(const OperationText& operation, const Binding& binding, int depth) {
  heng::v1::Operation message;
  const Descriptor& type = *message.GetDescriptor();
  const FieldDescriptor* field = nullptr;
  for (int i = 0; i < type.field_count(); ++i) {
    if (TextName(type.field(i)->name()) == operation.name.text) {
      field = type.field(i);
    }
  }
  if (field == nullptr) {
    return Mistake(operation.name.at,
                   "'" + operation.name.text + "' is no operation" +
                       Suggest(operation.name.text, OperationNames()));
  }
  HENG_TRY(const MessagePtr bound,
           MessageBinder(binding, depth).Bind(*field->message_type(), operation.arguments));
  if (operation.name.text == "register-person") {
    FillKeys(*bound, binding);
  }
  message.GetReflection()->MutableMessage(&message, field)->CopyFrom(*bound);
  Bytes bytes = message.SerializeAsString();
  if (bytes.size() > kOperationBytesMax) {
    return Mistake(operation.name.at,
                   "the operation has " + std::to_string(bytes.size()) + " bytes; the most is " +
                       std::to_string(kOperationBytesMax));
  }
  return bytes;
}

}  // namespace

Parsed<std::string> Expand(const Word& word, const Binding& binding) {
  std::string expanded;
  const std::string_view text = word.text;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] != '$') {
      expanded.push_back(text[i++]);
      continue;
    }
    std::size_t end = i + 1;
    while (end < text.size() && IsNameCharacter(text[end])) {
      ++end;
    }
    const std::string name(text.substr(i + 1, end - i - 1));
    const auto found = binding.names.find(name);
    if (found == binding.names.end()) {
      std::vector<std::string> names;
      for (const auto& entry : binding.names) {
        names.push_back(entry.first);
      }
      return Mistake(Inside(word, i),
                     "nothing above is named '" + name + "'; a 'let' or an 'as' must come first" +
                         Suggest(name, names));
    }
    expanded += found->second;
    i = end;
  }
  if (expanded.size() > kLineBytesMax) {
    return Mistake(word.at, "the text is too long once its names are replaced");
  }
  return expanded;
}

Parsed<std::string> ExpandText(const Word& word, const Binding& binding) {
  HENG_TRY(const std::string expanded, Expand(word, binding));
  return Unquoted(expanded);
}

Parsed<Bytes> ExpandHash(const Word& word, const Binding& binding) {
  HENG_TRY(const std::string expanded, Expand(word, binding));
  if (expanded.starts_with("text:")) {
    return Sha256(Unquoted(std::string_view(expanded).substr(5))).bytes();
  }
  auto bytes = FromHex(expanded);
  if (!bytes || bytes->size() != Hash::kSize) {
    return Mistake(word.at,
                   "a hash is 64 hexadecimal digits, or text:\"...\" for the SHA-256 of a text");
  }
  return *std::move(bytes);
}

Parsed<const FieldDescriptor*> FindField(const Descriptor& type, const Word& name) {
  std::vector<std::string> names;
  for (int i = 0; i < type.field_count(); ++i) {
    names.push_back(TextName(type.field(i)->name()));
    if (names.back() == name.text) {
      return type.field(i);
    }
  }
  return Mistake(name.at,
                 "'" + name.text + "' is no field of " + type.name() + Suggest(name.text, names));
}

Parsed<MessagePtr> BindMessage(const Descriptor& type,
                               const std::vector<Argument>& arguments,
                               const Binding& binding) {
  return MessageBinder(binding, 0).Bind(type, arguments);
}

Parsed<Bytes> BindOperation(const OperationText& operation, const Binding& binding) {
  return BindOperationAt(operation, binding, 0);
}

std::vector<std::string> OperationNames() {
  std::vector<std::string> names;
  const Descriptor& type = *heng::v1::Operation::descriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    names.push_back(TextName(type.field(i)->name()));
  }
  std::ranges::sort(names);
  return names;
}

}  // namespace heng::cli::scenario
