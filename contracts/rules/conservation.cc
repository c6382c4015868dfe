// SPDX-License-Identifier: Apache-2.0
// R-GOV-02: no unit vanishes and none exists twice. No single movement can be judged by it: the
// invariants (invariants/registry.cc) judge every transaction and block as a whole.
#include "contracts/rules/registry.h"

namespace heng::contracts {

const Rule kConservationRule{
    .id = "R-GOV-02",
    .kinds = 0,
    .legal_basis = "Registry practice (ITL, EUTL)",
    .en =
        "Issued equals held plus retired, cancelled, recalled and expired, per class and vintage, "
        "after every block.",
    .zh = "每一区块后，每一品种与年度的发行量等于持有、清缴、注销、收回、失效之和。",
    .evaluate = nullptr,
};

}  // namespace heng::contracts
