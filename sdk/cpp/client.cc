// SPDX-License-Identifier: Apache-2.0
#include "sdk/cpp/client.h"

#include <grpcpp/grpcpp.h>
#include <heng/v1/events.grpc.pb.h>
#include <heng/v1/operator.grpc.pb.h>
#include <heng/v1/proofs.grpc.pb.h>
#include <heng/v1/query.grpc.pb.h>
#include <heng/v1/submit.grpc.pb.h>

#include <algorithm>
#include <thread>
#include <utility>

namespace heng::sdk {
namespace {

constexpr int kMessageBytesMax = 64 << 20;
constexpr int kKeepaliveMs = 30'000;
// A node that comes back is found again within the longest pause between two attempts; an attempt
// with its handshakes may last as long as the other says.
constexpr int kReconnectFirstMs = 100;
constexpr int kReconnectMaxMs = 1'000;
constexpr int kAttemptMs = 5'000;
constexpr auto kLookAgain = std::chrono::milliseconds(200);
constexpr std::uint32_t kPageSize = 1'000;
// The longest that a node waits for an outcome.
constexpr std::chrono::milliseconds kWaitMax{60'000};

std::shared_ptr<grpc::Channel> Connect(const ClientOptions& options) {
  grpc::SslCredentialsOptions ssl;
  ssl.pem_root_certs = options.identity.authority_pem;
  ssl.pem_cert_chain = options.identity.certificate_pem;
  ssl.pem_private_key = options.identity.key_pem;
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMessageBytesMax);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMs);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kReconnectFirstMs);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, kAttemptMs);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kReconnectMaxMs);
  // Clients with other certificates in one process must not share a connection.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(options.endpoint, grpc::SslCredentials(ssl), arguments);
}

// gRPC works at a connection only while somebody waits for it, so each call waits a little first:
// for a first attempt until it has come to an end, for later ones only for what is left of one, so
// that a node that is down costs its callers little.
void AwaitConnection(grpc::Channel& channel) {
  const auto now = std::chrono::system_clock::now();
  grpc_connectivity_state state = channel.GetState(true);
  if (state == GRPC_CHANNEL_TRANSIENT_FAILURE) {
    channel.WaitForStateChange(state, now + kLookAgain);
    return;
  }
  const auto deadline = now + std::chrono::milliseconds(kAttemptMs);
  while (state == GRPC_CHANNEL_IDLE || state == GRPC_CHANNEL_CONNECTING) {
    if (!channel.WaitForStateChange(state, deadline)) {
      return;
    }
    state = channel.GetState(true);
  }
}

void SetDeadline(grpc::ClientContext& context, std::chrono::milliseconds timeout) {
  context.set_deadline(std::chrono::system_clock::now() + timeout);
}

}  // namespace

struct Client::Stubs {
  std::shared_ptr<grpc::Channel> channel;
  std::unique_ptr<v1::SubmitService::Stub> submit;
  std::unique_ptr<v1::QueryService::Stub> query;
  std::unique_ptr<v1::EventService::Stub> events;
  std::unique_ptr<v1::ProofService::Stub> proofs;
  std::unique_ptr<v1::OperatorService::Stub> node;

  explicit Stubs(std::shared_ptr<grpc::Channel> connected)
      : channel(std::move(connected)),
        submit(v1::SubmitService::NewStub(channel)),
        query(v1::QueryService::NewStub(channel)),
        events(v1::EventService::NewStub(channel)),
        proofs(v1::ProofService::NewStub(channel)),
        node(v1::OperatorService::NewStub(channel)) {}
};

namespace {

// One unary call with its deadline; again when the node asks for patience and there is time left.
template <class Response, class Stub, class Request>
Answer<Response> Call(Stub& stub,
                      grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                      const Request& request,
                      const ClientOptions& options,
                      std::chrono::milliseconds timeout) {
  const auto until = std::chrono::system_clock::now() + timeout;
  while (true) {
    grpc::ClientContext context;
    context.set_deadline(until);
    Response response;
    const grpc::Status status = (stub.*method)(&context, request, &response);
    if (status.ok()) {
      return response;
    }
    ClientError error = FromGrpc(status, options.endpoint);
    const auto again =
        std::chrono::system_clock::now() + std::chrono::milliseconds(error.retry_after_ms);
    if (!options.wait_when_limited || error.reason != "RATE_LIMITED" || again >= until) {
      return std::unexpected(std::move(error));
    }
    std::this_thread::sleep_until(again);
  }
}

}  // namespace

