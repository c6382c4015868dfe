// SPDX-License-Identifier: Apache-2.0
#include "tests/support/source_dir.h"

namespace heng::tests {

std::string SourceDir() {
  return HENG_SOURCE_DIR;
}

}  // namespace heng::tests
