// SPDX-License-Identifier: Apache-2.0
#include "node/api/event_service.h"

#include <algorithm>
#include <mutex>
#include <optional>
#include <vector>

#include "core/event.h"

namespace heng::node {
namespace {

constexpr auto kHeartbeat = std::chrono::seconds(10);
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
               const v1::StreamEventsRequest& request)
      : ports_(ports),
        height_(request.height()),
        index_(request.index()),
        prefix_(request.key_prefix()) {
    if (!call) {
      End(ToGrpc(call.error()));
      return;
    }
    tls_key_ = call->caller.person.tls_key;
    auto slot = ports_.quota.OpenStream(tls_key_);
    if (!slot) {
      End(ToGrpc(slot.error()));
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
  void End(const grpc::Status& status) {
    const std::lock_guard lock(mutex_);
    if (!ended_) {
      ended_ = true;
      Finish(status);
    }
  }

  // Loads the block at height_ when it is committed. False when it is not there yet.
  Result<bool, ApiError> Load(Height head) {
    if (Height(height_) > head) {
      return false;
    }
    if (loaded_ != height_) {
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
        if (there.error().reason == ErrorReason::kCorrupt) {
          ports_.store.ReportDamage(there.error().message);
        }
        End(ToGrpc(there.error()));
        return;
      }
      if (!*there) {
        AwaitBlock(head);
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
    Heartbeat(head);
  }

  void Heartbeat(Height head) {
    response_.Clear();
    response_.set_height(height_);
    response_.set_head_height(head.value());
    StartWrite(&response_);
  }

  void Send(Height head) {
    response_.set_height(height_);
    response_.set_index(static_cast<std::uint32_t>(index_));
    response_.set_event(events_[index_]);
    response_.set_head_height(head.value());
    ++index_;
    StartWrite(&response_);
  }

  void AwaitBlock(Height head) {
    std::unique_lock lock(mutex_);
    if (cancelled_) {
      lock.unlock();
      End(grpc::Status::CANCELLED);
      return;
    }
    waiter_ = ports_.commits.Await(head,
                                   std::chrono::steady_clock::now() + kHeartbeat,
                                   [this](CommitFeed::Wake wake) { Woken(wake); });
  }

  void Woken(CommitFeed::Wake wake) {
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
        Heartbeat(ports_.store.Chain().head().value_or(Height(0)));
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

  std::mutex mutex_;
  std::uint64_t waiter_ = 0;  // guarded by mutex_
  bool cancelled_ = false;    // guarded by mutex_
  bool ended_ = false;        // guarded by mutex_
};

}  // namespace

grpc::ServerWriteReactor<v1::StreamEventsResponse>* EventService::StreamEvents(
    grpc::CallbackServerContext* context, const v1::StreamEventsRequest* request) {
  return new EventReactor(ports_, Admit(*context, kMethod, ports_), *request);
}

}  // namespace heng::node
