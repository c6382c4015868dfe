// SPDX-License-Identifier: Apache-2.0
#include "core/check.h"

#include <cstdio>
#include <cstdlib>

namespace heng {

void AssertionFailed(const char* expression, const char* file, int line) {
  std::fprintf(stderr, "heng: assertion failed: %s at %s:%d\n", expression, file, line);
  std::abort();
}

}  // namespace heng
