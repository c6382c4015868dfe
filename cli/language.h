// SPDX-License-Identifier: Apache-2.0
// The language of texts for people. Machine output is never translated.
#pragma once

#include <optional>
#include <string_view>

namespace heng::cli {

enum class Language { kEnglish, kChinese };

// "zh" and "en", and what LANG may say: "zh_CN.UTF-8". Nothing for other languages.
[[nodiscard]] std::optional<Language> ParseLanguage(std::string_view text);

// --lang if given, else LC_ALL, LC_MESSAGES, LANG; English when none says Chinese.
[[nodiscard]] Language ChooseLanguage(int argc, const char* const* argv);

[[nodiscard]] inline std::string_view Say(Language language,
                                          std::string_view en,
                                          std::string_view zh) {
  return language == Language::kChinese ? zh : en;
}

}  // namespace heng::cli
