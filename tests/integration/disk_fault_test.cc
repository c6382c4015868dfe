// SPDX-License-Identifier: Apache-2.0
// Goal: a disk that fails a write, an fsync or a read ends the process with status 74 and a
// sentence that names the file; no vote leaves that is not on the disk; and once the disk is sound
// the node goes on where it was.
// Method: one real node of four under a library that makes one kind of call on some files fail.
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <set>
#include <utility>

#include "cli/network/processes.h"
#include "tests/integration/test_network.h"

namespace heng::testing {
namespace {

constexpr std::size_t kVictim = 1;
constexpr int kExitDiskFailed = 74;

struct Fault {
  const char* plan;   // tests/integration/disk_fault_shim.cc
  const char* doing;  // what the sentence says
  const char* where;
  const char* why;
};

class DiskFault : public ::testing::Test {
 protected:
  [[nodiscard]] std::string plan() const { return network_.profile().directory + "/fault"; }

  // The victim, with the library under it.
  void StartUnderFaults() {
    network_.Kill(kVictim);
    ::setenv("LD_PRELOAD", HENG_DISK_FAULT_SHIM, 1);
    ::setenv("HENG_DISK_FAULT", plan().c_str(), 1);
    // Built with a sanitizer, the node would not have the library come before that.
    ::setenv("ASAN_OPTIONS", "verify_asan_link_order=0", 0);
    network_.Start(kVictim);
    ::unsetenv("LD_PRELOAD");
    ::unsetenv("HENG_DISK_FAULT");
    pid_ = cli::RunningPid(network_.node(kVictim)).value_or(0);
    ASSERT_TRUE(network_.AwaitReady());
  }

  // From its next start on the victim reads only what it is asked for, and the newest of its state:
  // a scrub would have the whole of a small database in memory, where no read of the disk can fail.
  void LeaveUnscrubbed() {
    const std::string& file = network_.node(kVictim).config_file;
    std::string text = ReadFile(file);
    const std::string table = "[storage]\n";
    const auto at = text.find(table);
    ASSERT_NE(at, std::string::npos) << text;
    text.insert(at + table.size(), "scrub_percent = 0\n");
    WriteFile(file, text);
  }

  void Acknowledge(std::size_t entry) {
    const auto transaction = network_.Signed(
        network_.RegisterPerson("fault." + std::to_string(sequence_ + 1), sequence_ + 1));
    ++sequence_;
    const auto client = network_.Connect(entry, "reg.maker");
    const auto sent = client->Submit(transaction.Build());
    ASSERT_TRUE(sent) << sent.error().message;
    const auto outcome = client->Wait(transaction.id(), std::chrono::seconds(30));
    ASSERT_TRUE(outcome) << outcome.error().message;
    ASSERT_EQ(outcome->outcome(), v1::OUTCOME_APPLIED);
    last_ = transaction.id();
    last_height_ = outcome->height();
  }

  // The exit status of the victim once it has ended.
  [[nodiscard]] std::optional<int> AwaitEnd() const {
    int status = 0;
    const bool ended = Eventually([&] { return ::waitpid(pid_, &status, WNOHANG) == pid_; });
    return ended && WIFEXITED(status) ? std::optional(WEXITSTATUS(status)) : std::nullopt;
  }

  // The newest vote of the victim that any of the others has heard.
  [[nodiscard]] std::uint64_t NewestVote() const {
    std::uint64_t newest = 0;
    for (const std::size_t node : {0U, 2U, 3U}) {
      const auto seen = network_.Operate(node)->GetConsensusStatus();
      if (!seen) {
        ADD_FAILURE() << seen.error().message;
        continue;
      }
      for (const auto& vote : seen->votes()) {
        if (vote.validator() == network_.node(kVictim).name) {
          newest = std::max(newest, vote.last_vote_view());
        }
      }
    }
    return newest;
  }

