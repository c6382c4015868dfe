// SPDX-License-Identifier: Apache-2.0
// A natural person who holds a signing key for a participant. Who it is stays off the ledger: the
// record has a pseudonymous id and a salted hash of the identity document.
#pragma once

#include "contracts/roles.h"
#include "contracts/state/record.h"
#include "contracts/state/tables.h"

namespace heng::contracts {

struct Person {
  static constexpr ByteView kTable = tables::kPerson;

  std::uint32_t schema = 1;
  PersonId id;
  ParticipantId participant;
  PublicKey public_key;  // ed25519; never used by two persons, never used again
  Duty duty = Duty::kMakeOrCheck;
  Hash identity_commitment;
  bool active = true;
  PublicKey tls_key;  // ed25519 key of the client certificate; zero: may sign, may not connect
  EventLog log;

  [[nodiscard]] Bytes Key() const { return KeyOf(id); }
  static Bytes KeyOf(const PersonId& id) { return StateKey(kTable, {id.value()}); }

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.schema);
    codec(2, self.id, Bound{.bytes = kIdentifierMax});
    codec(3, self.participant, Bound{.bytes = 18});
    codec(4, self.public_key);
    codec(5, self.duty);
    codec(6, self.identity_commitment);
    codec(7, self.active);
    codec(8, self.tls_key);
    EventLog::Fields(self.log, codec);
  }
  friend bool operator==(const Person&, const Person&) = default;
};

// Which person a public key belongs or belonged to.
struct KeyBinding {
  static constexpr ByteView kTable = tables::kKeyBinding;

  std::uint32_t schema = 1;
  PublicKey public_key;
  PersonId person;
  EventLog log;

  [[nodiscard]] Bytes Key() const { return KeyOf(public_key); }
  static Bytes KeyOf(const PublicKey& key) { return StateKey(kTable, {key.hex()}); }

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.schema);
    codec(2, self.public_key);
    codec(3, self.person, Bound{.bytes = kIdentifierMax});
    EventLog::Fields(self.log, codec);
  }
  friend bool operator==(const KeyBinding&, const KeyBinding&) = default;
};

}  // namespace heng::contracts
