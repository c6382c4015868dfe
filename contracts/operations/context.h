// SPDX-License-Identifier: Apache-2.0
// What an operation may know while it is judged and applied. In the Check phase `view` is all it
// may read and nothing can be written; in the Apply phase the same `view` is the journal.
#pragma once

#include <string>
#include <vector>

#include "contracts/signers.h"
#include "contracts/state/journal.h"
#include "contracts/state/view.h"

namespace heng::contracts {

struct Context {
  const View& view;
  const BlockContext& block;
  TransactionId transaction;
  std::string reason_code;  // of the transaction, or of the pending item it completes
  std::string legal_reference;
  const std::vector<Signer>& signers;

  [[nodiscard]] CstDay today() const { return DayOf(block.time); }
};

}  // namespace heng::contracts