  TestNetwork network_{4};
  pid_t pid_ = 0;
  std::uint64_t sequence_ = 0;
  TransactionId last_;
  std::uint64_t last_height_ = 0;
};

TEST_F(DiskFault, EndsTheProcessWithASentenceAndCostsNothing) {
  ASSERT_NO_FATAL_FAILURE(LeaveUnscrubbed());
  ASSERT_TRUE(network_.AwaitReady());
  ASSERT_NO_FATAL_FAILURE(Acknowledge(0));
  for (const Fault& fault : {
           Fault{"fdatasync */votes 5", "keeping votes and blocks", "/votes", "Input/output error"},
           Fault{"pwrite */votes 28", "keeping votes and blocks", "/votes", "No space left"},
           Fault{"fdatasync */payloads 5", "keeping votes", "/payloads", "Input/output error"},
           Fault{"fdatasync */db/*.log 5", "writing a batch", "/db", "Input/output error"},
           Fault{"write */db/*.log 28", "writing a batch", "/db", "No space left"},
           Fault{"pread */db/*.sst 5", "", "/db", "Input/output error"},
       }) {
    SCOPED_TRACE(fault.plan);
    ASSERT_NO_FATAL_FAILURE(StartUnderFaults());
    WriteFile(plan(), fault.plan);
    ASSERT_NO_FATAL_FAILURE(Acknowledge(0));
    // A read of the victim's own, for the fault of reading.
    (void)network_.Connect(kVictim, "reg.maker")->GetBlock(1, true, true);
    EXPECT_EQ(AwaitEnd(), kExitDiskFailed);
    const std::string words = cli::LastWords(network_.node(kVictim));
    const auto sentence = words.rfind("hengd: the disk failed while ");
    ASSERT_NE(sentence, std::string::npos) << words;
    for (const char* part : {fault.doing, fault.where, fault.why, "; the process ends, because"}) {
      EXPECT_NE(words.find(part, sentence), std::string::npos) << part << "\n" << words;
    }
    std::remove(plan().c_str());
    network_.Start(kVictim);
    ASSERT_TRUE(network_.AwaitReady());
    const auto status = network_.Operate(kVictim)->GetStatus();
    ASSERT_TRUE(status);
    EXPECT_TRUE(status->voting());
    ASSERT_TRUE(Eventually([&] { return !network_.StateRootAt(kVictim, last_height_).empty(); }));
    EXPECT_EQ(network_.StateRootAt(kVictim, last_height_), network_.StateRootAt(0, last_height_));
  }
}

TEST_F(DiskFault, NoVoteLeavesAfterTheFsyncThatFailed) {
  ASSERT_TRUE(network_.AwaitReady());
  ASSERT_NO_FATAL_FAILURE(StartUnderFaults());
  ASSERT_NO_FATAL_FAILURE(Acknowledge(kVictim));
  WriteFile(plan(), "fdatasync */votes 5");
  // From here on no vote of the victim can be on its disk. What was sent before has arrived when
  // the others have answered, and they have when they have made a block more.
  ASSERT_NO_FATAL_FAILURE(Acknowledge(0));
  const std::uint64_t newest = NewestVote();
  EXPECT_EQ(AwaitEnd(), kExitDiskFailed);
  ASSERT_NO_FATAL_FAILURE(Acknowledge(2));
  EXPECT_EQ(NewestVote(), newest);
  // What it had promised before it still knows, or it would have to stay silent for ever.
  std::remove(plan().c_str());
  network_.Start(kVictim);
  ASSERT_TRUE(network_.AwaitReady());
  EXPECT_TRUE(network_.Operate(kVictim)->GetStatus()->voting());
  EXPECT_TRUE(Eventually([&] { return NewestVote() > newest; }));
}

// hengd scrub, its exit status and all that it says.
std::pair<int, std::string> ScrubOf(const std::string& config_file) {
  const std::string command = std::string(HENG_HENGD) + " scrub --config " + config_file + " 2>&1";
  std::FILE* const pipe = ::popen(command.c_str(), "r");
  EXPECT_NE(pipe, nullptr);
  std::string said;
  for (int byte = std::fgetc(pipe); byte != EOF; byte = std::fgetc(pipe)) {
    said.push_back(static_cast<char>(byte));
  }
  const int status = ::pclose(pipe);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, said};
}

TEST_F(DiskFault, AScrubSaysWhetherADataDirectoryIsWhole) {
  ASSERT_TRUE(network_.AwaitReady());
  for (std::size_t i = 0; i < 5; ++i) {
    ASSERT_NO_FATAL_FAILURE(Acknowledge(kVictim));
  }
  const std::string& config = network_.node(kVictim).config_file;
  const auto running = ScrubOf(config);
  EXPECT_EQ(running.first, 78) << running.second;
  EXPECT_NE(running.second.find("another process has it open"), std::string::npos);

  network_.Kill(kVictim);
  const auto sound = ScrubOf(config);
  EXPECT_EQ(sound.first, 0) << sound.second;
  EXPECT_NE(sound.second.find("whole: "), std::string::npos) << sound.second;
  EXPECT_NE(sound.second.find(" rows, 0 damaged"), std::string::npos) << sound.second;

  const std::string votes = network_.node(kVictim).directory + "/data/votes";
  const std::string before = ReadFile(votes);
  std::string after = before;
  constexpr std::size_t kFirstRecord = 4096 + 2 * 65536;
  ASSERT_GT(after.size(), kFirstRecord + 100);
  after[kFirstRecord + 60] = static_cast<char>(after[kFirstRecord + 60] ^ 1);
  WriteFile(votes, after);
  const auto damaged = ScrubOf(config);
  EXPECT_EQ(damaged.first, 65) << damaged.second;
  EXPECT_NE(damaged.second.find("damaged: the vote journal: record "), std::string::npos)
      << damaged.second;
  EXPECT_EQ(ReadFile(votes), after) << "a scrub changes nothing";
  WriteFile(votes, before);
  EXPECT_EQ(ScrubOf(config).first, 0);
}

}  // namespace
}  // namespace heng::testing
