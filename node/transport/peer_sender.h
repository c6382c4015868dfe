// SPDX-License-Identifier: Apache-2.0
// Sends to one peer: dials it, waits for its answer, writes what is queued, and dials again after a
// pause when the stream ends for whatever reason. Any thread may call; Start and Stop once each.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <random>
#include <string>

#include "core/ids.h"
#include "core/result.h"
#include "node/log/log.h"
#include "node/metrics/metrics.h"
#include "node/transport/backoff.h"
#include "node/transport/limits.h"
#include "node/transport/peer_handler.h"
#include "node/transport/send_queue.h"

namespace grpc {
class Alarm;
class Channel;
class Status;
}  // namespace grpc

namespace heng::node {

class PeerSender {
 public:
  struct Options {
    ChainId chain_id;
    std::string self;
    PeerIndex index = 0;
    Peer peer;
    PeerLimits limits;
    DialTimes times;
  };

  PeerSender(Options options,
             std::shared_ptr<grpc::Channel> channel,
             PeerHandler& handler,
             Log& log,
             Metrics& metrics);
  ~PeerSender();

  void Start();
  // Asks; Join waits. Apart, so that many senders stop side by side.
  void RequestStop();
  void Join();

  // The peer has shown that it is there: if the next attempt is waited for, it is made at once.
  void DialNow();

  void Push(SharedMessage message);
  // Only while the stream is open: nothing that waits for it.
  void PushIfOpen(SharedMessage message);
  void Flush();

  struct Snapshot {
    bool accepted = false;
    std::uint64_t queued_bytes = 0;
    std::uint64_t dropped_messages = 0;
    std::string last_failure;
  };
  [[nodiscard]] Snapshot Look() const;

 private:
  class Stream;

  void PushLocked(SharedMessage message);
  void Dial();
  void DialLater(std::chrono::milliseconds wait);
  // Called by the stream, on a thread of gRPC.
  void OnAnswer();
  void OnReadEnded();
  void OnWritten(bool ok);
  void OnDone(const grpc::Status& status);
  // Whether the stream may end now: no write is under way and none will start. Says so once.
  [[nodiscard]] bool TakeHold();
  void CountDropped(std::uint64_t messages);
  void ReportEnd(const grpc::Status& status, bool was_accepted, std::chrono::milliseconds wait);

  const Options options_;
  const std::shared_ptr<grpc::Channel> channel_;  // gRPC's client objects share it
  PeerHandler& handler_;
  Log& log_;
  Counter sent_bytes_;
  Counter sent_messages_;
  Counter dropped_messages_;
  Counter dial_failures_;
  Gauge accepted_streams_;
  Gauge queued_bytes_;

  mutable std::mutex mutex_;
  std::condition_variable quiet_;  // all below: guarded by mutex_
  SendQueue queue_;
  Backoff backoff_;
  std::minstd_rand chance_;
  std::unique_ptr<Stream> stream_;      // the attempt or stream under way
  std::unique_ptr<grpc::Alarm> alarm_;  // rings for the next attempt
  bool alarm_set_ = false;
  bool stopping_ = false;
  bool accepted_ = false;    // the peer answered
  bool writing_ = false;     // a frame is with gRPC
  bool broken_ = false;      // no further frame on this stream
  bool read_ended_ = false;  // the peer's half is over
  bool held_ = false;        // gRPC may not finish the stream yet
  std::uint64_t dropped_ = 0;
  std::string last_failure_;
};

}  // namespace heng::node
