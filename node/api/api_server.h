// SPDX-License-Identifier: Apache-2.0
// The two listeners for people: clients (submit, query, events, proofs) and operators (status,
// health, reflection). Both demand a client certificate of the network's authority; who the caller
// is and what it may do is decided for each call, from the register.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "core/result.h"
#include "node/api/caller_quota.h"
#include "node/api/ports.h"
#include "node/transport/tls.h"
#include "storage/state_store.h"

namespace heng::node {

class CommitFeed;
class Log;

struct ApiOptions {
  std::string node_name;
  std::string version;
  ChainId chain_id;
  std::string client_address;  // "127.0.0.1:7100"; port 0: any free one
  std::string operator_address;
  std::uint32_t message_bytes_max = 4 << 20;
  std::uint32_t streams_per_connection_max = 64;
  CallerBudget caller_budget;
  std::chrono::milliseconds stream_stalled{30'000};  // see StalledReader
  std::chrono::milliseconds stream_heartbeat{10'000};
  std::function<void()> on_throttled = {};  // for every call that a budget refuses; may be empty
};

class ApiServer {
 public:
  // Everything borrowed outlives the server.
  ApiServer(ApiOptions options,
            TlsIdentity identity,
            storage::StateStore& store,
            SubmitPort& submit,
            OperatorPort& node,
            CommitFeed& commits,
            Log& log);
  ~ApiServer();
  ApiServer(const ApiServer&) = delete;
  ApiServer& operator=(const ApiServer&) = delete;

  // Fails when an address cannot be had, or when a method has no row in the access table.
  [[nodiscard]] Result<void, Status> Start();
  // What grpc.health.v1 says from now on.
  void SetServing(bool serving);
  // Ends every call and returns when no handler runs. The commit feed must have been stopped.
  void Stop();

  [[nodiscard]] std::uint16_t client_port() const;
  [[nodiscard]] std::uint16_t operator_port() const;

 private:
  struct Servers;
  std::unique_ptr<Servers> servers_;
};

// Every method of every service above has a row in the access table, and every row a method.
[[nodiscard]] Result<void, Status> CheckAccessTable();

}  // namespace heng::node
