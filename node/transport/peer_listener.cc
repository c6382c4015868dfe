// SPDX-License-Identifier: Apache-2.0
#include "node/transport/peer_listener.h"

#include <grpcpp/alarm.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <grpcpp/support/byte_buffer.h>
#include <heng/v1/peer.grpc.pb.h>

#include <algorithm>
#include <utility>

#include "node/transport/frame.h"

namespace heng::node {
namespace {

using Reactor = grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>;

std::string MetadataOf(const grpc::CallbackServerContext& context, const char* name) {
  const auto& all = context.client_metadata();
  const auto found = all.find(name);
  return found == all.end() ? std::string()
                            : std::string(found->second.data(), found->second.size());
}

grpc::StatusCode CodeOf(const Status& status) {
  return status.code == StatusCode::kDenied ? grpc::StatusCode::PERMISSION_DENIED
                                            : grpc::StatusCode::FAILED_PRECONDITION;
}

Result<PeerFrame, Status> ReadFrame(const grpc::ByteBuffer& buffer, const PeerLimits& limits) {
  grpc::Slice slice;
  if (!buffer.DumpToSingleSlice(&slice).ok()) {
    return Fail(StatusCode::kMalformed, "the frame cannot be put together");
  }
  HENG_TRY(PeerFrame frame,
           Decode<PeerFrame>({reinterpret_cast<const char*>(slice.begin()), slice.size()}));
  if (frame.version != kFrameVersion) {
    return Fail(StatusCode::kMalformed, "unknown frame version " + std::to_string(frame.version));
  }
  for (const Bytes& message : frame.messages) {
    if (message.size() > limits.message_bytes_max) {
      return Fail(StatusCode::kLimit,
                  "a message of " + std::to_string(message.size()) + " bytes; the most is " +
                      std::to_string(limits.message_bytes_max));
    }
  }
  return frame;
}

}  // namespace

class PeerListener::Refusal final : public Reactor {
 public:
  explicit Refusal(const grpc::Status& status) { Finish(status); }
  void OnDone() override { delete this; }
};

// One accepted stream. gRPC owns it: it deletes itself when gRPC says that all is done.
class PeerListener::Stream final : public Reactor {
 public:
  Stream(PeerListener& listener, PeerIndex peer, Slot& slot, grpc::CallbackServerContext& context)
      : listener_(listener), peer_(peer), slot_(slot), context_(context) {
    const grpc::Slice answer(Encode(PeerAnswer{}));
    answer_ = grpc::ByteBuffer(&answer, 1);
  }

  void Begin() {
    StartWrite(&answer_);
    StartRead(&frame_);
  }
  void Cancel() { context_.TryCancel(); }
  [[nodiscard]] PeerIndex peer() const { return peer_; }

  void OnReadDone(bool ok) override {
    if (!ok) {
      Finish(grpc::Status::OK);
      return;
    }
    const auto now = ReceiveAccount::Clock::now();
    const std::uint64_t bytes = frame_.Length();
    slot_.account->Spend(bytes, now);
    slot_.received_bytes.Add(bytes);
    auto frame = ReadFrame(frame_, listener_.options_.limits);
    frame_.Clear();
    if (!frame) {
      listener_.gate_->Refuse("frame", frame.error(), listener_.gate_->name(peer_));
      Finish(grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, frame.error().context));
      return;
    }
    slot_.received_messages.Add(frame->messages.size());
    listener_.handler_.OnMessages(
        peer_, std::move(frame->messages), ReceiveCredit(slot_.account, bytes));
    ReadOn();
  }

  void OnDone() override {
    listener_.Leave(this);
    delete this;
  }

 private:
  // Reads now, or as soon as the peer is within its memory and rate. A wait is never long, so that
  // a stream that is cancelled meanwhile finds out by its next read.
  void ReadOn() {
    const auto wait = slot_.account->WaitBeforeReading(ReceiveAccount::Clock::now());
    if (wait.count() == 0) {
      StartRead(&frame_);
      return;
    }
    alarm_ = std::make_unique<grpc::Alarm>();
    alarm_->Set(std::chrono::system_clock::now() + wait, [this](bool) { ReadOn(); });
  }

  PeerListener& listener_;
  const PeerIndex peer_;
  Slot& slot_;
  grpc::CallbackServerContext& context_;
  grpc::ByteBuffer answer_;
  grpc::ByteBuffer frame_;
  std::unique_ptr<grpc::Alarm> alarm_;
};

