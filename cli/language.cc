// SPDX-License-Identifier: Apache-2.0
#include "cli/language.h"

#include <cstdlib>

namespace heng::cli {

std::optional<Language> ParseLanguage(std::string_view text) {
  if (text.starts_with("zh")) {
    return Language::kChinese;
  }
  if (text.starts_with("en")) {
    return Language::kEnglish;
  }
  return std::nullopt;
}

Language ChooseLanguage(int argc, const char* const* argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word.starts_with("--lang=")) {
      return ParseLanguage(word.substr(7)).value_or(Language::kEnglish);
    }
    if (word == "--lang" && i + 1 < argc) {
      return ParseLanguage(argv[i + 1]).value_or(Language::kEnglish);
    }
  }
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (value != nullptr && *value != '\0') {
      return ParseLanguage(value).value_or(Language::kEnglish);
    }
  }
  return Language::kEnglish;
}

}  // namespace heng::cli
