// SPDX-License-Identifier: Apache-2.0
// Writes lines to rotating files and standard error on its own thread, in the order they came.
// Push never waits for a disk: past the bound of the queue the oldest waiting lines are lost and
// counted. Any thread may call. The destructor writes what still waits.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/result.h"

namespace spdlog::sinks {
class sink;
}

namespace heng::node {

class LineWriter {
 public:
  struct Options {
    std::string file;  // empty: none
    bool to_stderr = false;
    std::uint64_t total_size_bytes = 1 << 20;
    std::uint64_t queue_bytes = 1 << 20;
  };

  [[nodiscard]] static Result<std::unique_ptr<LineWriter>, Status> Open(const Options& options);
  ~LineWriter();
  LineWriter(const LineWriter&) = delete;
  LineWriter& operator=(const LineWriter&) = delete;

  void Push(std::string line);
  // Waits until everything pushed before is with the operating system, or was lost.
  void Flush();
  // Lines that found the queue full or that the operating system refused.
  [[nodiscard]] std::uint64_t dropped() const;

 private:
  // The total is kept by rotating through this many files.
  static constexpr std::uint32_t kFiles = 8;

  // spdlog owns its sinks by shared_ptr; nobody else holds these.
  using Sinks = std::vector<std::shared_ptr<spdlog::sinks::sink>>;

  LineWriter(Sinks sinks, std::uint64_t queue_bytes);
  void Run();
  // The number of lines that a sink refused.
  [[nodiscard]] std::uint64_t WriteAll(const std::deque<std::string>& lines) const;

  const Sinks sinks_;  // used by the thread only
  const std::uint64_t queue_bytes_max_;
  mutable std::mutex mutex_;
  std::condition_variable pushed_;  // all below: guarded by mutex_
  std::condition_variable idle_;
  std::deque<std::string> queue_;
  std::uint64_t queue_bytes_ = 0;
  std::uint64_t dropped_ = 0;
  bool writing_ = false;
  bool stopping_ = false;
  std::thread thread_;  // last: starts when the rest is ready
};

}  // namespace heng::node
