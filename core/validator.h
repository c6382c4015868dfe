// SPDX-License-Identifier: Apache-2.0
// One member of the validator set, as genesis and the ledger hold it. Quorum arithmetic is
// consensus/validator_set.h. Wire form: proto/heng/v1/validator.proto.
#pragma once

#include <string>
#include <vector>

#include "core/codec/codec.h"
#include "core/ids.h"

namespace heng {

inline constexpr std::size_t kValidatorsMax = 100;

struct Validator {
  std::string name;           // identifier, unique in the set: "hubei-registry"
  ParticipantId operator_id;  // the institution that runs it
  PublicKey vote_key;         // signs votes and nothing else
  PublicKey cosigner_key;     // signs checkpoints; must differ from vote_key
  PublicKey tls_key;          // ed25519 key of its peer certificate; peers are pinned to it
  std::string peer_address;   // "host:port" at genesis; a hint, not trusted

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.name, Bound{.bytes = kIdentifierMax});
    codec(2, self.operator_id, Bound{.bytes = 18});
    codec(3, self.vote_key);
    codec(4, self.cosigner_key);
    codec(5, self.tls_key);
    codec(6, self.peer_address);
  }
  friend bool operator==(const Validator&, const Validator&) = default;
};

// RFC 6962 root over the encoded members, in the order given (ascending by name).
[[nodiscard]] ValidatorSetHash HashOf(const std::vector<Validator>& validators);

}  // namespace heng
