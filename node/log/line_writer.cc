// SPDX-License-Identifier: Apache-2.0
#include "node/log/line_writer.h"

#include <spdlog/details/log_msg.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <algorithm>
#include <utility>

namespace heng::node {

Result<std::unique_ptr<LineWriter>, Status> LineWriter::Open(const Options& options) {
  Sinks sinks;
  try {
    if (!options.file.empty()) {
      const auto file_bytes = std::max<std::uint64_t>(options.total_size_bytes / kFiles, 1);
      sinks.push_back(std::make_shared<spdlog::sinks::rotating_file_sink_st>(
          options.file, file_bytes, kFiles - 1));
    }
    if (options.to_stderr) {
      sinks.push_back(std::make_shared<spdlog::sinks::stderr_sink_st>());
    }
    for (const auto& sink : sinks) {
      sink->set_pattern("%v");
    }
  } catch (const std::exception& error) {
    return Fail(StatusCode::kIo, "cannot open the log file " + options.file + ": " + error.what());
  }
  return std::unique_ptr<LineWriter>(new LineWriter(std::move(sinks), options.queue_bytes));
}

LineWriter::LineWriter(Sinks sinks, std::uint64_t queue_bytes)
    : sinks_(std::move(sinks)), queue_bytes_max_(queue_bytes), thread_([this] { Run(); }) {}

LineWriter::~LineWriter() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  pushed_.notify_one();
  thread_.join();
}

void LineWriter::Push(std::string line) {
  {
    const std::scoped_lock lock(mutex_);
    queue_bytes_ += line.size();
    queue_.push_back(std::move(line));
    while (queue_bytes_ > queue_bytes_max_ && queue_.size() > 1) {
      queue_bytes_ -= queue_.front().size();
      queue_.pop_front();
      ++dropped_;
    }
  }
  pushed_.notify_one();
}

void LineWriter::Flush() {
  std::unique_lock lock(mutex_);
  idle_.wait(lock, [this] { return queue_.empty() && !writing_; });
}

std::uint64_t LineWriter::dropped() const {
  const std::scoped_lock lock(mutex_);
  return dropped_;
}

void LineWriter::Run() {
  std::unique_lock lock(mutex_);
  while (true) {
    pushed_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (queue_.empty()) {
      return;
    }
    const std::deque<std::string> lines = std::exchange(queue_, {});
    queue_bytes_ = 0;
    writing_ = true;
    lock.unlock();
    const std::uint64_t refused = WriteAll(lines);
    lock.lock();
    writing_ = false;
    dropped_ += refused;
    idle_.notify_all();
  }
}

std::uint64_t LineWriter::WriteAll(const std::deque<std::string>& lines) const {
  std::uint64_t refused = 0;
  for (const auto& sink : sinks_) {
    try {
      for (const std::string& line : lines) {
        sink->log(spdlog::details::log_msg({}, {}, spdlog::level::info, line));
      }
      sink->flush();
    } catch (const std::exception&) {
      // A full disk must not stop a node, and there is nowhere to complain but the counter.
      refused += lines.size();
    }
  }
  return refused;
}

}  // namespace heng::node
