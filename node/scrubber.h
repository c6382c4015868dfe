// SPDX-License-Identifier: Apache-2.0
// Scrubs the database of a node that runs, round after round, in small steps with pauses, so that
// rot is found while the other nodes still have what was lost. Where it stands survives a restart.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "core/height.h"
#include "node/metrics/metrics.h"
#include "storage/chain_scrub.h"
#include "storage/state_store.h"

namespace heng::node {

class Scrubber {
 public:
  struct Options {
    std::uint64_t percent = 1;  // of one processor, 1 to 50
    std::string position_file;  // the next block, as text
    std::function<bool()> may_write;
  };

  // Borrows the store, which must have a head.
  Scrubber(const storage::StateStore& store,
           storage::ChainScrub::EvidenceCheck evidence,
           Options options,
           Metrics& metrics);
  ~Scrubber();

  void Start();
  void Stop();

 private:
  void Loop();
  // False when the scrubber is to end.
  [[nodiscard]] bool Pause(std::chrono::milliseconds time);
  [[nodiscard]] Height ReadPosition() const;
  void WritePosition(Height next) const;
  [[nodiscard]] storage::ChainScrub RoundFrom(Height first);

  const storage::StateStore& store_;
  const storage::ChainScrub::EvidenceCheck evidence_;
  const Options options_;
  Gauge height_gauge_;
  Counter rows_total_;
  Counter rounds_total_;

  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace heng::node
