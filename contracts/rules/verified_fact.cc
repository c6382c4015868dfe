// SPDX-License-Identifier: Apache-2.0
// R-MRV-04: an obligation comes only from a verified emission. Its two signatures are rows of the
// approval table; an operation for an obligation that no fact created is refused by ObligationOf.
#include "contracts/rules/registry.h"

namespace heng::contracts {

const Rule kVerifiedFactRule{
    .id = "R-MRV-04",
    .kinds = 0,
    .legal_basis =
        "Interim regulations on carbon trading (REG-A) art. 12; National ETS measures "
        "(REG-B) art. 16, 27",
    .en = "An obligation rests on an emission that the verifier and the province signed.",
    .zh = "清缴义务须以核查机构与省级主管部门签署的核查结果为依据。",
    .evaluate = nullptr,
};

}  // namespace heng::contracts
