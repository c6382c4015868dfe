// SPDX-License-Identifier: Apache-2.0
// An organisation, by its unified social credit code (R-ID-01, GB 32100-2015).
#pragma once

#include "contracts/roles.h"
#include "contracts/state/record.h"
#include "contracts/state/tables.h"

namespace heng::contracts {

struct Participant {
  static constexpr ByteView kTable = tables::kParticipant;

  std::uint32_t schema = 1;
  ParticipantId id;  // unified social credit code
  std::string name;  // as registered, UTF-8
  RoleSet roles = 0;
  std::string jurisdiction;     // province code "42", "CN" for national bodies, basin "YR"
  bool key_emitting = false;    // on the list of key emitting entities (KEE)
  std::string sector;           // "power", "steel", "cement", "aluminium" where key emitting
  bool code_exception = false;  // admitted although its code fails the check digit (R-ID-02)
  Hash exception_evidence;
  bool active = true;
  EventLog log;

  [[nodiscard]] bool Has(Role role) const { return (roles & Bit(role)) != 0; }
  [[nodiscard]] Bytes Key() const { return KeyOf(id); }
  static Bytes KeyOf(const ParticipantId& id) { return StateKey(kTable, {id.value()}); }

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.schema);
    codec(2, self.id, Bound{.bytes = 18});
    codec(3, self.name);
    codec(4, self.roles);
    codec(5, self.jurisdiction, Bound{.bytes = 16});
    codec(6, self.key_emitting);
    codec(7, self.sector, Bound{.bytes = 32});
    codec(8, self.code_exception);
    codec(9, self.exception_evidence);
    codec(10, self.active);
    EventLog::Fields(self.log, codec);
  }
  friend bool operator==(const Participant&, const Participant&) = default;
};

}  // namespace heng::contracts
