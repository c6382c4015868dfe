// SPDX-License-Identifier: Apache-2.0
#include "node/api/event_service.h"

#include <algorithm>
#include <limits>
#include <mutex>
#include <optional>
#include <vector>

#include "core/event.h"
#include "node/api/stalled_reader.h"

namespace heng::node {
namespace {

constexpr std::chrono::milliseconds kPacedFor{250};
constexpr std::size_t kPrefixBytesMax = 512;
// Blocks looked at without a write. After as many a heartbeat says how far the search has come, so
// that a search of the whole chain can be cancelled and waits for its client.
constexpr std::uint64_t kSearchMax = 64;
constexpr std::string_view kMethod = "/heng.v1.EventService/StreamEvents";

bool Touches(ByteView event_bytes, const std::string& prefix) {
  if (prefix.empty()) {
    return true;
  }
  const auto event = Decode<Event>(event_bytes);
  return event && std::ranges::any_of(event->subjects, [&prefix](const EventSubject& subject) {
           return subject.key.starts_with(prefix);
         });
}

// One write under way at a time; between writes it either has a next event or waits for a block.
class EventReactor final : public grpc::ServerWriteReactor<v1::StreamEventsResponse> {
 public:
  EventReactor(const ApiPorts& ports,
               const Result<Call, ApiError>& call,
               const v1::StreamEventsRequest& request,
               grpc::CallbackServerContext& context)
      : ports_(ports),
        height_(request.height()),
        index_(request.index()),
        prefix_(request.key_prefix()),
        reader_(ports.commits, context, ports.stream_stalled) {
    if (!call) {
      Refuse(call.error());
      return;
    }
    tls_key_ = call->caller.person.tls_key;
    auto slot = ports_.quota.OpenStream(tls_key_);
    if (!slot) {
      Refuse(slot.error());
      return;
    }
    slot_ = *std::move(slot);
    if (prefix_.size() > kPrefixBytesMax) {
      End(ToGrpc(ApiError{.reason = ErrorReason::kLimitExceeded,
                          .message = "a key prefix has at most 512 bytes",
                          .field = "key_prefix",
                          .metadata = {}}));
    } else {
      Next();
    }
  }

  void OnWriteDone(bool ok) override {
    reader_.WriteDone();
    if (ok) {
      Next();
    } else {
      End(grpc::Status::CANCELLED);
    }
  }

  // The waiter, if there is one, is taken back, so that nobody calls a stream that is gone.
  void OnCancel() override {
    std::unique_lock lock(mutex_);
    cancelled_ = true;
    const std::uint64_t waiter = waiter_;
    lock.unlock();
    if (waiter != 0 && ports_.commits.Cancel(waiter)) {
      End(grpc::Status::CANCELLED);
    }
  }

  void OnDone() override { delete this; }

 private:
  void Refuse(const ApiError& error) {
    RefuseLate(ports_, error, [this, status = ToGrpc(error)] { End(status); });
  }

  void End(const grpc::Status& status) {
    const std::lock_guard lock(mutex_);
    if (!ended_) {
      ended_ = true;
      Finish(status);
    }
  }

  // Loads the block at height_ when it is committed. False when it is not there yet. Costs a call,
  // so that who reads the whole chain on many streams reads it at the pace of one.
  Result<bool, ApiError> Load(Height head) {
    if (Height(height_) > head) {
      return false;
    }
    if (loaded_ != height_) {
      HENG_CHECK_OK(ports_.quota.ChargeCall(tls_key_, SteadyMs()));
      HENG_CHECK_OK(AdmitAgain(tls_key_, kMethod, ports_.store));
      HENG_TRY(events_, OrError(ports_.store.Chain().Events(Height(height_))));
      loaded_ = height_;
    }
    return true;
  }

