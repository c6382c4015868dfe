// SPDX-License-Identifier: Apache-2.0
// One rule of the law. A rule judges one movement and changes nothing. It is one file in this
// folder that defines a `const Rule`, and one line in registry.cc, whose order is precedence: the
// first rule that refuses names the refusal.
#pragma once

#include <optional>
#include <string_view>

#include "contracts/movement.h"
#include "contracts/operations/context.h"
#include "contracts/operations/registry.h"
#include "contracts/result.h"

namespace heng::contracts {

struct RuleInput {
  const Context& context;
  const Operation& operation;
  const Movement& movement;

  // The operation as a T, or nothing.
  template <class T>
  [[nodiscard]] const T* As() const {
    return std::get_if<T>(&operation);
  }
};

struct Rule {
  std::string_view id;  // "R-CAR-21"
  // The movements it judges. None for a rule that the approval table or an invariant enforces: it
  // stands in the registry for its texts, and refusals that name it find them.
  MovementKinds kinds = 0;
  std::string_view legal_basis;
  std::string_view en;
  std::string_view zh;
  // The refusal, or nothing. Its `rule` field is filled in by the registry. Null without kinds.
  std::optional<Refusal> (*evaluate)(const RuleInput& input) = nullptr;
};

// Shorthand for evaluate functions.
[[nodiscard]] inline std::optional<Refusal> RefusedFor(ResultCode code,
                                                       std::string subject,
                                                       std::vector<ReceiptNumber> numbers = {}) {
  return Refusal{
      .code = code, .rule = {}, .subject = std::move(subject), .numbers = std::move(numbers)};
}

}  // namespace heng::contracts
