// SPDX-License-Identifier: Apache-2.0
// A business key that is unique for ever: a unified pledge registration number, a bank reference.
#pragma once

#include "contracts/state/record.h"
#include "contracts/state/tables.h"

namespace heng::contracts {

struct BusinessKey {
  static constexpr ByteView kTable = tables::kBusinessKey;

  std::uint32_t schema = 1;
  std::string kind;
  std::string value;
  Bytes record_key;
  EventLog log;

  [[nodiscard]] Bytes Key() const { return KeyOf(kind, value); }
  static Bytes KeyOf(const std::string& kind, const std::string& value) {
    return StateKey(kTable, {kind, value});
  }

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.schema);
    codec(2, self.kind, Bound{.bytes = kIdentifierMax});
    codec(3, self.value, Bound{.bytes = kIdentifierMax});
    codec(4, self.record_key);
    EventLog::Fields(self.log, codec);
  }
  friend bool operator==(const BusinessKey&, const BusinessKey&) = default;
};

}  // namespace heng::contracts