Client::Client(ClientOptions options)
    : options_(std::move(options)), stubs_(std::make_unique<Stubs>(Connect(options_))) {}

Client::~Client() = default;

Client::Stubs& Client::Connected() {
  AwaitConnection(*stubs_->channel);
  return *stubs_;
}

Answer<v1::SubmitResponse> Client::Submit(ByteView signed_transaction) {
  v1::SubmitRequest request;
  request.set_transaction(signed_transaction.data(), signed_transaction.size());
  return Call(
      *Connected().submit, &v1::SubmitService::Stub::Submit, request, options_, options_.timeout);
}

Answer<std::vector<v1::SubmitResponse>> Client::SubmitAll(
    const std::vector<Bytes>& signed_transactions) {
  grpc::ClientContext context;
  SetDeadline(context, options_.timeout);
  const auto stream = Connected().submit->SubmitStream(&context);
  std::vector<v1::SubmitResponse> answers;
  // One message under way at a time, each with as much as a message carries.
  for (auto next = signed_transactions.begin(); next != signed_transactions.end();) {
    v1::SubmitStreamRequest request;
    std::size_t bytes = 0;
    do {
      bytes += next->size();
      request.add_transactions(*next++);
    } while (next != signed_transactions.end() &&
             request.transactions_size() < kSubmitTransactionsMax &&
             bytes + next->size() <= kSubmitBytesMax);
    v1::SubmitStreamResponse response;
    if (!stream->Write(request) || !stream->Read(&response)) {
      break;
    }
    for (v1::SubmitResponse& answer : *response.mutable_answers()) {
      answers.push_back(std::move(answer));
    }
  }
  stream->WritesDone();
  const grpc::Status status = stream->Finish();
  if (!status.ok() && answers.empty()) {
    return std::unexpected(FromGrpc(status, options_.endpoint));
  }
  return answers;
}

std::unique_ptr<SubmitStream> Client::OpenSubmitStream(SubmitStream::OnAnswer on_answer) {
  return std::make_unique<SubmitStream>(
      Connected().channel, options_.endpoint, std::move(on_answer));
}

Answer<v1::WaitResponse> Client::Wait(const TransactionId& id, std::chrono::milliseconds timeout) {
  v1::WaitRequest request;
  request.set_transaction_id(id.bytes());
  timeout = std::clamp(timeout, std::chrono::milliseconds(0), kWaitMax);
  request.set_timeout_ms(static_cast<std::uint32_t>(timeout.count()));
  return Call(*Connected().submit,
              &v1::SubmitService::Stub::Wait,
              request,
              options_,
              timeout + options_.timeout);
}

Answer<v1::GetRecordResponse> Client::GetRecord(ByteView key, std::uint64_t at_height) {
  v1::GetRecordRequest request;
  request.set_key(key.data(), key.size());
  request.set_at_height(at_height);
  return Call(
      *Connected().query, &v1::QueryService::Stub::GetRecord, request, options_, options_.timeout);
}

Answer<v1::ListRecordsResponse> Client::ListRecords(const v1::ListRecordsRequest& request) {
  return Call(*Connected().query,
              &v1::QueryService::Stub::ListRecords,
              request,
              options_,
              options_.timeout);
}

Answer<v1::ListRecordsResponse> Client::ListAll(ByteView prefix, std::size_t limit) {
  v1::ListRecordsRequest request;
  request.set_prefix(prefix.data(), prefix.size());
  v1::ListRecordsResponse all;
  do {
    // Never more than is wanted: a token goes on after a whole page.
    const std::size_t wanted = limit - static_cast<std::size_t>(all.records_size());
    request.set_page_size(
        static_cast<std::uint32_t>(std::clamp<std::size_t>(wanted, 1, kPageSize)));
    HENG_TRY(v1::ListRecordsResponse page, ListRecords(request));
    all.set_height(page.height());
    for (auto& record : *page.mutable_records()) {
      *all.add_records() = std::move(record);
    }
    all.set_next_page_token(page.next_page_token());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty() && static_cast<std::size_t>(all.records_size()) < limit);
  return all;
}

