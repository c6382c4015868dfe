// SPDX-License-Identifier: Apache-2.0
// One node of a run: the production driver and mempool over a disk in memory, and its ports. It can
// die between any two things that it does, and comes back with what its disk kept.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "node/driver/driver.h"
#include "node/mempool/mempool.h"
#include "storage/memory_file.h"
#include "storage/memory_kv.h"
#include "tests/sim/cast.h"
#include "tests/sim/faulty_directory.h"
#include "tests/sim/faulty_kv.h"
#include "tests/sim/keyed_hash.h"
#include "tests/sim/prng.h"

namespace heng::sim {

class SimNode;

// What a node tells the world that it runs in.
class Surroundings {
 public:
  Surroundings() = default;
  Surroundings(const Surroundings&) = delete;
  Surroundings& operator=(const Surroundings&) = delete;
  virtual ~Surroundings() = default;

  [[nodiscard]] virtual std::uint64_t NowUs() const = 0;
  // `to` is nothing for a broadcast.
  virtual void OnSend(SimNode& from, std::optional<consensus::PeerId> to, Bytes bytes) = 0;
  virtual void OnCommitted(SimNode& node, const storage::LayerPtr& block) = 0;
  virtual void OnEvidence(SimNode& node, const consensus::Evidence& evidence) = 0;
  virtual void OnAlarm(SimNode& node, const consensus::Alarm& alarm) = 0;
  virtual void OnHalted(SimNode& node, const std::string& reason) = 0;
};

struct SimNodeConfig {
  NodeIndex index = 0;
  Role role;
  node::DriverConfig driver;
  bool lies_about_sync = false;  // a planted defect: Sync does nothing
  bool forgets_commits = false;  // a planted defect: a crash takes synced commits away
};

class SimNode final : private node::Clock,
                      private node::PeerNetwork,
                      private node::TransactionVerifier,
                      private node::DiskSpace,
                      private node::BlockWriter,
                      private node::Observer {
 public:
  SimNode(SimNodeConfig config, Surroundings& surroundings);
  ~SimNode() override;

  // Recovers. An error is a disk that this program cannot read.
  [[nodiscard]] Result<void, Status> Start();
  // Power fails; what was not synced may be torn.
  void Crash(const storage::TornWrites& torn);
  // From the given number of things done on (sends, syncs, writes), nothing has any effect: the
  // node died there. The world then calls Crash.
  void DieAfter(std::uint64_t actions) { actions_left_ = actions; }
  void Survive() { actions_left_.reset(); }
  // Others fill the disk: the driver is told so when it has asked so often, between two steps or in
  // the middle of a turn. A crash does not free it.
  void FillDisk(node::DiskStage stage, std::uint64_t asks_left) {
    disk_stage_ = stage;
    disk_asks_left_ = asks_left;
  }
  void FreeDisk() { disk_stage_ = node::DiskStage::kPlenty; }

  // One turn. An error ends the process.
  [[nodiscard]] Result<void, Status> Turn();
  [[nodiscard]] bool HasWork() const { return writing_.has_value() || driver_->HasWork(); }

  [[nodiscard]] bool up() const { return driver_ != nullptr; }
  [[nodiscard]] bool dying() const { return actions_left_ == 0; }
  [[nodiscard]] NodeIndex index() const { return config_.index; }
  [[nodiscard]] const Role& role() const { return config_.role; }
  [[nodiscard]] node::Driver& driver() { return *driver_; }
  [[nodiscard]] const node::Driver& driver() const { return *driver_; }
  [[nodiscard]] const storage::StateStore& store() const { return *store_; }
  [[nodiscard]] const storage::MemoryDirectory& directory() const { return directory_; }
  [[nodiscard]] std::uint64_t incarnation() const { return incarnation_; }
  [[nodiscard]] std::string name() const;
  [[nodiscard]] BlockTime WallTime() const;
  // How long until the uptime of this life reaches so many milliseconds.
  [[nodiscard]] std::uint64_t UntilUptime(std::uint64_t uptime_ms) const;

  // Set by the world.
  std::int64_t clock_offset_ms = 0;
  std::uint64_t sync_delay_us = 0;  // what this turn's syncs took, taken by the world
  std::uint64_t sync_cost_us = 100;
  std::map<consensus::PeerId, std::uint32_t>
      links;  // how many nodes each linked peer id stands for

 private:
  // Counts one thing done; false from the point of death on.
  [[nodiscard]] bool Act();

  [[nodiscard]] node::DiskStage Stage() override;
  [[nodiscard]] consensus::Instant Now() const override;
  void Send(consensus::PeerId to, Bytes message) override;
  void Broadcast(Bytes message) override;
  void Verify(std::vector<Bytes> transactions) override;
  void Write(std::vector<storage::FinalBlock> run) override;
  void OnCommitted(const storage::LayerPtr& block) override;
  void OnExpired(std::span<const TransactionId> transactions) override;
  void OnEvidence(const consensus::Evidence& evidence) override;
  void OnAlarm(const consensus::Alarm& alarm) override;
  void OnDamage(const std::string& what) override;
  void OnHalted(const std::string& reason) override;

  SimNodeConfig config_;
  Surroundings& surroundings_;
  KeyedVotes crypto_;

  // The disk.
  storage::MemoryDirectory directory_;
  LyingDirectory lying_directory_;
  storage::MemoryKv database_;
  ForgetfulKv forgetful_database_;

  // Lost in a crash, in this order from last to first.
  std::unique_ptr<storage::StateStore> store_;
  std::unique_ptr<node::Mempool> pool_;
  std::unique_ptr<node::Driver> driver_;
  std::vector<node::Verdict> verdicts_;
  std::optional<std::vector<storage::FinalBlock>> writing_;
  std::uint64_t write_in_turns_ = 0;

  std::uint64_t started_us_ = 0;
  std::uint64_t incarnation_ = 0;
  std::optional<std::uint64_t> actions_left_;
  node::DiskStage disk_stage_ = node::DiskStage::kPlenty;
  std::uint64_t disk_asks_left_ = 0;
};

}  // namespace heng::sim
