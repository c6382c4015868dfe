// SPDX-License-Identifier: Apache-2.0
// Goal: every line parses, repeats are held back, files stay within their total, and a caller never
// waits for a disk.
// Method: lines caught by the tap or read from files; time is an argument.
#include "node/log/log.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "node/log/line_writer.h"
#include "tests/unit/node/temporary_directory.h"

namespace heng::node {
namespace {

using std::chrono::microseconds;
using std::chrono::seconds;

class LogTest : public ::testing::Test {
 protected:
  LogTest() {
    LogOptions options;
    options.node = "hubei";
    options.tap = [this](LogLevel, std::string_view line) { lines.emplace_back(line); };
    options.now = [this] { return now; };
    log = *Log::Open(options);
  }

  std::chrono::system_clock::time_point now{microseconds(1'774'972'799'000'001)};
  std::vector<std::string> lines;
  std::unique_ptr<Log> log;
};

TEST_F(LogTest, WritesOneJsonObjectALine) {
  log->Info("peer.accepted",
            "the peer accepted",
            {{"peer", "shanghai"}, {"height", 12U}, {"skew_ms", -3}, {"first", true}});
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0],
            "{\"ts\":\"2026-03-31T15:59:59.000001Z\",\"level\":\"info\",\"event\":"
            "\"peer.accepted\",\"node\":\"hubei\",\"msg\":\"the peer accepted\",\"peer\":"
            "\"shanghai\",\"height\":12,\"skew_ms\":-3,\"first\":true}");
}

TEST_F(LogTest, WritesLinesThatParseWhateverTheTextHolds) {
  const std::vector<std::string> texts = {"\"quoted\" back\\slash",
                                          "two\nlines\r\ttab",
                                          std::string("zero\0byte", 9),
                                          "登记 🌱",
                                          "\xff broken \xc3",
                                          "\xc0\xaf overlong",
                                          "\xed\xa0\x80 surrogate",
                                          "\xf4\x90\x80\x80 beyond"};
  for (const std::string& text : texts) {
    log->Info("test.text", "text", {{"text", text}});
    const auto parsed = nlohmann::json::parse(lines.back(), nullptr, false);
    ASSERT_FALSE(parsed.is_discarded()) << lines.back();
    EXPECT_EQ(lines.back().find('\n'), std::string::npos);
  }
  EXPECT_EQ(nlohmann::json::parse(lines[0])["text"], texts[0]);
  EXPECT_EQ(nlohmann::json::parse(lines[2])["text"], texts[2]);
  EXPECT_EQ(nlohmann::json::parse(lines[3])["text"], texts[3]);
  EXPECT_EQ(nlohmann::json::parse(lines[4])["text"], "\xef\xbf\xbd broken \xef\xbf\xbd");
}

TEST_F(LogTest, LeavesOutLinesBelowTheLevelWhichMayChange) {
  log->Debug("test.quiet", "unheard");
  EXPECT_TRUE(lines.empty());
  log->set_level(LogLevel::kDebug);
  log->Debug("test.quiet", "heard");
  log->set_level(LogLevel::kError);
  log->Warn("test.quiet", "unheard");
  EXPECT_EQ(lines.size(), 1U);
}

TEST_F(LogTest, HoldsBackRepeatsAndSaysHowMany) {
  for (int i = 0; i < 100; ++i) {
    log->Warn("peer.refused", "again");
  }
  log->Warn("peer.lost", "another event is not held back");
  EXPECT_EQ(lines.size(), Log::kLinesPerWindow + 1);
  EXPECT_EQ(log->suppressed_lines(), 100 - Log::kLinesPerWindow);
  now += Log::kWindow;
  log->Warn("peer.refused", "again");
  EXPECT_EQ(nlohmann::json::parse(lines.back())["suppressed"], 100 - Log::kLinesPerWindow);
  log->Warn("peer.refused", "again");
  EXPECT_FALSE(nlohmann::json::parse(lines.back()).contains("suppressed"));
}

TEST_F(LogTest, OpensANewWindowWhenTheClockIsSetBack) {
  for (int i = 0; i < 100; ++i) {
    log->Warn("peer.refused", "again");
  }
  now -= seconds(3600);
  log->Warn("peer.refused", "again");
  EXPECT_EQ(lines.size(), Log::kLinesPerWindow + 1);
}

TEST(LogFiles, KeepTheirTotalSize) {
  const testing::TemporaryDirectory directory;
  LogOptions options;
  options.directory = directory / "logs";
  options.total_size_mib = 1;
  options.queue_size_kib = 64 << 10;
  auto log = *Log::Open(options);
  const std::string filler(1000, 'x');
  for (int i = 0; i < 4000; ++i) {
    // Every event has another name, so that none is held back.
    log->Info("test." + std::to_string(i), filler);
  }
  log->Flush();
  EXPECT_EQ(log->dropped_lines(), 0U);
  std::uint64_t total = 0;
  for (const auto& file : std::filesystem::directory_iterator(directory / "logs")) {
    total += file.file_size();
  }
  EXPECT_LE(total, 1U << 20);
  EXPECT_GT(total, 3U << 18);
  EXPECT_NE(testing::ReadFile(directory / "logs/hengd.log").find("\"test.3999\""),
            std::string::npos);
}

TEST(LogFiles, FailToOpenWhereThereIsNoDirectory) {
  LogOptions options;
  options.directory = "/dev/null/logs";
  const auto log = Log::Open(options);
  ASSERT_FALSE(log.has_value());
  EXPECT_NE(log.error().context.find("/dev/null/logs"), std::string::npos);
}

TEST(LineWriter, DropsTheOldestWhenTheQueueIsFull) {
  // One line of a mebibyte fills the queue, so nearly all of what is pushed at once must go; which
  // lines depends on the writing thread, but the last one always stays.
  const testing::TemporaryDirectory directory;
  auto writer = *LineWriter::Open({.file = directory / "log",
                                   .to_stderr = false,
                                   .total_size_bytes = std::uint64_t{1} << 30,
                                   .queue_bytes = 1 << 20});
  for (int i = 0; i < 50; ++i) {
    writer->Push(std::string(1 << 20, 'x') + std::to_string(i));
  }
  writer->Flush();
  const std::string text = testing::ReadFile(directory / "log");
  EXPECT_TRUE(text.ends_with("x49\n"));
  const auto written = static_cast<std::uint64_t>(std::ranges::count(text, '\n'));
  EXPECT_EQ(written + writer->dropped(), 50U);
}

TEST(LineWriter, WritesWhatWaitsBeforeItDies) {
  const testing::TemporaryDirectory directory;
  {
    auto writer = *LineWriter::Open({.file = directory / "log"});
    for (int i = 0; i < 100; ++i) {
      writer->Push("line");
    }
  }
  EXPECT_EQ(testing::ReadFile(directory / "log").size(), 500U);
}

TEST(LogLevel, ParsesItsNamesOnly) {
  for (const auto level : {LogLevel::kDebug, LogLevel::kInfo, LogLevel::kWarn, LogLevel::kError}) {
    EXPECT_EQ(*ParseLogLevel(NameOf(level)), level);
  }
  EXPECT_FALSE(ParseLogLevel("INFO").has_value());
  EXPECT_FALSE(ParseLogLevel("").has_value());
}

}  // namespace
}  // namespace heng::node
