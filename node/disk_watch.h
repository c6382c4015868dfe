// SPDX-License-Identifier: Apache-2.0
// Watches the file system of the data directory and keeps the node from running into its end. What
// to do is decided in disk_guard.h; this reads the numbers, holds the ballast file, quiets the
// database, and says what happens.
//
// A worse stage holds from the moment that anybody asks: nothing is begun after that. A better one
// is announced by the watch's own thread, after the ballast is whole again and the database works.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "core/result.h"
#include "node/disk_guard.h"
#include "node/metrics/metrics.h"

namespace heng::node {

class Log;

class DiskWatch final : public DiskSpace {
 public:
  inline static constexpr const char* kBallastName = "ballast";

  // Before the database is opened. On a full disk the ballast is given up; fails when even then
  // less than `opening_bytes` are free, because opening a database writes.
  [[nodiscard]] static Result<std::unique_ptr<DiskWatch>, Status> Open(std::string directory,
                                                                       const DiskMarks& marks,
                                                                       std::uint64_t opening_bytes,
                                                                       Log& log,
                                                                       Metrics& metrics);
  ~DiskWatch() override;

  // Any thread. Reads the file system when the last reading is older than a few milliseconds.
  [[nodiscard]] DiskStage Stage() override;
  // Why the node is not ready; empty when the disk is no reason.
  [[nodiscard]] std::string Complaint();

  // From here on the watch acts. `quiet(true)` must end, and prevent, all writing in the
  // background; it may take its time. `room` hears what is left whenever the watch looks. Both are
  // called on the watch's thread only.
  void Run(std::function<void(bool)> quiet, std::function<void(std::uint64_t)> room);
  void Stop();

 private:
  DiskWatch(std::string directory, const DiskMarks& marks, Log& log, Metrics& metrics);
  void Loop();
  void Act();
  [[nodiscard]] DiskReading ReadLocked();
  void Announce(DiskStage stage, std::uint64_t room);
  bool MakeBallast(std::uint64_t holds);  // what it holds now
  void GiveUpBallast();

  const std::string directory_;
  const std::string ballast_;  // path
  const DiskMarks marks_;
  Log& log_;
  Gauge room_gauge_;
  Gauge stage_gauge_;
  std::function<void(bool)> quiet_;
  std::function<void(std::uint64_t)> room_;
  bool quieted_ = false;             // the watch's thread only
  bool ballast_complained_ = false;  // the watch's thread only

  std::mutex mutex_;
  std::condition_variable wake_;
  DiskStage stage_ = DiskStage::kPlenty;  // guarded by mutex_
  DiskStage told_ = DiskStage::kPlenty;   // guarded by mutex_; what the log has
  DiskReading last_;                      // guarded by mutex_
  std::uint64_t read_at_ms_ = 0;          // guarded by mutex_
  bool stopping_ = false;                 // guarded by mutex_
  std::thread thread_;
};

}  // namespace heng::node
