// SPDX-License-Identifier: Apache-2.0
// A connection to one node. Thread-safe. Every call has a deadline and returns a value or an error
// that says what, why and what next.
//
//   Client client({.endpoint = "127.0.0.1:7101", .identity = {...}});
//   auto sent = client.Submit(signed_bytes);               // its id was known before
//   auto outcome = client.Wait(id, std::chrono::seconds(10));
#pragma once

#include <heng/v1/events.pb.h>
#include <heng/v1/operator.pb.h>
#include <heng/v1/proofs.pb.h>
#include <heng/v1/query.pb.h>
#include <heng/v1/submit.pb.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/bytes.h"
#include "core/ids.h"
#include "core/result.h"
#include "sdk/cpp/client_error.h"
#include "sdk/cpp/submit_stream.h"

namespace heng::sdk {

// Mutual TLS: whom the client believes, and who it is. PEM texts.
struct ClientIdentity {
  std::string authority_pem;
  std::string certificate_pem;
  std::string key_pem;
};

struct ClientOptions {
  std::string endpoint;  // "host:port" of the node's client port, or operator port
  ClientIdentity identity;
  std::chrono::milliseconds timeout{30'000};  // of every call without one of its own
  // A call that the node refuses with RATE_LIMITED is made again when the node says so, as long as
  // the timeout lasts. Streams are not: they answer each transaction.
  bool wait_when_limited = true;
};

template <class T>
using Answer = Result<T, ClientError>;

class Client {
 public:
  explicit Client(ClientOptions options);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  [[nodiscard]] const std::string& endpoint() const { return options_.endpoint; }

  // Errors: MALFORMED, SIGNATURE_INVALID, WRONG_CHAIN, TRANSACTION_EXPIRED, POOL_FULL,
  // AUTHOR_QUOTA, CALLER_UNKNOWN, CALLER_DENIED.
  [[nodiscard]] Answer<v1::SubmitResponse> Submit(ByteView signed_transaction);
  // Sends all on one stream and returns their answers in order; a shorter list than was sent means
  // that the stream broke, and the rest is unknown.
  [[nodiscard]] Answer<std::vector<v1::SubmitResponse>> SubmitAll(
      const std::vector<Bytes>& signed_transactions);
  // A stream that stays open, for whoever sends without waiting for answers.
  [[nodiscard]] std::unique_ptr<SubmitStream> OpenSubmitStream(SubmitStream::OnAnswer on_answer);
  // OUTCOME_UNKNOWN when `timeout` (at most a minute) is over first: ask again with the same id.
  [[nodiscard]] Answer<v1::WaitResponse> Wait(const TransactionId& id,
                                              std::chrono::milliseconds timeout);

  // Height 0 is the head. Errors: NOT_FOUND, HEIGHT_NOT_YET, CALLER_DENIED.
  [[nodiscard]] Answer<v1::GetRecordResponse> GetRecord(ByteView key, std::uint64_t at_height = 0);
  // One page.
  [[nodiscard]] Answer<v1::ListRecordsResponse> ListRecords(const v1::ListRecordsRequest& request);
  // Every page, up to `limit` records (at least 1), all of one height; where there are more, the
  // answer has the token to go on with.
  [[nodiscard]] Answer<v1::ListRecordsResponse> ListAll(ByteView prefix, std::size_t limit);
  [[nodiscard]] Answer<std::vector<Bytes>> RecordEvents(ByteView key);  // all, oldest first
  [[nodiscard]] Answer<v1::GetRecordResponse> GetUnit(const std::string& batch,
                                                      std::uint64_t serial,
                                                      std::uint64_t at_height = 0);
  [[nodiscard]] Answer<v1::GetBlockResponse> GetBlock(std::uint64_t height,
                                                      bool with_transactions,
                                                      bool with_events);
  [[nodiscard]] Answer<v1::GetTransactionResponse> GetTransaction(const TransactionId& id);
  [[nodiscard]] Answer<v1::GetChainResponse> GetChain();
  [[nodiscard]] Answer<v1::GetRecordProofResponse> GetRecordProof(ByteView key,
                                                                  std::uint64_t at_height = 0);

  // Calls `on_event` for each event (empty bytes: a heartbeat) until it returns false or the
  // stream ends. The error says why it ended; none when on_event ended it.
  [[nodiscard]] Answer<void> StreamEvents(
      const v1::StreamEventsRequest& request,
      const std::function<bool(const v1::StreamEventsResponse&)>& on_event);

  // On the operator port.
  [[nodiscard]] Answer<v1::GetStatusResponse> GetStatus();
  [[nodiscard]] Answer<v1::GetConsensusStatusResponse> GetConsensusStatus();
  [[nodiscard]] Answer<v1::SetDevelopmentClockResponse> SetDevelopmentClock(std::uint64_t time_ms);

 private:
  struct Stubs;

  // What calls are made with, after a look at the connection.
  [[nodiscard]] Stubs& Connected();

  const ClientOptions options_;
  std::unique_ptr<Stubs> stubs_;
};

}  // namespace heng::sdk
