// SPDX-License-Identifier: Apache-2.0
// Writes final blocks to the database on a thread of its own: the batch of a block and its sync
// take as long as half of its execution, and the driver's loop executes the next one meanwhile.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "core/result.h"
#include "node/driver/ports.h"
#include "storage/state_store.h"

namespace heng::node {

class StoreWriter final : public BlockWriter {
 public:
  // Called on the writer's thread; it posts to the loop.
  using Done = std::function<void(Result<void, Status> written, std::uint64_t elapsed_ms)>;

  // `store` and `clock` outlive it.
  StoreWriter(storage::StateStore& store, const Clock& clock, Done done);
  ~StoreWriter() override;

  void Write(std::vector<storage::FinalBlock> run) override;
  // Waits for the run that is being written.
  void Stop();

 private:
  void Loop();

  storage::StateStore& store_;
  const Clock& clock_;
  const Done done_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::optional<std::vector<storage::FinalBlock>> run_;  // guarded by mutex_
  bool stopping_ = false;                                // guarded by mutex_
  std::thread thread_;
};

}  // namespace heng::node
