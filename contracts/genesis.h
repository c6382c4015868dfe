// SPDX-License-Identifier: Apache-2.0
// The first state: the chain's own record, the classes, the founding institutions and persons, and
// every rule parameter with its law. Everybody builds block 0 from the same bytes and compares the
// fingerprint aloud. Wire form: proto/heng/v1/genesis.proto; JSON is its Protobuf mapping.
#pragma once

#include <vector>

#include "contracts/result.h"
#include "contracts/state/records/account.h"
#include "contracts/state/records/chain.h"
#include "contracts/state/records/class.h"
#include "contracts/state/records/methodology.h"
#include "contracts/state/records/parameter.h"
#include "contracts/state/records/participant.h"
#include "contracts/state/records/person.h"
#include "core/execution.h"
#include "core/time.h"

namespace heng::contracts {

struct Genesis {
  BlockTime time;
  Chain chain;
  std::vector<ClassRecord> classes;
  std::vector<Participant> participants;
  std::vector<Person> persons;
  std::vector<Account> accounts;
  std::vector<Parameter> parameters;
  std::vector<Methodology> methodologies;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.time);
    codec(2, self.chain);
    codec(3, self.classes, Bound{.items = 1'000});
    codec(4, self.participants, Bound{.items = 100'000});
    codec(5, self.persons, Bound{.items = 100'000});
    codec(6, self.accounts, Bound{.items = 100'000});
    codec(7, self.parameters, Bound{.items = 10'000});
    codec(8, self.methodologies, Bound{.items = 1'000});
  }
  friend bool operator==(const Genesis&, const Genesis&) = default;
};

// SHA-256 of the canonical bytes: what founders compare.
[[nodiscard]] Hash FingerprintOf(const Genesis& genesis);

// Checks the document as a whole: identifiers, unique names and serial prefixes, validators in
// order with distinct keys, every person's and account's participant present and of the kind that
// the account is for, and for every parameter its law. Which parameters there are is the founders'
// choice: a rule whose number is missing refuses what it would judge and names it.
[[nodiscard]] Result<void, Status> CheckGenesis(const Genesis& genesis);

// The records and events of block 0. `genesis` must have passed CheckGenesis.
[[nodiscard]] ExecutedBlock ExecuteGenesis(const Genesis& genesis);

}  // namespace heng::contracts
