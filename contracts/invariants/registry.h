// SPDX-License-Identifier: Apache-2.0
// Every invariant. To add one: its file in this folder, a declaration here, a line in registry.cc
// and a test that tampers with the state and sees it fire.
#pragma once

#include <memory>

#include "contracts/invariants/invariant.h"

namespace heng::contracts {

// What a cap has created is what its batch has issued, and never more than the cap.
[[nodiscard]] std::unique_ptr<Invariant> MakeCapsHold();
// R-GOV-02: per series, issued = outstanding + every ending, and holdings and batches move with it.
[[nodiscard]] std::unique_ptr<Invariant> MakeConservation();
// R-GOV-04: what holdings say by position is what the unit blocks say.
[[nodiscard]] std::unique_ptr<Invariant> MakeHoldingsEqualBlocks();
// R-XAS-03: ended units never change; held back units leave only when what holds them lets go.
[[nodiscard]] std::unique_ptr<Invariant> MakeLockedUnitsStay();
// No record is ever deleted.
[[nodiscard]] std::unique_ptr<Invariant> MakeRecordsStay();
// The blocks of a batch cover its serials without gap or overlap.
[[nodiscard]] std::unique_ptr<Invariant> MakeTiling();

}  // namespace heng::contracts
