// SPDX-License-Identifier: Apache-2.0
// The input of the target `audit`: one lie of a node to an auditor. Canonical bytes.
#pragma once

#include <cstdint>

#include "core/codec/codec.h"
#include "core/height.h"

namespace heng::fuzz {

// Append only: corpora hold the numbers.
enum class LieAbout : std::uint32_t {
  kUnspecified = 0,
  kHeader = 1,
  kBlockId = 2,
  kCertificate = 3,
  kTransaction = 4,  // of a block
  kReceipt = 5,
  kBlockEvent = 6,
  kRecord = 7,       // the value of a record, in lineages and statements
  kRecordEvent = 8,  // an event of its log
  kMaxValue = kRecordEvent,
};

struct AuditLie {
  LieAbout about = LieAbout::kUnspecified;
  Height height;
  std::uint32_t place = 0;  // which element of a list, or which record, in the order asked
  bool left_out = false;    // the element is not shown at all
  bool added = false;       // the bytes come in addition
  Bytes bytes;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.about);
    codec(2, self.height);
    codec(3, self.place);
    codec(4, self.left_out);
    codec(5, self.added);
    codec(6, self.bytes, Bound{.bytes = 1 << 16});
  }
};

}  // namespace heng::fuzz
