// SPDX-License-Identifier: Apache-2.0
// What the API needs of the node behind it. The node implements these over its driver's loop; every
// function may be called from any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/height.h"
#include "core/result.h"
#include "core/time.h"
#include "core/transaction.h"
#include "node/driver/ports.h"

namespace heng::node {

// Transactions on their way in. `done` is called once, with an answer for each, on another thread.
class SubmitPort {
 public:
  SubmitPort() = default;
  SubmitPort(const SubmitPort&) = delete;
  SubmitPort& operator=(const SubmitPort&) = delete;
  virtual ~SubmitPort() = default;

  using Done = std::function<void(const std::vector<Admission>&)>;
  virtual void Submit(std::vector<VerifiedTransaction> transactions, Done done) = 0;
};

// How far a node that missed blocks has come.
struct CatchUpView {
  Height height;
  // Views without a block make it smaller in the end.
  Height target_max;
  std::uint64_t blocks_per_s = 0;
  std::optional<std::uint64_t> seconds_left;  // nothing while the pace is not known
};

struct PeerView {
  std::string name;
  bool connected = false;
  std::string detail;
};

struct VoteView {
  std::string validator;
  bool notarize = false;
  bool nullify = false;
  bool finalize = false;
  bool connected = false;
  View last_vote;  // the newest view in which it was heard to vote; 0: none
};

struct StatusView {
  bool ready = false;
  std::vector<std::string> not_ready_reasons;
  bool voting = false;
  std::string alarm;
  std::vector<PeerView> peers;
  std::uint64_t pool_transactions = 0;
  std::uint64_t pool_bytes = 0;
  std::uint64_t uptime_ms = 0;
  BlockTime clock;
  std::optional<CatchUpView> catch_up;  // while the node makes up for many missed blocks
};

struct ConsensusView {
  Epoch epoch;
  View view;
  std::string leader;
  View last_final_view;
  Height last_final_height;
  std::vector<VoteView> votes;
  std::uint64_t next_timeout_ms = 0;
};

class OperatorPort {
 public:
  OperatorPort() = default;
  OperatorPort(const OperatorPort&) = delete;
  OperatorPort& operator=(const OperatorPort&) = delete;
  virtual ~OperatorPort() = default;

  [[nodiscard]] virtual StatusView GetStatus() = 0;
  [[nodiscard]] virtual ConsensusView GetConsensus() = 0;
  // Moves a development chain's clock. The caller has checked that it is one.
  [[nodiscard]] virtual Result<BlockTime, Status> SetClock(BlockTime time) = 0;
};

}  // namespace heng::node
