// SPDX-License-Identifier: Apache-2.0
// "Did you mean ...?": the known word that a mistyped one is closest to, if any is close.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace heng::node {

// Empty when nothing is near. A word that is right but in the wrong table is near too.
[[nodiscard]] std::string Suggest(std::string_view key, std::span<const std::string_view> known);

}  // namespace heng::node
