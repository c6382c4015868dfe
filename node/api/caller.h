// SPDX-License-Identifier: Apache-2.0
// Who calls: the person whose registered TLS key the client certificate has, and the participant
// that the person speaks for, as the register says at the head.
#pragma once

#include "contracts/state/records/participant.h"
#include "contracts/state/records/person.h"
#include "core/kv.h"
#include "core/result.h"
#include "node/api/errors.h"

namespace grpc {
class AuthContext;
}  // namespace grpc

namespace heng::node {

struct Caller {
  contracts::Person person;
  contracts::Participant participant;
};

// kCallerUnknown when the key is nobody's, or the person or participant is not active.
[[nodiscard]] Result<Caller, ApiError> CallerOf(const PublicKey& tls_key, const KvReader& head);

// The key of the certificate that the connection was made with.
[[nodiscard]] Result<PublicKey, ApiError> TlsKeyOf(const grpc::AuthContext& context);

}  // namespace heng::node
