// SPDX-License-Identifier: Apache-2.0
// "Did you mean ...": the nearest word of a list.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace heng::cli::scenario {

// "; did you mean 'x'?" when a candidate is near enough to be a slip, else what there is:
// "; there are a, b and c" for short lists, and nothing for long ones.
[[nodiscard]] std::string Suggest(std::string_view word,
                                  const std::vector<std::string>& candidates);

}  // namespace heng::cli::scenario
