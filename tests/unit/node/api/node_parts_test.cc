// SPDX-License-Identifier: Apache-2.0
// Goal: the small parts around the API keep their promises at the edges: a loop that is stopped
// lets go of every task, the HTTP listener takes only addresses it can have, and a movable clock
// goes forward only.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "node/driver_loop.h"
#include "node/log/log.h"
#include "node/metrics/metrics.h"
#include "node/operations_http.h"
#include "node/system_clock.h"
#include "node/verifier_pool.h"
#include "tests/unit/node/temporary_directory.h"

namespace heng::node {
namespace {

class QuietNode final : public OperatorPort {
 public:
  StatusView GetStatus() override { return {}; }
  ConsensusView GetConsensus() override { return {}; }
  Result<BlockTime, Status> SetClock(BlockTime time) override { return time; }
};

TEST(DriverLoop, LetsGoOfATaskThatItWillNeverRun) {
  const SystemClock clock;
  const auto log = Log::Silent();
  auto before = std::make_shared<int>(0);
  auto after = std::make_shared<int>(0);
  {
    DriverLoop loop(clock, *log, [] {});
    loop.Post([before](Driver&) { ADD_FAILURE() << "there is no driver"; });
    loop.Stop();
    loop.Post([after](Driver&) { ADD_FAILURE() << "the loop was stopped"; });
    EXPECT_EQ(after.use_count(), 1);
    loop.Stop();
  }
  EXPECT_EQ(before.use_count(), 1);
}

TEST(OperationsHttp, StartsAndStopsAtOnce) {
  const Metrics metrics;
  QuietNode node;
  for (int i = 0; i < 20; ++i) {
    OperationsHttp http(metrics, node);
    const auto started = http.Start("127.0.0.1:0");
    ASSERT_TRUE(started) << started.error().context;
    EXPECT_GT(http.port(), 0);
  }
}

TEST(OperationsHttp, RefusesAnAddressThatIsTaken) {
  const Metrics metrics;
  QuietNode node;
  OperationsHttp first(metrics, node);
  ASSERT_TRUE(first.Start("127.0.0.1:0"));
  OperationsHttp second(metrics, node);
  const auto started = second.Start("127.0.0.1:" + std::to_string(first.port()));
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, StatusCode::kUnavailable);
}

TEST(OperationsHttp, RefusesWhatIsNoAddress) {
  const Metrics metrics;
  QuietNode node;
  for (const char* address : {"",
                              "127.0.0.1",
                              "127.0.0.1:",
                              ":",
                              "127.0.0.1:x",
                              "127.0.0.1:80x",
                              "127.0.0.1:-1",
                              "127.0.0.1:65536",
                              "127.0.0.1:99999999999"}) {
    OperationsHttp http(metrics, node);
    const auto started = http.Start(address);
    ASSERT_FALSE(started) << address;
    EXPECT_EQ(started.error().code, StatusCode::kInvalid) << address;
  }
}

TEST(SystemClock, RealTimeCannotBeMoved) {
  SystemClock clock;
  const auto moved = clock.MoveTo(BlockTime(4'000'000'000'000));
  ASSERT_FALSE(moved);
  EXPECT_EQ(moved.error().code, StatusCode::kDenied);
}

TEST(SystemClock, AMovableClockKeepsItsTimeAndGoesForwardOnly) {
  const heng::testing::TemporaryDirectory directory;
  const std::string file = directory.path() + "/clock";
  {
    auto clock = SystemClock::OpenMovable(file);
    ASSERT_TRUE(clock);
    ASSERT_TRUE((*clock)->MoveTo(BlockTime(4'000'000'000'000)));
    const auto back = (*clock)->MoveTo(BlockTime(3'999'999'000'000));
    ASSERT_FALSE(back);
    EXPECT_EQ(back.error().code, StatusCode::kInvalid);
  }
  auto clock = SystemClock::OpenMovable(file);
  ASSERT_TRUE(clock);
  EXPECT_GE((*clock)->Now().wall.value(), 4'000'000'000'000U);
}

TEST(SystemClock, MovesThatCrossNeverGoBack) {
  const heng::testing::TemporaryDirectory directory;
  auto clock = SystemClock::OpenMovable(directory.path() + "/clock");
  ASSERT_TRUE(clock);
  constexpr std::uint64_t kLast = 4'000'000'900'000;
  std::vector<std::thread> threads;
  for (std::uint64_t i = 0; i < 4; ++i) {
    threads.emplace_back([&clock, i] {
      for (std::uint64_t step = 0; step < 10; ++step) {
        (void)(*clock)->MoveTo(BlockTime(kLast - (step * 4 + i) * 1'000));
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  // The first of one thread is the latest of all.
  EXPECT_GE((*clock)->Now().wall.value(), kLast);
}

TEST(SystemClock, AFileThatIsNoOffsetIsRefused) {
  const heng::testing::TemporaryDirectory directory;
  const std::string file = directory.path() + "/clock";
  for (const char* text :
       {"x", "", "1x", "9223372036854775807", "-9223372036854775808", "99999999999999999999999"}) {
    std::ofstream(file, std::ios::trunc) << text;
    EXPECT_FALSE(SystemClock::OpenMovable(file)) << text;
  }
}

}  // namespace
}  // namespace heng::node
