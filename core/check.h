// SPDX-License-Identifier: Apache-2.0
// HENG_ASSERT: a programmer's error ends the process, in release builds too.
// Never used on input: what comes from outside is refused with a value (core/result.h).
#pragma once

namespace heng {

[[noreturn]] void AssertionFailed(const char* expression, const char* file, int line);

}  // namespace heng

#define HENG_ASSERT(expression)                                 \
  do {                                                          \
    if (!(expression)) [[unlikely]] {                           \
      ::heng::AssertionFailed(#expression, __FILE__, __LINE__); \
    }                                                           \
  } while (false)
