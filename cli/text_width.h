// SPDX-License-Identifier: Apache-2.0
// How wide text is on a terminal: Chinese characters take two columns, combining marks none.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace heng::cli {

// Takes the first character off valid UTF-8. Nothing at the end and on malformed bytes.
[[nodiscard]] std::optional<std::uint32_t> TakeCharacter(std::string_view& text);

[[nodiscard]] bool IsUtf8(std::string_view text);

// Characters of valid UTF-8; a malformed byte counts as one.
[[nodiscard]] std::size_t CharacterCount(std::string_view text);

[[nodiscard]] std::size_t DisplayWidth(std::string_view text);

// The text, filled with spaces to `width` columns; longer text stays whole.
[[nodiscard]] std::string PadRight(std::string_view text, std::size_t width);
[[nodiscard]] std::string PadLeft(std::string_view text, std::size_t width);

}  // namespace heng::cli