  void Next() {
    const Height head = ports_.store.Chain().head().value_or(Height(0));
    for (std::uint64_t searched = 0; searched < kSearchMax; ++searched) {
      const Result<bool, ApiError> there = Load(head);
      if (!there) {
        if (there.error().reason == ErrorReason::kRateLimited) {
          // Many streams share the allowance: those that ask when it is back take turns.
          Await(Height(std::numeric_limits<std::uint64_t>::max()),
                std::max(kPacedFor, std::chrono::milliseconds(there.error().retry_after_ms)),
                &EventReactor::Next);
          return;
        }
        if (there.error().reason == ErrorReason::kCorrupt) {
          ports_.store.ReportDamage(there.error().message);
        }
        End(ToGrpc(there.error()));
        return;
      }
      if (!*there) {
        // Blocks without an event for this stream do not put the heartbeat off.
        const auto silent = std::chrono::steady_clock::now() - written_at_;
        if (silent >= ports_.stream_heartbeat) {
          Heartbeat();
        } else {
          Await(head,
                std::chrono::ceil<std::chrono::milliseconds>(ports_.stream_heartbeat - silent),
                &EventReactor::Heartbeat);
        }
        return;
      }
      while (index_ < events_.size() && !Touches(events_[index_], prefix_)) {
        ++index_;
      }
      if (index_ < events_.size()) {
        Send(head);
        return;
      }
      ++height_;
      index_ = 0;
    }
    Heartbeat();
  }

  void Heartbeat() {
    response_.Clear();
    response_.set_height(height_);
    response_.set_head_height(ports_.store.Chain().head().value_or(Height(0)).value());
    written_at_ = std::chrono::steady_clock::now();
    reader_.WriteBegan();
    StartWrite(&response_);
  }

  void Send(Height head) {
    response_.set_height(height_);
    response_.set_index(static_cast<std::uint32_t>(index_));
    response_.set_event(events_[index_]);
    response_.set_head_height(head.value());
    ++index_;
    written_at_ = std::chrono::steady_clock::now();
    reader_.WriteBegan();
    StartWrite(&response_);
  }

  // Goes on with the next event when a block comes, and with `when_over` after `patience`.
  void Await(Height above, std::chrono::milliseconds patience, void (EventReactor::*when_over)()) {
    std::unique_lock lock(mutex_);
    if (cancelled_) {
      lock.unlock();
      End(grpc::Status::CANCELLED);
      return;
    }
    waiter_ =
        ports_.commits.Await(above,
                             std::chrono::steady_clock::now() + patience,
                             [this, when_over](CommitFeed::Wake wake) { Woken(wake, when_over); });
  }

  void Woken(CommitFeed::Wake wake, void (EventReactor::*when_over)()) {
    {
      const std::lock_guard lock(mutex_);
      waiter_ = 0;
      if (cancelled_) {
        wake = CommitFeed::Wake::kStopped;
      }
    }
    switch (wake) {
      case CommitFeed::Wake::kCommitted:
        Next();
        return;
      case CommitFeed::Wake::kTimeout:
        (this->*when_over)();
        return;
      case CommitFeed::Wake::kStopped:
        End(ToGrpc(ApiError{.reason = ErrorReason::kNotReady,
                            .message = "the node is stopping; go on from the last position at "
                                       "another node",
                            .field = {},
                            .metadata = {}}));
        return;
    }
  }

  const ApiPorts& ports_;
  std::uint64_t height_;
  std::size_t index_;
  const std::string prefix_;
  PublicKey tls_key_;  // of the caller
  CallerQuota::Stream slot_;
  std::optional<std::uint64_t> loaded_;
  std::vector<Bytes> events_;  // of the block at `loaded_`
  v1::StreamEventsResponse response_;
  std::chrono::steady_clock::time_point written_at_ = std::chrono::steady_clock::now();
  StalledReader reader_;

  std::mutex mutex_;
  std::uint64_t waiter_ = 0;  // guarded by mutex_
  bool cancelled_ = false;    // guarded by mutex_
  bool ended_ = false;        // guarded by mutex_
};

}  // namespace

grpc::ServerWriteReactor<v1::StreamEventsResponse>* EventService::StreamEvents(
    grpc::CallbackServerContext* context, const v1::StreamEventsRequest* request) {
  return new EventReactor(ports_, Admit(*context, kMethod, ports_), *request, *context);
}

}  // namespace heng::node
