// SPDX-License-Identifier: Apache-2.0
#include "sdk/cpp/submit_stream.h"

#include <grpcpp/grpcpp.h>
#include <heng/v1/submit.grpc.pb.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <iterator>
#include <mutex>
#include <optional>
#include <utility>

namespace heng::sdk {

// One write and one read under way at a time, each on its own.
class SubmitStream::Reactor final
    : public grpc::ClientBidiReactor<v1::SubmitStreamRequest, v1::SubmitStreamResponse> {
 public:
  Reactor(std::shared_ptr<grpc::Channel> channel, OnAnswer on_answer)
      : stub_(v1::SubmitService::NewStub(std::move(channel))), on_answer_(std::move(on_answer)) {
    stub_->async()->SubmitStream(&context_, this);
    // Writes are started from outside of the callbacks as long as this hold lasts.
    AddHold();
    StartRead(&response_);
    StartCall();
  }

  bool Send(std::vector<Bytes> transactions) {
    const std::lock_guard lock(mutex_);
    if (broken_ || closing_) {
      return false;
    }
    std::ranges::move(transactions, std::back_inserter(queue_));
    if (!writing_ && !queue_.empty()) {
      WriteNext();
    }
    return true;
  }

  void Close() {
    const std::lock_guard lock(mutex_);
    if (closing_) {
      return;
    }
    closing_ = true;
    if (!writing_) {
      StartWritesDone();
    }
    RemoveHold();
  }

  void Cancel() { context_.TryCancel(); }

  // The status of the call, once it has ended.
  std::optional<grpc::Status> Await(std::optional<std::chrono::milliseconds> patience) {
    std::unique_lock lock(mutex_);
    const auto ended = [this] { return status_.has_value(); };
    if (patience) {
      ended_.wait_for(lock, *patience, ended);
    } else {
      ended_.wait(lock, ended);
    }
    return status_;
  }

  void OnReadDone(bool ok) override {
    if (ok) {
      for (const v1::SubmitResponse& answer : response_.answers()) {
        on_answer_(answer);
      }
      StartRead(&response_);
      return;
    }
    const std::lock_guard lock(mutex_);
    broken_ = true;
  }

  void OnWriteDone(bool ok) override {
    const std::lock_guard lock(mutex_);
    if (!ok) {
      broken_ = true;
      writing_ = false;
      queue_.clear();
    } else if (!queue_.empty()) {
      WriteNext();
    } else {
      writing_ = false;
      if (closing_) {
        StartWritesDone();
      }
    }
  }

  void OnDone(const grpc::Status& status) override {
    const std::lock_guard lock(mutex_);
    broken_ = true;
    status_ = status;
    ended_.notify_all();
  }

 private:
  // What has queued up since the last write goes out together.
  void WriteNext() {
    writing_ = true;
    request_.Clear();
    std::size_t bytes = 0;
    do {
      bytes += queue_.front().size();
      request_.add_transactions(std::move(queue_.front()));
      queue_.pop_front();
    } while (!queue_.empty() && request_.transactions_size() < kSubmitTransactionsMax &&
             bytes + queue_.front().size() <= kSubmitBytesMax);
    StartWrite(&request_);
  }

  const std::unique_ptr<v1::SubmitService::Stub> stub_;
  const OnAnswer on_answer_;
  grpc::ClientContext context_;
  v1::SubmitStreamResponse response_;  // of the read under way

  std::mutex mutex_;
  std::condition_variable ended_;
  v1::SubmitStreamRequest request_;  // of the write under way; all below guarded by mutex_
  std::deque<Bytes> queue_;
  bool writing_ = false;
  bool closing_ = false;
  bool broken_ = false;
  std::optional<grpc::Status> status_;
};

SubmitStream::SubmitStream(std::shared_ptr<grpc::Channel> channel,
                           std::string endpoint,
                           OnAnswer on_answer)
    : endpoint_(std::move(endpoint)),
      reactor_(std::make_unique<Reactor>(std::move(channel), std::move(on_answer))) {}

SubmitStream::~SubmitStream() {
  reactor_->Cancel();
  reactor_->Close();
  (void)reactor_->Await(std::nullopt);
}

bool SubmitStream::Send(Bytes signed_transaction) {
  std::vector<Bytes> one;
  one.push_back(std::move(signed_transaction));
  return reactor_->Send(std::move(one));
}

bool SubmitStream::Send(std::vector<Bytes> signed_transactions) {
  return reactor_->Send(std::move(signed_transactions));
}

Result<void, ClientError> SubmitStream::Finish(std::chrono::milliseconds patience) {
  reactor_->Close();
  auto status = reactor_->Await(patience);
  if (!status) {
    reactor_->Cancel();
    status = reactor_->Await(std::nullopt);
  }
  if (!status->ok()) {
    return std::unexpected(FromGrpc(*status, endpoint_));
  }
  return {};
}

}  // namespace heng::sdk
