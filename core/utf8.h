// SPDX-License-Identifier: Apache-2.0
// Whether bytes are text. Identifiers are narrower (core/ids.h); this is for names, reasons and
// whatever else people write: Protobuf strings must be UTF-8, and bytes that are not would make a
// message unreadable for everyone.
#pragma once

#include <cstddef>
#include <string>

#include "core/bytes.h"

namespace heng {

// Length of the well-formed sequence at the start of `text` (Unicode 15, table 3-7: nothing
// overlong, no surrogates, nothing past U+10FFFF); 0 when there is none.
[[nodiscard]] constexpr std::size_t Utf8Length(ByteView text) {
  const auto byte = [text](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const auto follows = [&byte](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  if (text.empty()) {
    return 0;
  }
  const unsigned lead = byte(0);
  if (lead < 0x80) {
    return 1;
  }
  if (lead >= 0xC2 && lead <= 0xDF) {
    return follows(1) ? 2 : 0;
  }
  if (lead >= 0xE0 && lead <= 0xEF) {
    const bool second = lead == 0xE0 ? byte(1) >= 0xA0 : lead == 0xED ? byte(1) <= 0x9F : true;
    return follows(1) && second && follows(2) ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    const bool second = lead == 0xF0 ? byte(1) >= 0x90 : lead == 0xF4 ? byte(1) <= 0x8F : true;
    return follows(1) && second && follows(2) && follows(3) ? 4 : 0;
  }
  return 0;
}

[[nodiscard]] constexpr bool IsUtf8(ByteView text) {
  while (!text.empty()) {
    const std::size_t length = Utf8Length(text);
    if (length == 0) {
      return false;
    }
    text.remove_prefix(length);
  }
  return true;
}

// The text with U+FFFD for every byte that is not part of a well-formed sequence.
[[nodiscard]] inline std::string ToUtf8(ByteView text) {
  std::string shown;
  while (!text.empty()) {
    const std::size_t length = Utf8Length(text);
    shown += length == 0 ? ByteView("\xEF\xBF\xBD") : text.substr(0, length);
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return shown;
}

// Of ToUtf8(text) as many whole characters, from the first on, as fit into `bytes_max`.
[[nodiscard]] inline std::string ToUtf8(ByteView text, std::size_t bytes_max) {
  std::string shown = ToUtf8(text.substr(0, bytes_max + 3));  // no sequence is longer than four
  std::size_t size = 0;
  while (size < shown.size()) {
    const std::size_t next = size + Utf8Length(ByteView(shown).substr(size));
    if (next > bytes_max) {
      break;
    }
    size = next;
  }
  shown.resize(size);
  return shown;
}

}  // namespace heng
