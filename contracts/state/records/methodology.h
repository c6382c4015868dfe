// SPDX-License-Identifier: Apache-2.0
// A published methodology by which reductions are measured. Founded at genesis; reductions are
// issued only while one is in force (R-CCER-01).
#pragma once

#include "contracts/state/record.h"
#include "contracts/state/tables.h"
#include "core/time.h"

namespace heng::contracts {

struct Methodology {
  static constexpr ByteView kTable = tables::kMethodology;

  std::uint32_t schema = 1;
  std::string id;  // "01-002"
  std::string name_zh;
  std::string name_en;
  CstDay effective_from;
  CstDay effective_to;  // last day, inclusive; zero for open-ended
  std::string legal_basis;
  EventLog log;

  [[nodiscard]] bool InForce(CstDay day) const {
    return effective_from <= day && (effective_to.value() == 0 || day <= effective_to);
  }
  [[nodiscard]] Bytes Key() const { return KeyOf(id); }
  static Bytes KeyOf(const std::string& id) { return StateKey(kTable, {id}); }

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.schema);
    codec(2, self.id, Bound{.bytes = 16});
    codec(3, self.name_zh);
    codec(4, self.name_en);
    codec(5, self.effective_from);
    codec(6, self.effective_to);
    codec(7, self.legal_basis);
    EventLog::Fields(self.log, codec);
  }
  friend bool operator==(const Methodology&, const Methodology&) = default;
};

}  // namespace heng::contracts
