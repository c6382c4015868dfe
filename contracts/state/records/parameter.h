// SPDX-License-Identifier: Apache-2.0
// A number that a rule uses, with the law behind it. Rules have no constants of their own.
#pragma once

#include "contracts/state/record.h"
#include "contracts/state/tables.h"
#include "core/time.h"

namespace heng::contracts {

struct Parameter {
  static constexpr ByteView kTable = tables::kParameter;

  std::uint32_t schema = 1;
  std::string name;  // "carbon.offset-cap"
  std::string
      scope;  // "class:year:sector:jurisdiction", each part may be empty; ":::" is everywhere
  CstDay effective_from;
  CstDay effective_to;  // last day, inclusive; zero for open-ended
  std::uint64_t value = 0;
  std::string unit;  // "bp" (1/10,000), "t", "day", "ms", "fen" ...
  std::string legal_basis;
  std::string provenance;  // "S3", "REG-C", "DRAFT", "ASM" ...: how well it is established
  EventLog log;

  [[nodiscard]] Bytes Key() const { return KeyOf(name, scope, effective_from); }
  static Bytes KeyOf(const std::string& name, const std::string& scope, CstDay from) {
    return StateKey(kTable, {name, scope, std::to_string(from.value())});
  }

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.schema);
    codec(2, self.name, Bound{.bytes = kIdentifierMax});
    codec(3, self.scope, Bound{.bytes = kIdentifierMax});
    codec(4, self.effective_from);
    codec(5, self.effective_to);
    codec(6, self.value);
    codec(7, self.unit, Bound{.bytes = 16});
    codec(8, self.legal_basis);
    codec(9, self.provenance, Bound{.bytes = 32});
    EventLog::Fields(self.log, codec);
  }
  friend bool operator==(const Parameter&, const Parameter&) = default;
};

}  // namespace heng::contracts