Answer<std::vector<Bytes>> Client::RecordEvents(ByteView key) {
  v1::ListRecordEventsRequest request;
  request.set_key(key.data(), key.size());
  request.set_page_size(kPageSize);
  std::vector<Bytes> events;
  while (true) {
    request.set_first_seq(events.size());
    HENG_TRY(v1::ListRecordEventsResponse page,
             Call(*Connected().query,
                  &v1::QueryService::Stub::ListRecordEvents,
                  request,
                  options_,
                  options_.timeout));
    for (auto& event : *page.mutable_events()) {
      events.push_back(std::move(event));
    }
    if (page.events_size() == 0 || events.size() >= page.event_count()) {
      return events;
    }
  }
}

Answer<v1::GetRecordResponse> Client::GetUnit(const std::string& batch,
                                              std::uint64_t serial,
                                              std::uint64_t at_height) {
  v1::GetUnitRequest request;
  request.set_batch(batch);
  request.set_serial(serial);
  request.set_at_height(at_height);
  return Call(
      *Connected().query, &v1::QueryService::Stub::GetUnit, request, options_, options_.timeout);
}

Answer<v1::GetBlockResponse> Client::GetBlock(std::uint64_t height,
                                              bool with_transactions,
                                              bool with_events) {
  v1::GetBlockRequest request;
  request.set_height(height);
  request.set_with_transactions(with_transactions);
  request.set_with_events(with_events);
  return Call(
      *Connected().query, &v1::QueryService::Stub::GetBlock, request, options_, options_.timeout);
}

Answer<v1::GetTransactionResponse> Client::GetTransaction(const TransactionId& id) {
  v1::GetTransactionRequest request;
  request.set_transaction_id(id.bytes());
  return Call(*Connected().query,
              &v1::QueryService::Stub::GetTransaction,
              request,
              options_,
              options_.timeout);
}

Answer<v1::GetChainResponse> Client::GetChain() {
  return Call(*Connected().query,
              &v1::QueryService::Stub::GetChain,
              v1::GetChainRequest{},
              options_,
              options_.timeout);
}

Answer<v1::GetRecordProofResponse> Client::GetRecordProof(ByteView key, std::uint64_t at_height) {
  v1::GetRecordProofRequest request;
  request.set_key(key.data(), key.size());
  request.set_at_height(at_height);
  return Call(*Connected().proofs,
              &v1::ProofService::Stub::GetRecordProof,
              request,
              options_,
              options_.timeout);
}

Answer<void> Client::StreamEvents(
    const v1::StreamEventsRequest& request,
    const std::function<bool(const v1::StreamEventsResponse&)>& on_event) {
  grpc::ClientContext context;
  const auto reader = Connected().events->StreamEvents(&context, request);
  v1::StreamEventsResponse response;
  bool stopped = false;
  while (!stopped && reader->Read(&response)) {
    stopped = !on_event(response);
  }
  if (stopped) {
    context.TryCancel();
  }
  const grpc::Status status = reader->Finish();
  if (!stopped && !status.ok()) {
    return std::unexpected(FromGrpc(status, options_.endpoint));
  }
  return {};
}

Answer<v1::GetStatusResponse> Client::GetStatus() {
  return Call(*Connected().node,
              &v1::OperatorService::Stub::GetStatus,
              v1::GetStatusRequest{},
              options_,
              options_.timeout);
}

Answer<v1::GetConsensusStatusResponse> Client::GetConsensusStatus() {
  return Call(*Connected().node,
              &v1::OperatorService::Stub::GetConsensusStatus,
              v1::GetConsensusStatusRequest{},
              options_,
              options_.timeout);
}

Answer<v1::SetDevelopmentClockResponse> Client::SetDevelopmentClock(std::uint64_t time_ms) {
  v1::SetDevelopmentClockRequest request;
  request.set_time_ms(time_ms);
  return Call(*Connected().node,
              &v1::OperatorService::Stub::SetDevelopmentClock,
              request,
              options_,
              options_.timeout);
}

}  // namespace heng::sdk
