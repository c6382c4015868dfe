// SPDX-License-Identifier: Apache-2.0
// Gives words a meaning: arguments become the fields of a published message, by name and by
// reflection, so that a new operation or record can be written in scenarios the moment it is in
// proto/heng/v1. Pure: reads nothing but its input and the compiled-in descriptors.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cli/scenario/source.h"
#include "cli/scenario/syntax.h"
#include "core/bytes.h"

namespace google::protobuf {
class Descriptor;
class FieldDescriptor;
class Message;
}  // namespace google::protobuf

namespace heng::cli::scenario {

// What words may refer to.
struct Binding {
  std::map<std::string, std::string, std::less<>> names;  // $NAME -> text
  Bytes key_seed;  // of the development keys that key:NAME stands for
};

using MessagePtr = std::unique_ptr<google::protobuf::Message>;

// The word with its $NAMEs replaced; quotes stay.
[[nodiscard]] Parsed<std::string> Expand(const Word& word, const Binding& binding);
// The same, and quotes taken off a quoted text.
[[nodiscard]] Parsed<std::string> ExpandText(const Word& word, const Binding& binding);
// A hash: 64 hexadecimal digits, or text:"..." for the SHA-256 of a text.
[[nodiscard]] Parsed<Bytes> ExpandHash(const Word& word, const Binding& binding);

// A message of this type with these fields set. `at` is where to complain about the whole.
[[nodiscard]] Parsed<MessagePtr> BindMessage(const google::protobuf::Descriptor& type,
                                             const std::vector<Argument>& arguments,
                                             const Binding& binding);
// The field that a name in a scenario means, or a mistake with what was meant perhaps.
[[nodiscard]] Parsed<const google::protobuf::FieldDescriptor*> FindField(
    const google::protobuf::Descriptor& type, const Word& name);

// Canonical bytes of heng.v1.Operation. register-person gets the development keys of its id where
// it names none.
[[nodiscard]] Parsed<Bytes> BindOperation(const OperationText& operation, const Binding& binding);
// "register-participant", "settle-trade" ...
[[nodiscard]] std::vector<std::string> OperationNames();

}  // namespace heng::cli::scenario
