// SPDX-License-Identifier: Apache-2.0
// Looking up a rule's numbers. Every number a rule uses is a Parameter record with its law; there
// are no constants in rules.
#pragma once

#include <string>

#include "contracts/result.h"
#include "contracts/state/records/parameter.h"
#include "contracts/state/view.h"

namespace heng::contracts {

// What a number is wanted for. Empty or zero parts match only records without that part.
struct Scope {
  std::string right_class;  // "CEA"
  std::uint32_t year = 0;
  std::string sector;
  std::string jurisdiction;
};

// The parameter in force on `day` for the most specific scope: jurisdiction is dropped first, then
// sector, then year, then class. Nothing when no scope has one.
[[nodiscard]] std::optional<Parameter> FindParameter(const View& view,
                                                     const std::string& name,
                                                     const Scope& scope,
                                                     CstDay day);

// Its value; a missing parameter refuses with kNotFound and the parameter's name, because a rule
// that cannot be evaluated must not be passed.
[[nodiscard]] Outcome<std::uint64_t> ParameterValue(const View& view,
                                                    const std::string& name,
                                                    const Scope& scope,
                                                    CstDay day);

// "CEA:2024::42".
[[nodiscard]] std::string FormatScope(const Scope& scope);

}  // namespace heng::contracts
