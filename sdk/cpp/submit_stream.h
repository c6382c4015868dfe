// SPDX-License-Identifier: Apache-2.0
// Submitting without waiting: one long-lived stream to one node. Send() queues and returns; what
// has queued up, or was given at once, travels together, which costs both sides far less. The
// answers come in the order of sending, on a thread of gRPC. What was sent and not answered when
// the stream breaks is unknown: ask the node with the transaction's id, or send it again.
// Thread-safe. The callback must be quick and must not call the stream.
#pragma once

#include <heng/v1/submit.pb.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/bytes.h"
#include "core/result.h"
#include "sdk/cpp/client_error.h"

namespace grpc {
class Channel;
}

namespace heng::sdk {

// How much one message of the stream carries: a node takes up to 1,000 transactions and its own
// bound of bytes (at least 2 MiB), and one transaction may have 1 MiB.
inline constexpr int kSubmitTransactionsMax = 256;
inline constexpr std::size_t kSubmitBytesMax = 1 << 20;

class SubmitStream {
 public:
  using OnAnswer = std::function<void(const v1::SubmitResponse&)>;

  // Client::OpenSubmitStream makes one.
  SubmitStream(std::shared_ptr<grpc::Channel> channel, std::string endpoint, OnAnswer on_answer);
  // Cancels what is under way and waits for the last callback.
  ~SubmitStream();
  SubmitStream(const SubmitStream&) = delete;
  SubmitStream& operator=(const SubmitStream&) = delete;

  // False once the stream is broken; nothing was queued then.
  [[nodiscard]] bool Send(Bytes signed_transaction);
  [[nodiscard]] bool Send(std::vector<Bytes> signed_transactions);

  // Says that no more will come and waits until everything is answered. An error says why the
  // stream ended before, or that `patience` was over.
  [[nodiscard]] Result<void, ClientError> Finish(std::chrono::milliseconds patience);

 private:
  class Reactor;

  const std::string endpoint_;
  std::unique_ptr<Reactor> reactor_;
};

}  // namespace heng::sdk
