// SPDX-License-Identifier: Apache-2.0
#include "node/transport/peer_sender.h"

#include <grpcpp/alarm.h>
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <heng/v1/peer.grpc.pb.h>

#include <utility>
#include <vector>

#include "node/transport/frame.h"

namespace heng::node {

// One call of PeerService.Exchange. Owned by the sender, which lets go of it in OnDone. A hold
// keeps gRPC from finishing it while the sender may still start a write from its own thread.
class PeerSender::Stream final
    : public grpc::ClientBidiReactor<v1::ExchangeRequest, v1::ExchangeResponse> {
 public:
  Stream(PeerSender& owner, const Options& options) : owner_(owner) {
    context_.AddMetadata(kChainMetadata, options.chain_id.value());
    context_.AddMetadata(kValidatorMetadata, options.self);
    context_.AddMetadata(kPeerMetadata, options.peer.name);
  }

  void Begin(const std::shared_ptr<grpc::Channel>& channel) {
    stub_ = v1::PeerService::NewStub(channel);
    stub_->async()->Exchange(&context_, this);
    AddHold();
    StartRead(&answer_);
    StartCall();
  }
  void Cancel() { context_.TryCancel(); }
  void Release() { RemoveHold(); }

  void Write(const std::vector<SharedMessage>& messages) {
    frame_.Clear();
    frame_.set_version(kFrameVersion);
    frame_.mutable_messages()->Reserve(static_cast<int>(messages.size()));
    for (const SharedMessage& message : messages) {
      frame_.add_messages(*message);
    }
    StartWrite(&frame_);
  }

  void OnReadDone(bool ok) override {
    if (!ok) {
      owner_.OnReadEnded();
      return;
    }
    if (answered_ || answer_.version() != kFrameVersion) {
      // A peer that talks here does not keep to the protocol; the read that ends says why.
      context_.TryCancel();
    } else {
      owner_.OnAnswer();
    }
    answered_ = true;
    StartRead(&answer_);
  }
  void OnWriteDone(bool ok) override { owner_.OnWritten(ok); }
  void OnDone(const grpc::Status& status) override { owner_.OnDone(status); }

 private:
  PeerSender& owner_;
  grpc::ClientContext context_;
  std::unique_ptr<v1::PeerService::Stub> stub_;
  v1::ExchangeRequest frame_;
  v1::ExchangeResponse answer_;
  bool answered_ = false;
};

PeerSender::PeerSender(Options options,
                       std::shared_ptr<grpc::Channel> channel,
                       PeerHandler& handler,
                       Log& log,
                       Metrics& metrics)
    : options_(std::move(options)),
      channel_(std::move(channel)),
      handler_(handler),
      log_(log),
      sent_bytes_(metrics.AddCounter("heng_peer_sent_bytes_total",
                                     "Bytes of messages handed to streams.",
                                     {{"peer", options_.peer.name}})),
      sent_messages_(metrics.AddCounter("heng_peer_sent_messages_total",
                                        "Messages handed to streams.",
                                        {{"peer", options_.peer.name}})),
      dropped_messages_(metrics.AddCounter("heng_peer_dropped_messages_total",
                                           "Messages dropped because the queue was full.",
                                           {{"peer", options_.peer.name}})),
      dial_failures_(metrics.AddCounter("heng_peer_dial_failures_total",
                                        "Attempts to dial that the peer did not accept.",
                                        {{"peer", options_.peer.name}})),
      accepted_streams_(metrics.AddGauge("heng_peer_open_streams_count",
                                         "1 while the stream in this direction is open.",
                                         {{"peer", options_.peer.name}, {"direction", "send"}})),
      queued_bytes_(metrics.AddGauge("heng_peer_queued_send_bytes",
                                     "Bytes of messages that wait to be sent.",
                                     {{"peer", options_.peer.name}})),
      queue_(options_.limits.offline_queue_bytes_max),
      backoff_(options_.times.retry_first, options_.times.retry_last),
      chance_(std::random_device{}()) {}

PeerSender::~PeerSender() = default;

void PeerSender::Start() {
  Dial();
}

void PeerSender::RequestStop() {
  const std::scoped_lock lock(mutex_);
  stopping_ = true;
  if (stream_) {
    stream_->Cancel();
  }
  if (alarm_set_) {
    alarm_->Cancel();
  }
}

void PeerSender::DialNow() {
  const std::scoped_lock lock(mutex_);
  backoff_.Reset();
  if (alarm_set_) {
    alarm_->Cancel();  // rings now, and Dial follows
  }
}

void PeerSender::Join() {
  std::unique_lock lock(mutex_);
  quiet_.wait(lock, [this] { return !stream_ && !alarm_set_; });
}

void PeerSender::Push(SharedMessage message) {
  const std::scoped_lock lock(mutex_);
  PushLocked(std::move(message));
}

void PeerSender::PushIfOpen(SharedMessage message) {
  const std::scoped_lock lock(mutex_);
  if (accepted_) {
    PushLocked(std::move(message));
  }
}

void PeerSender::PushLocked(SharedMessage message) {
  CountDropped(queue_.Push(std::move(message)));
  queued_bytes_.Set(queue_.bytes());
}

void PeerSender::Flush() {
  std::vector<SharedMessage> frame;
  Stream* stream = nullptr;
  {
    const std::scoped_lock lock(mutex_);
    if (!accepted_ || writing_ || broken_ || queue_.empty()) {
      return;
    }
    frame = queue_.TakeFrame(options_.limits.frame_bytes);
    queued_bytes_.Set(queue_.bytes());
    writing_ = true;  // and so the stream stays until OnWritten
    stream = stream_.get();
  }
  std::uint64_t bytes = 0;
  for (const SharedMessage& message : frame) {
    bytes += message->size();
  }
  sent_messages_.Add(frame.size());
  sent_bytes_.Add(bytes);
  stream->Write(frame);
}

PeerSender::Snapshot PeerSender::Look() const {
  const std::scoped_lock lock(mutex_);
  return {.accepted = accepted_,
          .queued_bytes = queue_.bytes(),
          .dropped_messages = dropped_,
          .last_failure = last_failure_};
}

void PeerSender::Dial() {
  Stream* stream = nullptr;
  {
    const std::scoped_lock lock(mutex_);
    alarm_set_ = false;
    quiet_.notify_all();
    if (stopping_) {
      return;
    }
    accepted_ = writing_ = broken_ = read_ended_ = false;
    held_ = true;
    stream_ = std::make_unique<Stream>(*this, options_);
    stream = stream_.get();
  }
  // Not under the lock: gRPC does the work of the first write on this thread.
  stream->Begin(channel_);
}

void PeerSender::DialLater(std::chrono::milliseconds wait) {
  alarm_ = std::make_unique<grpc::Alarm>();
  alarm_set_ = true;
  alarm_->Set(std::chrono::system_clock::now() + wait, [this](bool) { Dial(); });
}

void PeerSender::OnAnswer() {
  {
    const std::scoped_lock lock(mutex_);
    accepted_ = true;
    last_failure_.clear();
    backoff_.Reset();
    CountDropped(queue_.SetBytesMax(options_.limits.queue_bytes_max));
  }
  accepted_streams_.Set(1.0);
  log_.Info("peer.accepted",
            "the peer accepted our stream",
            {{"peer", options_.peer.name}, {"address", options_.peer.address}});
  handler_.OnAccepted(options_.index);
  Flush();
}

bool PeerSender::TakeHold() {
  return read_ended_ && !writing_ && std::exchange(held_, false);
}

void PeerSender::OnReadEnded() {
  Stream* stream = nullptr;
  {
    const std::scoped_lock lock(mutex_);
    broken_ = true;
    read_ended_ = true;
    stream = TakeHold() ? stream_.get() : nullptr;
  }
  if (stream != nullptr) {
    stream->Release();
  }
}

void PeerSender::OnWritten(bool ok) {
  Stream* stream = nullptr;
  {
    const std::scoped_lock lock(mutex_);
    writing_ = false;
    broken_ = broken_ || !ok;
    stream = TakeHold() ? stream_.get() : nullptr;
  }
  if (stream != nullptr) {
    stream->Release();
  } else {
    Flush();
  }
}

// The stream dies under the lock and before Join can return: it holds the channel, and the last
// holder of a channel must not be a thread of gRPC, which would wait for itself to end.
void PeerSender::OnDone(const grpc::Status& status) {
  bool was_accepted = false;
  bool stopping = false;
  std::chrono::milliseconds wait{};
  {
    const std::scoped_lock lock(mutex_);
    stopping = stopping_;
    was_accepted = std::exchange(accepted_, false);
    last_failure_ = status.error_message();
    wait = backoff_.Next(static_cast<std::uint32_t>(chance_()));
    CountDropped(queue_.SetBytesMax(options_.limits.offline_queue_bytes_max));
    queued_bytes_.Set(queue_.bytes());
  }
  accepted_streams_.Set(0.0);
  if (was_accepted) {
    handler_.OnLost(options_.index);
  }
  if (!stopping) {
    ReportEnd(status, was_accepted, wait);
  }
  const std::scoped_lock lock(mutex_);
  stream_.reset();
  if (!stopping_) {
    DialLater(wait);
  }
  quiet_.notify_all();
}

void PeerSender::CountDropped(std::uint64_t messages) {
  if (messages > 0) {
    dropped_ += messages;
    dropped_messages_.Add(messages);
  }
}

void PeerSender::ReportEnd(const grpc::Status& status,
                           bool was_accepted,
                           std::chrono::milliseconds wait) {
  if (was_accepted) {
    log_.Info("peer.lost",
              "our stream to the peer ended; dialing again",
              {{"peer", options_.peer.name},
               {"code", static_cast<int>(status.error_code())},
               {"reason", status.error_message()},
               {"retry_ms", wait.count()}});
    return;
  }
  dial_failures_.Add();
  log_.Warn("peer.dial_failed",
            "the peer did not accept our stream; trying again",
            {{"peer", options_.peer.name},
             {"address", options_.peer.address},
             {"code", static_cast<int>(status.error_code())},
             {"reason", status.error_message()},
             {"retry_ms", wait.count()}});
}

}  // namespace heng::node
