// SPDX-License-Identifier: Apache-2.0
#include "node/api/convert.h"

#include "contracts/state/record.h"
#include "contracts/state/view.h"
#include "core/transaction.h"
#include "node/api/record_access.h"

namespace heng::node {
namespace {

// What a caller may not do it need not try often.
constexpr std::uint64_t kDeniedCosts = 10;

}  // namespace

bool Call::MaySee(ByteView key, ByteView value) const {
  return reach == Reach::kAll || MayRead(caller, key, value, contracts::ReaderView(*head));
}

Result<Call, ApiError> Admit(const grpc::CallbackServerContext& context,
                             std::string_view method,
                             const ApiPorts& ports) {
  const auto auth = context.auth_context();
  if (!auth) {
    return Deny(ErrorReason::kCallerUnknown, "the connection shows no client certificate");
  }
  HENG_TRY(const PublicKey tls_key, TlsKeyOf(*auth));
  auto call = AdmitAgain(tls_key, method, ports.store);
  // Nobody but the register's own people has an account: strangers cannot fill the table.
  if (!call && call.error().reason == ErrorReason::kCallerUnknown) {
    HENG_CHECK_OK(ports.quota.ChargeStranger(SteadyMs()));
  } else {
    HENG_CHECK_OK(ports.quota.ChargeCall(tls_key, SteadyMs()));
    if (!call) {
      ports.quota.OweCalls(tls_key, kDeniedCosts - 1, SteadyMs());
    }
  }
  return call;
}

Result<Call, ApiError> AdmitAgain(const PublicKey& tls_key,
                                  std::string_view method,
                                  const storage::StateStore& store) {
  storage::LayerPtr head = store.head();
  if (!head) {
    return Deny(ErrorReason::kNotReady, "this node has no committed block yet");
  }
  HENG_TRY(Caller caller, CallerOf(tls_key, *head));
  HENG_TRY(const Reach reach, Authorise(caller, method));
  return Call{.caller = std::move(caller), .reach = reach, .head = std::move(head)};
}

Result<void, ApiError> ShowReceipt(const Receipt& receipt, v1::Receipt& shown) {
  if (!shown.ParseFromString(Encode(receipt))) {
    return Deny(ErrorReason::kCorrupt, "the stored receipt is not readable");
  }
  return {};
}

Result<TransactionId, ApiError> ReadTransactionId(const std::string& bytes) {
  if (bytes.size() != TransactionId::kSize) {
    return Deny(ErrorReason::kMalformed, "a transaction id has 32 bytes", "transaction_id");
  }
  return TransactionId::FromBytes(bytes);
}

Result<void, ApiError> CheckPlace(const Receipt& receipt, const TransactionId& id) {
  if (receipt.transaction_id != id) {
    return Deny(ErrorReason::kCorrupt,
                "the index transaction_ids has " + id.hex() + " at the place of " +
                    receipt.transaction_id.hex());
  }
  return {};
}

bool IsSignedFor(const Call& call, ByteView signed_transaction) {
  const auto transaction = Decode<SignedTransaction>(signed_transaction);
  const auto body = transaction ? Decode<TransactionBody>(transaction->body)
                                : Fail(StatusCode::kMalformed, "not a transaction");
  if (!body) {
    return false;
  }
  const auto author = contracts::ReaderView(*call.head).Find<contracts::Person>(body->author);
  return author && author->participant == call.caller.participant.id;
}

std::uint64_t EventCountOf(ByteView record_value) {
  constexpr std::uint64_t kCountTag = (30U << 3) | wire::kVarint;
  while (!record_value.empty()) {
    const auto tag = wire::TakeVarint(record_value);
    if (!tag) {
      return 0;
    }
    if ((*tag & 7) == wire::kLengthDelimited) {
      if (!wire::TakeBytes(record_value)) {
        return 0;
      }
      continue;
    }
    const auto number = wire::TakeVarint(record_value);
    if (!number || *tag == kCountTag) {
      return number.value_or(0);
    }
  }
  return 0;
}

}  // namespace heng::node
