// SPDX-License-Identifier: Apache-2.0
#include "contracts/invariants/invariant.h"

namespace heng::contracts {

std::vector<std::unique_ptr<Invariant>> MakeInvariants() {
  return {};
}

std::vector<std::string> BrokenInvariants(const std::vector<Change>& changes, const View& after) {
  std::vector<std::string> broken;
  for (const auto& invariant : MakeInvariants()) {
    for (const Change& change : changes) {
      invariant->Visit(change);
    }
    if (const auto verdict = invariant->Verdict(after)) {
      broken.push_back(std::string(invariant->name()) + ": " + *verdict);
    }
  }
  return broken;
}

}  // namespace heng::contracts
