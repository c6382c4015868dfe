// SPDX-License-Identifier: Apache-2.0
// A project whose certified reductions may be issued. Registered once; whether it is covered by the
// national allowance market or claimed under another mechanism decides what its units are good for
// (R-CAR-22, R-CCER-02). A batch of reductions has its project's key as its basis.
#pragma once

#include "contracts/state/record.h"
#include "contracts/state/tables.h"
#include "core/time.h"

namespace heng::contracts {

struct Project {
  static constexpr ByteView kTable = tables::kProject;

  std::uint32_t schema = 1;
  std::string id;                // "P000023"
  ParticipantId owner;           // who first receives the reductions, in a PROJECT account
  ClassId class_id;              // "CCER"
  std::string methodology;       // id of its methodology
  std::string pool;              // third part of its series: "CN"
  bool covered = false;          // the national market allocates for its emissions: no offset
  bool other_mechanism = false;  // also registered elsewhere: nothing may be issued
  CstDay works_begun;
  Hash disclosure;    // SHA-256 of the document shown to the public; zero when none was
  CstDay registered;  // R-CAR-24 asks which side of the market's start it lies on
  bool active = true;
  EventLog log;

  [[nodiscard]] Bytes Key() const { return KeyOf(id); }
  static Bytes KeyOf(const std::string& id) { return StateKey(kTable, {id}); }

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.schema);
    codec(2, self.id, Bound{.bytes = 24});
    codec(3, self.owner, Bound{.bytes = 18});
    codec(4, self.class_id, Bound{.bytes = kIdentifierMax});
    codec(5, self.methodology, Bound{.bytes = 16});
    codec(6, self.pool, Bound{.bytes = 16});
    codec(7, self.covered);
    codec(8, self.other_mechanism);
    codec(9, self.works_begun);
    codec(10, self.disclosure);
    codec(11, self.registered);
    codec(12, self.active);
    EventLog::Fields(self.log, codec);
  }
  friend bool operator==(const Project&, const Project&) = default;
};

}  // namespace heng::contracts
