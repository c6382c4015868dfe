// SPDX-License-Identifier: Apache-2.0
// Bytes written as hexadecimal, for vectors in tests.
#pragma once

#include <string_view>

#include "core/bytes.h"
#include "core/check.h"

namespace heng {

inline Bytes FromHex(std::string_view text) {
  HENG_ASSERT(text.size() % 2 == 0);
  const auto digit = [](char c) {
    HENG_ASSERT((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    return c <= '9' ? c - '0' : c - 'a' + 10;
  };
  Bytes bytes;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    bytes.push_back(static_cast<char>(digit(text[i]) * 16 + digit(text[i + 1])));
  }
  return bytes;
}

}  // namespace heng
