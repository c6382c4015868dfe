// SPDX-License-Identifier: Apache-2.0
// Where the checkout is that this test was built from, for tests that read vectors, pages and
// scenarios. One file alone knows the path, so that a compiler cache serves every checkout.
#pragma once

#include <string>

namespace heng::tests {

[[nodiscard]] std::string SourceDir();

}  // namespace heng::tests
