// SPDX-License-Identifier: Apache-2.0
#include "node/log/log.h"

#include <array>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <system_error>
#include <utility>

#include "node/log/line_writer.h"

namespace heng::node {
namespace {

constexpr std::array<std::string_view, 4> kLevelNames = {"debug", "info", "warn", "error"};

// Length of the well-formed UTF-8 sequence at the start of `text`; 0 when it is malformed.
std::size_t SequenceLength(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  const std::size_t length = first < 0x80   ? 1
                             : first < 0xc2 ? 0
                             : first < 0xe0 ? 2
                             : first < 0xf0 ? 3
                             : first < 0xf5 ? 4
                                            : 0;
  if (length == 0 || length > text.size()) {
    return 0;
  }
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) {
      return 0;
    }
  }
  const bool overlong = (first == 0xe0 && byte(1) < 0xa0) || (first == 0xf0 && byte(1) < 0x90);
  const bool surrogate = first == 0xed && byte(1) > 0x9f;
  const bool beyond = first == 0xf4 && byte(1) > 0x8f;
  return overlong || surrogate || beyond ? 0 : length;
}

// A JSON string. What is not UTF-8 becomes U+FFFD: a line must always parse.
void AppendQuoted(std::string& line, std::string_view text) {
  line.push_back('"');
  while (!text.empty()) {
    const std::size_t length = SequenceLength(text);
    const char c = text.front();
    if (length == 0) {
      line += "\\ufffd";
    } else if (c == '"' || c == '\\') {
      line.push_back('\\');
      line.push_back(c);
    } else if (c == '\n') {
      line += "\\n";
    } else if (c >= 0 && c < 0x20) {
      std::array<char, 8> escape{};
      std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(c));
      line += escape.data();
    } else {
      line += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  line.push_back('"');
}

void AppendMember(std::string& line, std::string_view name, std::string_view value) {
  line += ",\"";
  line += name;
  line += "\":";
  AppendQuoted(line, value);
}

std::string FormatUtc(std::chrono::system_clock::time_point time) {
  using std::chrono::duration_cast;
  const auto since = duration_cast<std::chrono::microseconds>(time.time_since_epoch()).count();
  const std::time_t seconds = since / 1'000'000;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 40> text{};
  const std::size_t length = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts);
  std::snprintf(text.data() + length, text.size() - length, ".%06ldZ", since % 1'000'000);
  return text.data();
}

}  // namespace

std::string_view NameOf(LogLevel level) {
  return kLevelNames.at(static_cast<std::size_t>(level));
}

Result<LogLevel, Status> ParseLogLevel(std::string_view name) {
  for (std::size_t i = 0; i < kLevelNames.size(); ++i) {
    if (kLevelNames.at(i) == name) {
      return static_cast<LogLevel>(i);
    }
  }
  return Fail(StatusCode::kInvalid,
              "\"" + std::string(name) + "\" is no log level; say debug, info, warn or error");
}

void LogField::AppendTo(std::string& line) const {
  line += ",\"";
  line += name_;
  line += "\":";
  if (const auto* text = std::get_if<std::string_view>(&value_)) {
    AppendQuoted(line, *text);
  } else if (const auto* truth = std::get_if<bool>(&value_)) {
    line += *truth ? "true" : "false";
  } else if (const auto* number = std::get_if<std::uint64_t>(&value_)) {
    line += std::to_string(*number);
  } else {
    line += std::to_string(std::get<std::int64_t>(value_));
  }
}

Result<std::unique_ptr<Log>, Status> Log::Open(LogOptions options) {
  LineWriter::Options writer{.file = {},
                             .to_stderr = options.to_stderr,
                             .total_size_bytes = std::uint64_t{options.total_size_mib} << 20,
                             .queue_bytes = std::uint64_t{options.queue_size_kib} << 10};
  if (!options.directory.empty()) {
    std::error_code error;
    std::filesystem::create_directories(options.directory, error);
    if (error) {
      return Fail(StatusCode::kIo,
                  "cannot make the log directory " + options.directory + ": " + error.message() +
                      "; make it, or set log.dir to one that the node may write");
    }
    writer.file = options.directory + "/hengd.log";
  }
  std::unique_ptr<Log> log(new Log(std::move(options)));
  if (!writer.file.empty() || writer.to_stderr) {
    HENG_TRY(log->writer_, LineWriter::Open(writer));
  }
  return log;
}

std::unique_ptr<Log> Log::Silent() {
  return std::unique_ptr<Log>(new Log(LogOptions{}));
}

Log::Log(LogOptions options) : options_(std::move(options)), level_(options_.level) {}

Log::~Log() = default;

void Log::Debug(std::string_view event, std::string_view message, Fields fields) {
  Write(LogLevel::kDebug, event, message, fields);
}
void Log::Info(std::string_view event, std::string_view message, Fields fields) {
  Write(LogLevel::kInfo, event, message, fields);
}
void Log::Warn(std::string_view event, std::string_view message, Fields fields) {
  Write(LogLevel::kWarn, event, message, fields);
}
void Log::Error(std::string_view event, std::string_view message, Fields fields) {
  Write(LogLevel::kError, event, message, fields);
}

std::uint64_t Log::dropped_lines() const {
  return writer_ ? writer_->dropped() : 0;
}

std::uint64_t Log::suppressed_lines() const {
  return suppressed_.load(std::memory_order_relaxed);
}

void Log::Flush() {
  if (writer_) {
    writer_->Flush();
  }
}

std::optional<std::uint64_t> Log::Admit(std::string_view event,
                                        std::chrono::system_clock::time_point now) {
  const std::scoped_lock lock(mutex_);
  auto found = windows_.find(event);
  if (found == windows_.end()) {
    found = windows_.emplace(std::string(event), Window{.start = now}).first;
  }
  Window& window = found->second;
  // A clock that was set back opens a new window too.
  if (now >= window.start + kWindow || now < window.start) {
    window.start = now;
    window.lines = 0;
  }
  if (window.lines >= kLinesPerWindow) {
    ++window.suppressed;
    suppressed_.fetch_add(1, std::memory_order_relaxed);
    return std::nullopt;
  }
  ++window.lines;
  return std::exchange(window.suppressed, 0);
}

void Log::Write(LogLevel level, std::string_view event, std::string_view message, Fields fields) {
  if (level < this->level() || (!writer_ && !options_.tap)) {
    return;
  }
  const auto now = options_.now ? options_.now() : std::chrono::system_clock::now();
  const auto held_back = Admit(event, now);
  if (!held_back) {
    return;
  }
  std::string line = "{\"ts\":\"" + FormatUtc(now) + "\"";
  AppendMember(line, "level", NameOf(level));
  AppendMember(line, "event", event);
  AppendMember(line, "node", options_.node);
  AppendMember(line, "msg", message);
  for (const LogField& field : fields) {
    field.AppendTo(line);
  }
  if (*held_back > 0) {
    LogField("suppressed", *held_back).AppendTo(line);
  }
  line.push_back('}');
  if (options_.tap) {
    options_.tap(level, line);
  }
  if (writer_) {
    writer_->Push(std::move(line));
  }
}

}  // namespace heng::node
