// SPDX-License-Identifier: Apache-2.0
// Goal: a full disk stops a validator cleanly and costs nothing: nothing acknowledged is lost, the
// others go on, and when space is back the same process catches up and votes again.
// Method: real nodes whose data directories are small file systems in memory, filled up by a file
// that is not theirs, a mark at a time and then to the last byte.
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <map>
#include <set>

#include "cli/network/processes.h"
#include "tests/integration/test_network.h"

namespace heng::testing {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMib = 1 << 20;
constexpr std::size_t kNodes = 4;
constexpr std::size_t kVictim = 2;
// Marks of the nodes, and a little below each. An idle node has some 20 MiB of files: most of it is
// what the database reserves for its log.
constexpr std::uint64_t kDiskMib = 112;
constexpr std::uint64_t kBelowRefuse = 36 * kMib;
constexpr std::uint64_t kBelowStop = 20 * kMib;
constexpr const char* kDiskConfig =
    "low_mib = 48\nrefuse_mib = 40\nstop_mib = 24\nballast_mib = 12\n";

// A small disk that is mounted over a directory, and what is in its way.
class SmallDisk {
 public:
  explicit SmallDisk(std::string directory) : directory_(std::move(directory)) {
    const std::string options = "size=" + std::to_string(kDiskMib) + "m,mode=0700";
    mounted_ = ::mount("heng-test", directory_.c_str(), "tmpfs", MS_NOSUID, options.c_str()) == 0;
    EXPECT_TRUE(mounted_) << "this test needs a small file system of its own and cannot mount one: "
                          << std::strerror(errno)
                          << ". Run it as root, in a container with CAP_SYS_ADMIN.";
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  ~SmallDisk() {
    if (mounted_) {
      ::umount2(directory_.c_str(), MNT_DETACH);
    }
  }

  [[nodiscard]] std::uint64_t Free() const {
    struct statvfs space{};
    EXPECT_EQ(::statvfs(directory_.c_str(), &space), 0);
    return std::uint64_t{space.f_bavail} * space.f_frsize;
  }
  // Grows the foreign file until at most `left` bytes are free.
  void FillTo(std::uint64_t left) {
    const int file = ::open(foreign().c_str(), O_WRONLY | O_CREAT, 0600);
    ASSERT_GE(file, 0);
    struct stat now{};
    ASSERT_EQ(::fstat(file, &now), 0);
    const std::uint64_t free = Free();
    if (free > left) {
      EXPECT_EQ(::posix_fallocate(file, now.st_size, static_cast<off_t>(free - left)), 0);
    }
    ::close(file);
  }
  void Clean() { fs::remove(foreign()); }

 private:
  [[nodiscard]] std::string foreign() const { return directory_ + "/somebody-elses-file"; }

  const std::string directory_;
  bool mounted_ = false;
};

void Replace(std::string& text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  ASSERT_NE(at, std::string::npos) << from;
  text.replace(at, from.size(), to);
}

class DiskFull : public ::testing::Test {
 protected:
  DiskFull() {
    network_ = std::make_unique<TestNetwork>(kNodes, [this](const cli::NodeEndpoint& node) {
      const std::string data = node.directory + "/data";
      const std::string clock = ReadFile(data + "/dev-clock");
      disks_.push_back(std::make_unique<SmallDisk>(data));
      WriteFile(data + "/dev-clock", clock);
      std::string config = ReadFile(node.config_file);
      const auto section = config.find("[disk]\n");
      ASSERT_NE(section, std::string::npos);
      const auto start = section + std::strlen("[disk]\n");
      config.replace(start, config.find("\n\n", start) + 1 - start, kDiskConfig);
      Replace(config, "write_buffer_mib = 16", "write_buffer_mib = 4");
      WriteFile(node.config_file, config);
    });
  }
  ~DiskFull() override {
    const std::string directory = network_->profile().directory;
    network_.reset();
    disks_.clear();
    fs::remove_all(directory);
  }

