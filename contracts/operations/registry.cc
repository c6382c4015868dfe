// SPDX-License-Identifier: Apache-2.0
#include "contracts/operations/registry.h"

#include <type_traits>
#include <utility>

namespace heng::contracts {
namespace {

template <std::size_t I>
bool TryDecode(ByteView& in, Result<Operation, Status>& result) {
  using Alternative = std::variant_alternative_t<I, Operation>;
  if (!wire::TakeTag(in, static_cast<std::uint32_t>(Alternative::kType), wire::kLengthDelimited)) {
    return false;
  }
  const auto message = wire::TakeBytes(in);
  if (!message || !in.empty()) {
    result = Fail(StatusCode::kMalformed, "an operation is cut short or has bytes after it");
    return true;
  }
  auto decoded = Decode<Alternative>(*message);
  if (decoded) {
    result = Operation(*std::move(decoded));
  } else {
    result = Fail(StatusCode::kMalformed,
                  std::string(Alternative::kName) + ": " + decoded.error().context);
  }
  return true;
}

template <std::size_t... I>
Result<Operation, Status> DecodeOneOf(ByteView in, std::index_sequence<I...>) {
  Result<Operation, Status> result =
      Fail(StatusCode::kMalformed, "the operation's number is not one this version knows");
  (void)(TryDecode<I>(in, result) || ...);
  return result;
}

}  // namespace

OperationType TypeOf(const Operation& operation) {
  return std::visit([](const auto& o) { return std::remove_cvref_t<decltype(o)>::kType; },
                    operation);
}

std::string_view NameOf(const Operation& operation) {
  return std::visit([](const auto& o) { return std::remove_cvref_t<decltype(o)>::kName; },
                    operation);
}

Result<Operation, Status> DecodeOperation(ByteView bytes) {
  return DecodeOneOf(bytes, std::make_index_sequence<std::variant_size_v<Operation>>{});
}

Bytes EncodeOperation(const Operation& operation) {
  Bytes bytes;
  std::visit(
      [&bytes](const auto& o) {
        const Bytes message = Encode(o);
        wire::AppendTag(bytes,
                        static_cast<std::uint32_t>(std::remove_cvref_t<decltype(o)>::kType),
                        wire::kLengthDelimited);
        wire::AppendVarint(bytes, message.size());
        bytes.append(message);
      },
      operation);
  return bytes;
}

Outcome<void> Validate(const Operation& operation) {
  return std::visit([](const auto& o) { return Validate(o); }, operation);
}

std::optional<Approver> Resolve(const Operation& operation, Party party, const View& view) {
  return std::visit([&](const auto& o) { return Resolve(o, party, view); }, operation);
}

Outcome<Plan> Check(const Operation& operation, const Context& context) {
  return std::visit([&](const auto& o) { return Check(o, context); }, operation);
}

Outcome<void> Apply(const Operation& operation, const Context& context, Journal& journal) {
  return std::visit([&](const auto& o) { return Apply(o, context, journal); }, operation);
}

}  // namespace heng::contracts
