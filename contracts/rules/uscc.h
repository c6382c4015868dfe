// SPDX-License-Identifier: Apache-2.0
// The unified social credit code of GB 32100-2015.
#pragma once

#include <string_view>

namespace heng::contracts {

// 18 characters of its alphabet (digits and capitals without I, O, S, V, Z).
[[nodiscard]] bool HasUsccForm(std::string_view code);
// And the check character holds.
[[nodiscard]] bool IsUscc(std::string_view code);

}  // namespace heng::contracts