  void SetUp() override {
    if (HasFailure()) {
      GTEST_FAIL() << "there are no small disks to test on";
    }
    ASSERT_TRUE(network_->AwaitReady());
    for (std::size_t i = 0; i < kNodes; ++i) {
      pids_.push_back(Pid(i));
    }
  }

  [[nodiscard]] pid_t Pid(std::size_t node) const {
    return cli::RunningPid(network_->node(node)).value_or(0);
  }
  [[nodiscard]] v1::GetStatusResponse Status(std::size_t node) const {
    const auto status = network_->Operate(node)->GetStatus();
    return status ? *status : v1::GetStatusResponse();
  }
  [[nodiscard]] bool Complains(std::size_t node, const std::string& of) const {
    const v1::GetStatusResponse status = Status(node);
    for (const std::string& reason : status.not_ready_reasons()) {
      if (reason.find(of) != std::string::npos) {
        return true;
      }
    }
    return false;
  }
  [[nodiscard]] bool AwaitComplaint(std::size_t node, const std::string& of) const {
    return Eventually([&] { return Complains(node, of); });
  }

  // Sends the next transaction to the node and waits until it is final.
  void Acknowledge(std::size_t entry) {
    const auto transaction = network_->Signed(
        network_->RegisterPerson("disk." + std::to_string(sequence_ + 1), sequence_ + 1));
    ++sequence_;
    const auto client = network_->Connect(entry, "reg.maker");
    const auto sent = client->Submit(transaction.Build());
    ASSERT_TRUE(sent) << sent.error().message;
    const auto outcome = client->Wait(transaction.id(), std::chrono::seconds(30));
    ASSERT_TRUE(outcome) << outcome.error().message;
    ASSERT_EQ(outcome->outcome(), v1::OUTCOME_APPLIED) << "transaction " << sequence_;
    acknowledged_.emplace(transaction.id(), outcome->height());
  }
  // The node takes nothing new, says so, and says that it is worth another try.
  void ExpectRefusal(std::size_t node) {
    const auto refused =
        network_->Connect(node, "reg.maker")
            ->Submit(
                network_->Signed(network_->RegisterPerson("disk.refused", sequence_ + 1)).Build());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().reason, "DISK_FULL");
    EXPECT_GT(refused.error().retry_after_ms, 0U);
  }
  // Fills the disk of the node up to its last byte, as slowly as it takes the node to notice.
  void FillUp(std::size_t node) {
    disks_[node]->FillTo(kBelowRefuse);
    ASSERT_TRUE(AwaitComplaint(node, "takes no new transactions"));
    disks_[node]->FillTo(kBelowStop);
    ASSERT_TRUE(AwaitComplaint(node, "does not vote"));
    EXPECT_FALSE(Status(node).voting());
    // What was written in the background has ended when the ballast is gone and this is said.
    ASSERT_TRUE(Eventually([&] { return !fs::exists(Data(node) + "/ballast"); }));
    disks_[node]->FillTo(0);
    EXPECT_EQ(disks_[node]->Free(), 0U);
  }
  [[nodiscard]] std::string Data(std::size_t node) const {
    return network_->node(node).directory + "/data";
  }

  // Every node has every acknowledged transaction where it was acknowledged, and one state.
  void ExpectNothingLost() {
    std::uint64_t top = 0;
    for (const auto& [id, height] : acknowledged_) {
      top = std::max(top, height);
    }
    std::set<Bytes> roots;
    for (std::size_t node = 0; node < kNodes; ++node) {
      ASSERT_TRUE(Eventually([&] { return !network_->StateRootAt(node, top).empty(); }))
          << "node " << node << " has not reached height " << top;
      roots.insert(network_->StateRootAt(node, top));
      const auto client = network_->Connect(node, "reg.maker");
      for (const auto& [id, height] : acknowledged_) {
        const auto known = client->GetTransaction(id);
        ASSERT_TRUE(known) << "node " << node << ": " << known.error().message;
        EXPECT_EQ(known->height(), height);
      }
      EXPECT_EQ(Pid(node), pids_[node]) << "node " << node << " was started again";
    }
    EXPECT_EQ(roots.size(), 1U);
  }

