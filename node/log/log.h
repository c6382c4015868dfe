// SPDX-License-Identifier: Apache-2.0
// One JSON object a line, for machines first:
//   {"ts":"2026-03-31T15:59:59.000001Z","level":"info","event":"peer.connected","node":"hubei",
//    "msg":"sends to the peer go through","peer":"shanghai"}
// `event` is a stable id, listed in docs/reference/log-events.md; `msg` may be reworded.
//
// Any thread may write. A line is handed to a background thread through a bounded queue: when the
// disk is slower than the node, the oldest waiting lines are lost and counted, and nobody waits.
// Files rotate within a total size. An event that comes too often is held back: after the first
// kLinesPerWindow of a window, lines are counted, and the next line that passes says how many.
#pragma once

#include <atomic>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "core/result.h"

namespace heng::node {

class LineWriter;

enum class LogLevel : std::uint8_t { kDebug, kInfo, kWarn, kError };

[[nodiscard]] std::string_view NameOf(LogLevel level);
[[nodiscard]] Result<LogLevel, Status> ParseLogLevel(std::string_view name);

// A name and a text, a whole number or a truth. Borrows: lives as long as the call.
class LogField {
 public:
  LogField(std::string_view name, std::string_view value) : name_(name), value_(value) {}
  LogField(std::string_view name, bool value) : name_(name), value_(value) {}
  LogField(std::string_view name, const char* value)
      : name_(name), value_(std::string_view(value)) {}
  template <std::unsigned_integral T>
  LogField(std::string_view name, T value) : name_(name), value_(std::uint64_t{value}) {}
  template <std::signed_integral T>
  LogField(std::string_view name, T value) : name_(name), value_(std::int64_t{value}) {}

  void AppendTo(std::string& line) const;

 private:
  std::string_view name_;
  std::variant<std::string_view, bool, std::uint64_t, std::int64_t> value_;
};

struct LogOptions {
  std::string node;       // goes into every line
  std::string directory;  // of hengd.log, hengd.1.log ...; empty: no files
  bool to_stderr = false;
  LogLevel level = LogLevel::kInfo;
  std::uint32_t total_size_mib = 256;  // of all files together, at least 1
  std::uint32_t queue_size_kib = 4096;
  // Sees every line that passes, on the thread that wrote it. May be empty.
  std::function<void(LogLevel, std::string_view line)> tap;
  // Where time comes from; empty: the system clock.
  std::function<std::chrono::system_clock::time_point()> now;
};

class Log {
 public:
  static constexpr std::uint32_t kLinesPerWindow = 20;
  static constexpr std::chrono::seconds kWindow{10};

  // Fails when the directory cannot be made or the file cannot be opened.
  [[nodiscard]] static Result<std::unique_ptr<Log>, Status> Open(LogOptions options);
  // A log that nobody reads.
  [[nodiscard]] static std::unique_ptr<Log> Silent();

  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  using Fields = std::initializer_list<LogField>;
  void Debug(std::string_view event, std::string_view message, Fields fields = {});
  void Info(std::string_view event, std::string_view message, Fields fields = {});
  void Warn(std::string_view event, std::string_view message, Fields fields = {});
  void Error(std::string_view event, std::string_view message, Fields fields = {});

  void set_level(LogLevel level) { level_.store(level, std::memory_order_relaxed); }
  [[nodiscard]] LogLevel level() const { return level_.load(std::memory_order_relaxed); }

  // Lines lost because the queue was full, and lines held back as repeats.
  [[nodiscard]] std::uint64_t dropped_lines() const;
  [[nodiscard]] std::uint64_t suppressed_lines() const;

  // Waits until every line written so far is with the operating system.
  void Flush();

 private:
  struct Window {
    std::chrono::system_clock::time_point start;
    std::uint32_t lines = 0;
    std::uint64_t suppressed = 0;
  };

  explicit Log(LogOptions options);
  void Write(LogLevel level, std::string_view event, std::string_view message, Fields fields);
  // How many lines of the event were held back before this one; nothing: hold this one back too.
  std::optional<std::uint64_t> Admit(std::string_view event,
                                     std::chrono::system_clock::time_point now);

  const LogOptions options_;
  std::atomic<LogLevel> level_;
  std::atomic<std::uint64_t> suppressed_{0};
  std::unique_ptr<LineWriter> writer_;  // guards itself; absent when there is nowhere to write
  std::mutex mutex_;
  std::map<std::string, Window, std::less<>> windows_;  // by event; guarded by mutex_
};

}  // namespace heng::node
