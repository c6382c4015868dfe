// SPDX-License-Identifier: Apache-2.0
#include "node/api/caller.h"

#include <grpcpp/security/auth_context.h>

#include "contracts/state/tables.h"
#include "contracts/state/view.h"
#include "node/transport/tls.h"

namespace heng::node {
namespace {

std::unexpected<ApiError> Unknown(std::string why) {
  return std::unexpected(ApiError{.reason = ErrorReason::kCallerUnknown,
                                  .message = std::move(why),
                                  .field = {},
                                  .metadata = {}});
}

}  // namespace

Result<Caller, ApiError> CallerOf(const PublicKey& tls_key, const KvReader& head) {
  using contracts::StateKey;
  // A person with the zero key may not connect at all; no certificate makes it somebody.
  if (tls_key.is_zero()) {
    return Unknown("the key of this client certificate is no key");
  }
  const auto person_id = head.Get(StateKey(contracts::tables::kTlsKeyIndex, {tls_key.hex()}));
  if (!person_id) {
    return Unknown(
        "the key of this client certificate is registered for nobody; have the "
        "registrar enter it as the person's tls_key");
  }
  const contracts::ReaderView view(head);
  const auto person = view.Find<contracts::Person>(PersonId(*person_id));
  if (!person || !person->active || person->tls_key != tls_key) {
    return Unknown("person '" + *person_id + "' may no longer connect with this key");
  }
  const auto participant = view.Find<contracts::Participant>(person->participant);
  if (!participant || !participant->active) {
    return Unknown("participant " + person->participant.value() + " is not active");
  }
  return Caller{.person = *person, .participant = *participant};
}

Result<PublicKey, ApiError> TlsKeyOf(const grpc::AuthContext& context) {
  const auto facts = CertificateOf(context);
  if (!facts) {
    return Unknown(facts.error().context);
  }
  return facts->key;
}

}  // namespace heng::node
