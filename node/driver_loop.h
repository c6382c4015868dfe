// SPDX-License-Identifier: Apache-2.0
// The thread that owns the driver. Everything that happens, on whatever thread, is posted here as a
// task. The loop runs what was posted, turns the driver once, and looks again before the next turn:
// a turn may take seconds when a node catches up, and what came meanwhile must be heard before the
// driver judges who has not answered. It sleeps until the next task or deadline when the driver has
// no work. A turn that fails means that the disk failed: the process ends.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "node/driver/driver.h"

namespace heng::node {

class Log;

class DriverLoop {
 public:
  using Task = std::function<void(Driver&)>;

  // `after_turn` runs on the loop's thread after each turn and after the tasks that came before
  // it (the transport flushes there).
  DriverLoop(const Clock& clock, Log& log, std::function<void()> after_turn);
  ~DriverLoop();
  DriverLoop(const DriverLoop&) = delete;
  DriverLoop& operator=(const DriverLoop&) = delete;

  // Tasks posted before Run wait for it.
  void Run(std::unique_ptr<Driver> driver);
  void Post(Task task);
  // Runs the tasks posted so far, then ends the thread and the driver. Later tasks are dropped.
  void Stop();

 private:
  void Loop();
  // What was posted; waits for it as long as the driver has nothing to do.
  [[nodiscard]] std::vector<Task> AwaitTasks();
  [[nodiscard]] bool IsOver();
  void Turn();

  const Clock& clock_;
  Log& log_;
  const std::function<void()> after_turn_;
  std::unique_ptr<Driver> driver_;  // the loop's thread only, once it runs

  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Task> tasks_;  // guarded by mutex_
  bool stopping_ = false;    // guarded by mutex_
  std::thread thread_;
};

}  // namespace heng::node
