// SPDX-License-Identifier: Apache-2.0
// One run: nodes, network, clients, faults and checkers on one virtual clock, all from one seed.
// First everything goes wrong that may; then the world heals, only traitors stay as they are, and
// the chain must go on.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/sim/byzantine/equivocator.h"
#include "tests/sim/checkers/certificates.h"
#include "tests/sim/checkers/chain.h"
#include "tests/sim/checkers/checker.h"
#include "tests/sim/checkers/liveness.h"
#include "tests/sim/network.h"
#include "tests/sim/plan.h"
#include "tests/sim/sim_node.h"
#include "tests/sim/trace.h"
#include "tests/sim/workload.h"

namespace heng::sim {

struct Outcome {
  std::vector<std::string> breaches;  // empty: a good run
  std::uint64_t hash = 0;             // of everything that happened
  std::uint64_t events = 0;
  std::uint64_t heights = 0;
  std::uint64_t applied = 0;  // transactions of the chain
  std::uint64_t refused = 0;
  std::uint64_t crashes = 0;
  std::uint64_t virtual_ms = 0;
};

class World final : private Surroundings {
 public:
  World(const Plan& plan, bool verbose);
  ~World() override;

  [[nodiscard]] Outcome Run();

 private:
  using Action = std::function<void()>;

  [[nodiscard]] std::uint64_t NowUs() const override { return now_us_; }
  void OnSend(SimNode& from, std::optional<consensus::PeerId> to, Bytes bytes) override;
  void OnCommitted(SimNode& node, const storage::LayerPtr& block) override;
  void OnEvidence(SimNode& node, const consensus::Evidence& evidence) override;
  void OnAlarm(SimNode& node, const consensus::Alarm& alarm) override;
  void OnHalted(SimNode& node, const std::string& reason) override;

  // world.cc: time and nodes.
  void At(std::uint64_t time_us, Action action);
  void After(std::uint64_t delay_us, Action action) { At(now_us_ + delay_us, std::move(action)); }
  void Start(SimNode& node);
  void Crash(SimNode& node);
  void Wake(SimNode& node, std::uint64_t delay_us);
  void RunTurn(SimNode& node, std::uint64_t incarnation);
  void Transmit(NodeIndex from, NodeIndex to, const Bytes& bytes, std::uint64_t delay_us);
  void Deliver(NodeIndex from, NodeIndex to, std::uint64_t incarnation, const Bytes& bytes);
  [[nodiscard]] bool MayLink(NodeIndex a, NodeIndex b) const;
  void RefreshLinks(SimNode& node);
  void LinkAll();
  void Breach(const std::string& what);

  // faults.cc: what goes wrong and when.
  void ScheduleFaults();
  void InjectFault();
  void CrashSomeone();
  void SplitNetwork();
  void ChangeProfile();
  void JumpClock();
  void SlowDisk();
  void FillDisk();
  void SplitTwins();
  void Heal();
  void Submit();
  void Watch();
  // Of the planted defect: a whole quorum, so that the chain follows it.
  [[nodiscard]] bool IsClockLiar(NodeIndex node) const {
    return plan_.defect == Defect::kClockLiars && node < cast_.validators.quorum();
  }
  // The most advanced clock of those that are believed.
  [[nodiscard]] BlockTime LatestClock() const;
  // To be called before a clock steps: a block may be committed after the clock by which it was
  // voted for went back.
  void RememberClocks();
  [[nodiscard]] std::vector<const SimNode*> Honest() const;
  [[nodiscard]] SimNode* AnyHonestUp();

  Plan plan_;
  contracts::Genesis genesis_;
  Cast cast_;
  Trace trace_;
  Prng prng_;
  Network network_;
  Workload workload_;
  Equivocator equivocator_;
  std::map<NodeIndex, std::set<NodeIndex>> twin_sides_;

  std::uint64_t now_us_ = 0;
  BlockTime clock_before_step_;
  std::uint64_t clock_before_step_us_ = 0;  // when that was
  std::uint64_t sequence_ = 0;
  std::map<std::pair<std::uint64_t, std::uint64_t>, Action> queue_;
  std::vector<std::unique_ptr<SimNode>> nodes_;
  struct Pace {
    std::uint64_t busy_until_us = 0;
    std::optional<std::uint64_t> wake_us;  // of the earliest scheduled turn
  };
  std::vector<Pace> paces_;
  std::vector<std::pair<VerifiedTransaction, std::uint64_t>> unanswered_;  // with time of sending

  std::vector<std::unique_ptr<Checker>> checkers_;
  CertificateChecker* certificates_ = nullptr;
  ChainChecker* chain_ = nullptr;
  LivenessWatch liveness_;
  bool healed_ = false;
  std::uint32_t watched_ = 0;  // transactions that must become final after the faults
  bool done_ = false;
  Outcome outcome_;
};

}  // namespace heng::sim
