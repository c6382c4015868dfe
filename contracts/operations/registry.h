// SPDX-License-Identifier: Apache-2.0
// Every operation, once. An operation is one header and one source file in its family's folder: a
// struct with kType, kName and Fields, and four functions:
//   Validate(operation)                    stateless: form and ranges
//   Resolve(operation, party, view)        which institution a party of the approval table is
//   Check(operation, context)              read-only: what it would move, for the rules to judge
//   Apply(operation, context, journal)     writes records and emits events
// To add one: those two files, a number in operation_type.h, a line here, rows in approvals.cc, a
// message in proto/heng/v1/operations.proto, a row of text tests.
#pragma once

#include <array>
#include <variant>

#include "contracts/operations/identity/register_participant.h"

namespace heng::contracts {

using Operation = std::variant<RegisterParticipant>;

namespace registry_internal {

template <std::size_t... I>
consteval bool NumbersAreDistinct(std::index_sequence<I...>) {
  const std::array numbers = {std::variant_alternative_t<I, Operation>::kType...};
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (numbers.at(i) == numbers.at(j)) {
        return false;
      }
    }
  }
  return true;
}
static_assert(NumbersAreDistinct(std::make_index_sequence<std::variant_size_v<Operation>>{}));

}  // namespace registry_internal

[[nodiscard]] OperationType TypeOf(const Operation& operation);
[[nodiscard]] std::string_view NameOf(const Operation& operation);

// The wire form of heng.v1.Operation: one field, the operation's number, with its message.
[[nodiscard]] Result<Operation, Status> DecodeOperation(ByteView bytes);
[[nodiscard]] Bytes EncodeOperation(const Operation& operation);

[[nodiscard]] Outcome<void> Validate(const Operation& operation);
[[nodiscard]] std::optional<Approver> Resolve(const Operation& operation,
                                              Party party,
                                              const View& view);
[[nodiscard]] Outcome<Plan> Check(const Operation& operation, const Context& context);
[[nodiscard]] Outcome<void> Apply(const Operation& operation,
                                  const Context& context,
                                  Journal& journal);

}  // namespace heng::contracts