  std::vector<std::unique_ptr<SmallDisk>> disks_;
  std::unique_ptr<TestNetwork> network_;
  std::vector<pid_t> pids_;
  std::uint64_t sequence_ = 0;
  std::map<TransactionId, std::uint64_t> acknowledged_;
};

TEST_F(DiskFull, OneValidatorStopsCleanlyAndVotesAgainWhenSpaceIsBack) {
  for (std::size_t i = 0; i < 5; ++i) {
    ASSERT_NO_FATAL_FAILURE(Acknowledge(i % kNodes));
  }
  disks_[kVictim]->FillTo(kBelowRefuse);
  ASSERT_TRUE(AwaitComplaint(kVictim, "takes no new transactions"));
  ASSERT_NO_FATAL_FAILURE(ExpectRefusal(kVictim));
  ASSERT_NO_FATAL_FAILURE(Acknowledge(0));
  ASSERT_NO_FATAL_FAILURE(FillUp(kVictim));

  // Not one byte of a promise or a block changes while the others go on.
  const std::uint64_t height = Status(kVictim).height();
  const std::string votes = ReadFile(Data(kVictim) + "/votes");
  for (std::size_t i = 0; i < 12; ++i) {
    ASSERT_NO_FATAL_FAILURE(Acknowledge(i % 2 == 0 ? 0 : 3));
  }
  ASSERT_NO_FATAL_FAILURE(ExpectRefusal(kVictim));
  EXPECT_EQ(ReadFile(Data(kVictim) + "/votes"), votes);
  EXPECT_EQ(disks_[kVictim]->Free(), 0U);
  // It still answers for what it has.
  const v1::GetStatusResponse stopped = Status(kVictim);
  EXPECT_EQ(stopped.height(), height);
  EXPECT_FALSE(stopped.ready());
  for (const auto& [id, at] : acknowledged_) {
    const auto known = network_->Connect(kVictim, "reg.maker")->GetTransaction(id);
    EXPECT_EQ(known.has_value(), at <= height);
  }

  disks_[kVictim]->Clean();
  ASSERT_TRUE(network_->AwaitReady());
  EXPECT_TRUE(Status(kVictim).voting());
  EXPECT_TRUE(Eventually([&] { return fs::exists(Data(kVictim) + "/ballast"); }));
  ASSERT_NO_FATAL_FAILURE(ExpectNothingLost());

  // With another node gone nothing becomes final without the vote of this one.
  network_->Kill(3);
  ASSERT_NO_FATAL_FAILURE(Acknowledge(kVictim));
  network_->Start(3);
  pids_[3] = Pid(3);
  ASSERT_NO_FATAL_FAILURE(ExpectNothingLost());
}

TEST_F(DiskFull, AllOfThemStandStillAndNothingIsLost) {
  for (std::size_t i = 0; i < 8; ++i) {
    ASSERT_NO_FATAL_FAILURE(Acknowledge(i % kNodes));
  }
  for (std::size_t node = 0; node < kNodes; ++node) {
    ASSERT_NO_FATAL_FAILURE(FillUp(node));
  }
  std::vector<std::uint64_t> heights;
  for (std::size_t node = 0; node < kNodes; ++node) {
    heights.push_back(Status(node).height());
    ASSERT_NO_FATAL_FAILURE(ExpectRefusal(node));
  }
  EXPECT_FALSE(Eventually(
      [&] {
        for (std::size_t node = 0; node < kNodes; ++node) {
          if (Status(node).height() != heights[node]) {
            return true;
          }
        }
        return false;
      },
      std::chrono::seconds(3)))
      << "a block was made on a full disk";
  for (const auto& disk : disks_) {
    disk->Clean();
  }
  ASSERT_TRUE(network_->AwaitReady());
  for (std::size_t node = 0; node < kNodes; ++node) {
    ASSERT_NO_FATAL_FAILURE(Acknowledge(node));
  }
  ASSERT_NO_FATAL_FAILURE(ExpectNothingLost());
}

}  // namespace
}  // namespace heng::testing
