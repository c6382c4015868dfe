// SPDX-License-Identifier: Apache-2.0
#include "node/store_writer.h"

#include <pthread.h>

#include <utility>

#include "core/check.h"

namespace heng::node {

StoreWriter::StoreWriter(storage::StateStore& store, const Clock& clock, Done done)
    : store_(store), clock_(clock), done_(std::move(done)), thread_([this] {
        pthread_setname_np(pthread_self(), "heng-write");
        Loop();
      }) {}

StoreWriter::~StoreWriter() {
  Stop();
}

void StoreWriter::Write(std::vector<storage::FinalBlock> run) {
  {
    const std::lock_guard lock(mutex_);
    HENG_ASSERT(!run_);
    run_ = std::move(run);
  }
  wake_.notify_one();
}

void StoreWriter::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) {
    thread_.join();
  }
}

void StoreWriter::Loop() {
  while (true) {
    std::vector<storage::FinalBlock> run;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stopping_ || run_; });
      if (stopping_) {
        return;
      }
      run = *std::exchange(run_, std::nullopt);
    }
    const std::uint64_t began_ms = clock_.Now().uptime_ms;
    auto written = store_.Write(run);
    // Layers hold snapshots of the database and much memory; the last reference may be this one.
    run.clear();
    done_(std::move(written), clock_.Now().uptime_ms - began_ms);
  }
}

}  // namespace heng::node
