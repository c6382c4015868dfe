// SPDX-License-Identifier: Apache-2.0
// What was issued for one monitoring period of a project. Periods of one project never overlap
// (R-CCER-02), so a day of a project has at most one of these.
#pragma once

#include "contracts/state/record.h"
#include "contracts/state/tables.h"
#include "core/quantity.h"
#include "core/time.h"

namespace heng::contracts {

struct Reduction {
  static constexpr ByteView kTable = tables::kReduction;

  std::uint32_t schema = 1;
  std::string project;
  CstDay first_day;  // of the monitoring period
  CstDay last_day;   // inclusive
  BatchId batch;
  Serial first;
  Serial last;
  ParticipantId verifier;
  Hash verification;  // SHA-256 of the verification report
  Hash disclosure;    // SHA-256 of the monitoring report as shown to the public
  CstDay issued;
  EventLog log;

  [[nodiscard]] Bytes Key() const { return KeyOf(project, first_day); }
  static Bytes KeyOf(const std::string& project, CstDay first_day) {
    return StateKey(kTable, {project, std::to_string(first_day.value())});
  }

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.schema);
    codec(2, self.project, Bound{.bytes = 24});
    codec(3, self.first_day);
    codec(4, self.last_day);
    codec(5, self.batch, Bound{.bytes = kIdentifierMax});
    codec(6, self.first);
    codec(7, self.last);
    codec(8, self.verifier, Bound{.bytes = 18});
    codec(9, self.verification);
    codec(10, self.disclosure);
    codec(11, self.issued);
    EventLog::Fields(self.log, codec);
  }
  friend bool operator==(const Reduction&, const Reduction&) = default;
};

}  // namespace heng::contracts
