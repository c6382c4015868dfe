// SPDX-License-Identifier: Apache-2.0
// The shape of every handler: who calls, may they, do it, answer. Used by the services only.
#pragma once

#include <google/protobuf/message.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <chrono>
#include <functional>
#include <utility>

#include "node/api/authorise.h"
#include "node/api/caller_quota.h"
#include "node/api/commit_feed.h"
#include "node/api/ports.h"
#include "storage/state_store.h"

namespace heng::node {

class Log;

// What every service has. All outlive the server.
struct ApiPorts {
  ChainId chain_id;
  std::string node_name;
  std::string version;
  storage::StateStore& store;
  SubmitPort& submit;
  OperatorPort& node;
  CommitFeed& commits;
  CallerQuota& quota;
  // A stream whose client takes nothing for so long is ended.
  std::chrono::milliseconds stream_stalled;
  // An event stream says how far it is when it had nothing to say for so long.
  std::chrono::milliseconds stream_heartbeat;
  Log& log;
};

// A call that may be made: the caller, how far it reaches, and the state it is answered from.
struct Call {
  Caller caller;
  Reach reach = Reach::kOwn;
  storage::LayerPtr head;

  // Whether the caller may see the record.
  [[nodiscard]] bool MaySee(ByteView key, ByteView value) const;
};

// Charges the call to its caller's allowance.
[[nodiscard]] Result<Call, ApiError> Admit(const grpc::CallbackServerContext& context,
                                           std::string_view method,
                                           const ApiPorts& ports);

// The same caller once more, at the head of now: a stream outlives the moment in which it was
// opened, and a person who may no longer connect must not go on reading it.
[[nodiscard]] Result<Call, ApiError> AdmitAgain(const PublicKey& tls_key,
                                                std::string_view method,
                                                const storage::StateStore& store);

[[nodiscard]] inline std::unexpected<ApiError> Deny(ErrorReason reason,
                                                    std::string message,
                                                    std::string field = {}) {
  return std::unexpected(ApiError{
      .reason = reason, .message = std::move(message), .field = std::move(field), .metadata = {}});
}

// Storage's answer, or its failure as an error of the API.
template <class T>
[[nodiscard]] Result<T, ApiError> OrError(Result<T, heng::Status> result) {
  if (!result) {
    return std::unexpected(FromStatus(result.error()));
  }
  return *std::move(result);
}

// A call that a budget refuses is refused a moment later: a client that asks again as soon as it is
// answered then costs four refusals a second for each call it has open, not as many as a processor
// makes, and one that heeds RetryInfo notices nothing. Calls `finish` once, at once or from another
// thread.
void RefuseLate(const ApiPorts& ports, const ApiError& error, std::function<void()> finish);

// Of an answer, so much costs one call.
inline constexpr std::size_t kBytesPerCall = 8 << 10;

// Runs `handle(call) -> Result<void, ApiError>`, which fills `response`, for an admitted caller and
// finishes the call.
template <class Handle>
grpc::ServerUnaryReactor* Answer(grpc::CallbackServerContext* context,
                                 std::string_view method,
                                 const ApiPorts& ports,
                                 const google::protobuf::Message& response,
                                 Handle&& handle) {
  auto* reactor = context->DefaultReactor();
  auto call = Admit(*context, method, ports);
  if (!call) {
    RefuseLate(
        ports, call.error(), [reactor, status = ToGrpc(call.error())] { reactor->Finish(status); });
    return reactor;
  }
  const Result<void, ApiError> handled = std::forward<Handle>(handle)(*call);
  if (!handled && handled.error().reason == ErrorReason::kCorrupt) {
    ports.store.ReportDamage(handled.error().message);
  }
  ports.quota.OweCalls(
      call->caller.person.tls_key, response.ByteSizeLong() / kBytesPerCall, SteadyMs());
  reactor->Finish(handled ? grpc::Status::OK : ToGrpc(handled.error()));
  return reactor;
}

}  // namespace heng::node
