// SPDX-License-Identifier: Apache-2.0
#include "contracts/roles.h"

#include <array>

namespace heng::contracts {

std::string_view NameOf(Role role) {
  static constexpr std::array<std::string_view, 16> kNames = {
      "unspecified",
      "ministry",
      "registrar",
      "province",
      "holder",
      "exchange",
      "ccer-exchange",
      "ccer-registry",
      "bank",
      "verifier",
      "water-authority",
      "basin-commission",
      "permit-authority",
      "trading-platform",
      "court",
      "auditor",
  };
  static_assert(kNames.size() == static_cast<std::size_t>(Role::kMaxValue) + 1);
  return kNames.at(static_cast<std::size_t>(role));
}

}  // namespace heng::contracts
