// SPDX-License-Identifier: Apache-2.0
#include "contracts/invariants/registry.h"

namespace heng::contracts {

std::vector<std::unique_ptr<Invariant>> MakeInvariants() {
  std::vector<std::unique_ptr<Invariant>> invariants;
  invariants.push_back(MakeCapsHold());
  invariants.push_back(MakeConservation());
  invariants.push_back(MakeHoldingsEqualBlocks());
  invariants.push_back(MakeLockedUnitsStay());
  invariants.push_back(MakeRecordsStay());
  invariants.push_back(MakeTiling());
  return invariants;
}

std::vector<BrokenInvariant> BrokenInvariants(const std::vector<Change>& changes,
                                              const View& after) {
  std::vector<BrokenInvariant> broken;
  for (const auto& invariant : MakeInvariants()) {
    for (const Change& change : changes) {
      invariant->Visit(change);
    }
    if (const auto verdict = invariant->Verdict(after)) {
      broken.push_back(BrokenInvariant{
          .rule = invariant->rule(),
          .sentence = std::string(invariant->name()) + ": " + *verdict,
      });
    }
  }
  return broken;
}

}  // namespace heng::contracts
