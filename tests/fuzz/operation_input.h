// SPDX-License-Identifier: Apache-2.0
// The input of the target `operation`: a transaction as its author means it, without signatures.
// Canonical bytes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/codec/codec.h"
#include "core/transaction.h"

namespace heng::fuzz {

struct OperationInput {
  std::uint32_t moment = 0;          // which of the moments of the market it is sent in
  std::vector<std::string> signers;  // names of persons, the first the author; empty: every maker
                                     // and checker there is
  std::vector<Bytes> operations;     // encoded heng.v1.Operation
  std::string reason_code;
  std::string legal_reference;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.moment);
    codec(2, self.signers, Bound{.bytes = kIdentifierMax, .items = 16});
    codec(3, self.operations, Bound{.bytes = kOperationBytesMax, .items = 32});
    codec(4, self.reason_code, Bound{.bytes = 64});
    codec(5, self.legal_reference, Bound{.bytes = 256});
  }
};

}  // namespace heng::fuzz
