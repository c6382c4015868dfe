// SPDX-License-Identifier: Apache-2.0
#include "node/api/api_server.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>

#include <algorithm>
#include <chrono>
#include <set>

#include "node/api/event_service.h"
#include "node/api/operator_service.h"
#include "node/api/proof_service.h"
#include "node/api/query_service.h"
#include "node/api/submit_service.h"

namespace heng::node {
namespace {

constexpr auto kStopGrace = std::chrono::seconds(2);
// A whole block with its receipts and events fits; the SDK takes as much.
constexpr int kAnswerBytesMax = 64 << 20;

// What gRPC may hold for clients' connections and messages, of each of the two ports.
constexpr std::size_t kConnectionBytesMax = 256 << 20;

// A certificate of the authority is enough to connect; the register decides about each call.
Result<void, Status> AnyOfTheAuthority(const CertificateFacts& facts) {
  if (facts.authority) {
    return Fail(StatusCode::kDenied, "an authority's certificate is not a caller's");
  }
  return {};
}

void AddMethods(const google::protobuf::ServiceDescriptor* service, std::set<std::string>& all) {
  for (int i = 0; i < service->method_count(); ++i) {
    all.insert("/" + std::string(service->full_name()) + "/" +
               std::string(service->method(i)->name()));
  }
}

void Configure(grpc::ServerBuilder& builder, const ApiOptions& options) {
  builder.SetMaxReceiveMessageSize(static_cast<int>(options.message_bytes_max));
  builder.SetMaxSendMessageSize(kAnswerBytesMax);
  builder.SetResourceQuota(grpc::ResourceQuota("clients").Resize(kConnectionBytesMax));
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS,
                             static_cast<int>(options.streams_per_connection_max));
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 10'000);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
}

}  // namespace

struct ApiServer::Servers {
  ApiOptions options;
  TlsIdentity identity;
  std::unique_ptr<CallerQuota> quota;
  ApiPorts ports;
  SubmitService submit;
  QueryService query;
  EventService events;
  ProofService proofs;
  OperatorService node;
  std::unique_ptr<grpc::Server> client_server;
  std::unique_ptr<grpc::Server> operator_server;
  int client_port = 0;
  int operator_port = 0;

  Servers(ApiOptions chosen,
          TlsIdentity own,
          std::unique_ptr<CallerQuota> budgets,
          ApiPorts borrowed)
      : options(std::move(chosen)),
        identity(std::move(own)),
        quota(std::move(budgets)),
        ports(std::move(borrowed)),
        submit(ports),
        query(ports),
        events(ports),
        proofs(ports),
        node(ports) {}
};

ApiServer::ApiServer(ApiOptions options,
                     TlsIdentity identity,
                     storage::StateStore& store,
                     SubmitPort& submit,
                     OperatorPort& node,
                     CommitFeed& commits,
                     Log& log) {
  auto quota = std::make_unique<CallerQuota>(options.caller_budget, options.on_throttled);
  ApiPorts ports{.chain_id = options.chain_id,
                 .node_name = options.node_name,
                 .version = options.version,
                 .store = store,
                 .submit = submit,
                 .node = node,
                 .commits = commits,
                 .quota = *quota,
                 .stream_stalled = options.stream_stalled,
                 .stream_heartbeat = options.stream_heartbeat,
                 .log = log};
  servers_ = std::make_unique<Servers>(
      std::move(options), std::move(identity), std::move(quota), std::move(ports));
}

ApiServer::~ApiServer() {
  Stop();
}

Result<void, Status> ApiServer::Start() {
  HENG_CHECK_OK(CheckAccessTable());
  Servers& s = *servers_;
  grpc::EnableDefaultHealthCheckService(true);
  grpc::ServerBuilder client;
  Configure(client, s.options);
  client.AddListeningPort(
      s.options.client_address, ListenCredentials(s.identity, AnyOfTheAuthority), &s.client_port);
  client.RegisterService(&s.submit);
  client.RegisterService(&s.query);
  client.RegisterService(&s.events);
  client.RegisterService(&s.proofs);
  s.client_server = client.BuildAndStart();
  if (!s.client_server || s.client_port == 0) {
    return Fail(
        StatusCode::kUnavailable,
        "cannot listen for clients on " + s.options.client_address + "; is another process there?");
  }
  // The plugin counts for every server that is built from now on, so the operators' comes last.
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::ServerBuilder operators;
  Configure(operators, s.options);
  operators.AddListeningPort(s.options.operator_address,
                             ListenCredentials(s.identity, AnyOfTheAuthority),
                             &s.operator_port);
  operators.RegisterService(&s.node);
  s.operator_server = operators.BuildAndStart();
  if (!s.operator_server || s.operator_port == 0) {
    return Fail(StatusCode::kUnavailable,
                "cannot listen for operators on " + s.options.operator_address +
                    "; is another process there?");
  }
  return {};
}

void ApiServer::SetServing(bool serving) {
  for (grpc::Server* server : {servers_->client_server.get(), servers_->operator_server.get()}) {
    if (server != nullptr && server->GetHealthCheckService() != nullptr) {
      server->GetHealthCheckService()->SetServingStatus(serving);
    }
  }
}

void ApiServer::Stop() {
  const auto deadline = std::chrono::system_clock::now() + kStopGrace;
  for (auto* server : {&servers_->client_server, &servers_->operator_server}) {
    if (*server) {
      (*server)->Shutdown(deadline);
      (*server)->Wait();
      server->reset();
    }
  }
}

std::uint16_t ApiServer::client_port() const {
  return static_cast<std::uint16_t>(servers_->client_port);
}

std::uint16_t ApiServer::operator_port() const {
  return static_cast<std::uint16_t>(servers_->operator_port);
}

Result<void, Status> CheckAccessTable() {
  std::set<std::string> methods;
  const auto* pool = google::protobuf::DescriptorPool::generated_pool();
  for (const char* name : {"heng.v1.SubmitService",
                           "heng.v1.QueryService",
                           "heng.v1.EventService",
                           "heng.v1.ProofService",
                           "heng.v1.OperatorService"}) {
    AddMethods(pool->FindServiceByName(name), methods);
  }
  for (const AccessRow& row : AccessTable()) {
    if (methods.erase(std::string(row.method)) == 0) {
      return Fail(StatusCode::kInvalid,
                  "the access table has a row for " + std::string(row.method) +
                      ", which no service offers");
    }
  }
  if (!methods.empty()) {
    return Fail(StatusCode::kInvalid,
                "the method " + *methods.begin() +
                    " has no row in node/api/authorise.cc; nobody would be allowed to call it");
  }
  return {};
}

}  // namespace heng::node
