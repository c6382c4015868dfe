// SPDX-License-Identifier: Apache-2.0
// Every setting that is not a list: its key, where it lives in Config, its default, what it may be
// and what it is for. The loader, the printed configuration and the reference page all come from
// this one table.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "node/config/config.h"

namespace heng::node {

// What a text must be.
enum class TextForm {
  kAny,
  kIdentifier,  // core/ids.h
  kPath,        // of a file or directory
  kAddress,     // "host:port"; port 0 asks for any free one
  kLogLevel,
};

struct TextSetting {
  std::string& (*of)(Config&);
  TextForm form;
  std::string_view initial;
  bool required;  // must not be empty
};
struct NumberSetting {
  std::uint64_t& (*of)(Config&);
  std::uint64_t initial;
  std::uint64_t min;
  std::uint64_t max;
};
struct SwitchSetting {
  bool& (*of)(Config&);
  bool initial;
};

struct Setting {
  std::string_view key;  // "log.total_size_mib"
  std::variant<TextSetting, NumberSetting, SwitchSetting> kind;
  std::string_view help;
};

[[nodiscard]] std::span<const Setting> Settings();
// Null when there is none of that key.
[[nodiscard]] const Setting* FindSetting(std::string_view key);

// "a whole number from 16 to 65536", for messages and the reference page.
[[nodiscard]] std::string DescribeKind(const Setting& setting);
// What is wrong with the text; empty: nothing.
[[nodiscard]] std::string CheckText(TextForm form, std::string_view text);
// As a string of TOML: a quote, a backslash and a control character are escaped.
[[nodiscard]] std::string Quoted(std::string_view text);
// HENG_LOG_TOTAL_SIZE_MIB
[[nodiscard]] std::string EnvironmentName(std::string_view key);
// The value in `config`, as TOML would write it.
[[nodiscard]] std::string ValueText(const Setting& setting, const Config& config);

// A Markdown table of every setting.
[[nodiscard]] std::string ReferencePage();

}  // namespace heng::node
