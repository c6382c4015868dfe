// SPDX-License-Identifier: Apache-2.0
// Checks the transactions that peers sent, on threads of its own: a signature costs a tenth of a
// millisecond, and the driver's loop must not.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "node/driver/ports.h"

namespace heng::node {

class VerifierPool final : public TransactionVerifier {
 public:
  // Called on a worker with every verdict of one Verify; it posts to the loop.
  using Done = std::function<void(std::vector<Verdict>)>;

  VerifierPool(ChainId chain_id, std::size_t threads, Done done);
  ~VerifierPool() override;

  void Verify(std::vector<Bytes> transactions) override;
  // Waits for the workers; what is queued is dropped.
  void Stop();

 private:
  void Run();

  const ChainId chain_id_;
  const Done done_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::vector<Bytes>> queue_;  // guarded by mutex_
  bool stopping_ = false;                 // guarded by mutex_
  std::vector<std::thread> threads_;
};

}  // namespace heng::node
