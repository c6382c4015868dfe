// SPDX-License-Identifier: Apache-2.0
// The outcome of one transaction of a block, applied or refused. A refusal is a public fact too:
// it names the result code, the rule and the numbers that failed. What the codes mean is
// contracts/result.h. Wire form: proto/heng/v1/receipt.proto.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/codec/codec.h"
#include "core/ids.h"

namespace heng {

// One number of a refusal: "limit" 260000, "requested" 260001, "available" 97500 ...
struct ReceiptNumber {
  std::string name;
  std::uint64_t value = 0;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.name, Bound{.bytes = 64});
    codec(2, self.value);
  }
  friend bool operator==(const ReceiptNumber&, const ReceiptNumber&) = default;
};

struct Receipt {
  TransactionId transaction_id;
  std::uint32_t index = 0;        // in the block
  std::uint32_t code = 0;         // contracts::ResultCode; 0 is applied
  std::uint32_t event_first = 0;  // index of its first event in the block
  std::uint32_t event_count = 0;
  std::uint32_t operation_index = 0;  // of a refusal: which operation, from 0
  std::string rule;                   // of a refusal: "R-CAR-21"; empty where no rule is behind it
  std::string subject;                // of a refusal: the record or field it is about
  std::vector<ReceiptNumber> numbers;

  [[nodiscard]] bool applied() const { return code == 0; }

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.transaction_id);
    codec(2, self.index);
    codec(3, self.code);
    codec(4, self.event_first);
    codec(5, self.event_count);
    codec(6, self.operation_index);
    codec(7, self.rule, Bound{.bytes = 32});
    codec(8, self.subject);
    codec(9, self.numbers, Bound{.items = 16});
  }
  friend bool operator==(const Receipt&, const Receipt&) = default;
};

}  // namespace heng