class PeerListener::Service final
    : public v1::PeerService::WithRawCallbackMethod_Exchange<v1::PeerService::Service> {
 public:
  explicit Service(PeerListener& listener) : listener_(listener) {}

  Reactor* Exchange(grpc::CallbackServerContext* context) override {
    const auto peer = Identify(*context);
    if (!peer) {
      return new Refusal(grpc::Status(CodeOf(peer.error()), peer.error().context));
    }
    auto* stream = new Stream(listener_, *peer, listener_.slots_[*peer], *context);
    listener_.Enter(stream);
    listener_.options_.on_stream(*peer);
    stream->Begin();
    return stream;
  }

 private:
  Result<PeerIndex, Status> Identify(const grpc::CallbackServerContext& context) const {
    HENG_TRY(const CertificateFacts facts, CertificateOf(*context.auth_context()));
    return listener_.gate_->AdmitStream(facts,
                                        {.chain_id = MetadataOf(context, kChainMetadata),
                                         .caller = MetadataOf(context, kValidatorMetadata),
                                         .listener = MetadataOf(context, kPeerMetadata)},
                                        context.peer());
  }

  PeerListener& listener_;
};

PeerListener::PeerListener(Options options, PeerHandler& handler, Log& log, Metrics& metrics)
    : options_(std::move(options)),
      handler_(handler),
      gate_(std::make_shared<const PeerGate>(
          options_.chain_id, options_.self, options_.peers, log, metrics)) {
  const ReceiveAccount::Bounds bounds{.held_bytes_max = options_.limits.held_bytes_max,
                                      .bytes_per_s = options_.limits.receive_bytes_per_s,
                                      .bytes_burst = options_.limits.receive_bytes_burst};
  for (const Peer& peer : options_.peers) {
    slots_.push_back(
        {.account = std::make_shared<ReceiveAccount>(bounds, ReceiveAccount::Clock::now()),
         .received_bytes = metrics.AddCounter(
             "heng_peer_received_bytes_total", "Bytes of frames received.", {{"peer", peer.name}}),
         .received_messages = metrics.AddCounter(
             "heng_peer_received_messages_total", "Messages received.", {{"peer", peer.name}}),
         .open_streams = metrics.AddGauge("heng_peer_open_streams_count",
                                          "1 while the stream in this direction is open.",
                                          {{"peer", peer.name}, {"direction", "receive"}})});
  }
}

PeerListener::~PeerListener() = default;

Result<void, Status> PeerListener::Start(const TlsIdentity& identity) {
  service_ = std::make_unique<Service>(*this);
  const auto check = [gate = gate_](const CertificateFacts& facts) -> Result<void, Status> {
    HENG_CHECK_OK(gate->AdmitKey(facts));
    return {};
  };
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort(options_.address, ListenCredentials(identity, check), &port);
  builder.RegisterService(service_.get());
  builder.SetMaxReceiveMessageSize(static_cast<int>(
      std::max(options_.limits.frame_bytes, options_.limits.message_bytes_max) + 1024));
  // Two nodes on one port would each get some of the connections.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, 4);
  builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, 5000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 5000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 5000);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 2000);
  server_ = builder.BuildAndStart();
  if (!server_ || port == 0) {
    return Fail(StatusCode::kIo,
                "cannot listen for peers on " + options_.address +
                    "; is another process on that port, or the address not of this machine?");
  }
  port_ = static_cast<std::uint16_t>(port);
  return {};
}

void PeerListener::Stop() {
  if (!server_) {
    return;
  }
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
    for (const auto& [stream, peer] : streams_) {
      stream->Cancel();
    }
  }
  server_->Shutdown(std::chrono::system_clock::now());
  std::unique_lock lock(mutex_);
  empty_.wait(lock, [this] { return streams_.empty(); });
}

bool PeerListener::receiving(PeerIndex peer) const {
  const std::scoped_lock lock(mutex_);
  return slots_[peer].newest != nullptr;
}

void PeerListener::Enter(Stream* stream) {
  const std::scoped_lock lock(mutex_);
  Slot& slot = slots_[stream->peer()];
  streams_.emplace(stream, stream->peer());
  if (slot.newest != nullptr) {
    slot.newest->Cancel();
  }
  slot.newest = stream;
  slot.open_streams.Set(1.0);
  if (stopping_) {
    stream->Cancel();
  }
}

void PeerListener::Leave(Stream* stream) {
  const std::scoped_lock lock(mutex_);
  Slot& slot = slots_[stream->peer()];
  if (slot.newest == stream) {
    slot.newest = nullptr;
    slot.open_streams.Set(0.0);
  }
  streams_.erase(stream);
  empty_.notify_all();
}

}  // namespace heng::node
