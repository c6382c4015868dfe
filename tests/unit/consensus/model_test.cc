// SPDX-License-Identifier: Apache-2.0
// Goal: no schedule makes honest replicas disagree, and when the network heals they go on.
// Method: four validators, one of them played by an adversary that signs anything; random delivery,
// loss, duplication, reordering, clock jumps, late fsyncs, crashes that lose unsynced records.
// The cluster checks agreement on every vote and commit; a failing seed is printed.
#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/unit/consensus/cluster.h"

namespace heng::consensus::testing {
namespace {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t Next() {
    state_ += 0x9e3779b97f4a7c15;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  std::uint64_t Below(std::uint64_t bound) { return Next() % bound; }
  bool Percent(std::uint64_t p) { return Below(100) < p; }

 private:
  std::uint64_t state_;
};

constexpr std::uint32_t kHonest = 3;
constexpr std::uint32_t kTraitor = 3;

// Signs whatever may do harm: both sides of every choice that the others leave open.
class Traitor {
 public:
  Traitor(Cluster& cluster, Random& random) : cluster_(cluster), random_(random) {}

  void Act() {
    const std::uint64_t view = SomeView();
    if (view % 4 == kTraitor && random_.Percent(40)) {
      ProposeTwice(view);
      return;
    }
    std::vector<VoteContent> choices = {NullifyOf(view)};
    for (const auto& [content, signers] : cluster_.votes()) {
      if (content.view == View(view)) {
        choices.push_back(content);
        if (content.type == VoteType::kNotarize) {
          choices.push_back(FinalizeOf(view, content.pid, As<BlockId>(Sha256("invented"))));
        }
      }
    }
    const VoteContent content = choices[random_.Below(choices.size())];
    SendToSome(SignAs(kTraitor, cluster_.validators(), content));
  }

 private:
  std::uint64_t SomeView() {
    const Node& target = cluster_.node(static_cast<std::uint32_t>(random_.Below(kHonest)));
    const std::uint64_t view = target.up() ? target.status().view.value() : 1;
    return view - std::min<std::uint64_t>(view - 1, random_.Below(3));
  }

  void SendToSome(const Message& message) {
    for (std::uint32_t to = 0; to < kHonest; ++to) {
      if (random_.Percent(60)) {
        cluster_.Inject(kTraitor, to, message);
      }
    }
  }

  void ProposeTwice(std::uint64_t view) {
    const Node& target = cluster_.node(static_cast<std::uint32_t>(random_.Below(kHonest)));
    if (!target.up()) {
      return;
    }
    // On the tip of somebody, or on any proposal that was seen.
    Proposal proposal{.chain_id = ChainId(kChain),
                      .epoch = Epoch(1),
                      .view = View(view),
                      .parent_view = target.status().tip.view,
                      .parent_pid = target.status().tip.pid,
                      .height = Next(target.status().tip.height),
                      .time = BlockTime(cluster_.now_ms()),
                      .parent_block_id = target.status().tip.block_id,
                      .transaction_root = TransactionRoot({}),
                      .transaction_count = 0,
                      .evidence = {},
                      .next_validator_set_hash = ValidatorSetHash()};
    for (const auto& [content, signers] : cluster_.votes()) {
      const auto parent = cluster_.ProposalOf(content.pid);
      if (content.type == VoteType::kFinalize && parent && parent->view < View(view) &&
          random_.Percent(50)) {
        proposal.parent_view = parent->view;
        proposal.parent_pid = content.pid;
        proposal.height = Next(parent->height);
        proposal.parent_block_id = content.block_id;
        proposal.time = BlockTime(std::max(cluster_.now_ms(), parent->time.value() + 1));
      }
    }
    if (proposal.parent_view >= proposal.view) {
      return;
    }
    for (std::uint32_t to = 0; to < kHonest; ++to) {
      proposal.time = BlockTime(proposal.time.value() + random_.Below(2));
      const Vote vote = SignAs(kTraitor, cluster_.validators(), NotarizeOf(view, IdOf(proposal)));
      cluster_.Inject(kTraitor,
                      to,
                      ProposalMessage{.proposal = proposal,
                                      .transactions = {},
                                      .signature = vote.signature,
                                      .justification = {}});
    }
  }

  Cluster& cluster_;
  Random& random_;
};

void Chaos(Cluster& cluster, Random& random, int steps) {
  Traitor traitor(cluster, random);
  std::uint64_t transactions = 0;
  for (int i = 0; i < steps; ++i) {
    const std::uint64_t dice = random.Below(100);
    const auto some = static_cast<std::uint32_t>(random.Below(kHonest));
    Node& node = cluster.node(some);
    auto& packets = cluster.packets();
    if (dice < 66 && !packets.empty()) {
      const std::size_t at = random.Below(std::min<std::size_t>(packets.size(), 8));
      if (random.Percent(6)) {
        packets.push_back(packets[at]);
      }
      if (random.Percent(6)) {
        packets.erase(packets.begin() + static_cast<std::ptrdiff_t>(at));
      } else {
        cluster.Deliver(at);
      }
    } else if (dice < 78) {
      cluster.Advance(random.Below(600));
    } else if (dice < 86) {
      traitor.Act();
    } else if (dice < 92) {
      if (node.up()) {
        node.Sync();
      }
    } else if (dice < 95) {
      for (std::uint32_t to = 0; to < kHonest; ++to) {
        cluster.node(to).AddWork(transactions);
      }
      ++transactions;
    } else if (dice < 97) {
      if (node.up()) {
        node.Crash();
      } else {
        cluster.Restart(some);
      }
    } else if (node.up()) {
      node.faults.sync = !node.faults.sync;
    }
  }
}

void Heal(Cluster& cluster) {
  for (std::uint32_t i = 0; i < kHonest; ++i) {
    cluster.node(i).faults.sync = true;
    if (!cluster.node(i).up()) {
      cluster.Restart(i);
    }
    cluster.node(i).Sync();
    cluster.node(i).AddWork(1'000'000);
  }
}

bool AllAbove(Cluster& cluster, std::size_t height) {
  for (std::uint32_t i = 0; i < kHonest; ++i) {
    if (cluster.node(i).disk.blocks.size() <= height) {
      return false;
    }
  }
  return true;
}

// The traitor is silent from now on, so three of four must do.
void RunSeed(std::uint64_t seed, int steps) {
  Random random(seed);
  Cluster cluster(4);
  cluster.keep_log = false;
  cluster.byzantine.insert(kTraitor);
  for (std::uint32_t i = 0; i < kHonest; ++i) {
    cluster.node(i).Start();
  }
  for (std::uint32_t a = 0; a < kHonest; ++a) {
    for (std::uint32_t b = a + 1; b < kHonest; ++b) {
      cluster.Connect(a, b);
    }
  }
  Chaos(cluster, random, steps);
  std::size_t before = 0;
  for (std::uint32_t i = 0; i < kHonest; ++i) {
    before = std::max(before, cluster.node(i).disk.blocks.size());
  }
  Heal(cluster);
  for (int i = 0; i < 60 && !AllAbove(cluster, before); ++i) {
    cluster.Wait(1'000);
  }
  ASSERT_EQ(cluster.breaches(), std::vector<std::string>()) << "seed " << seed;
  for (std::uint32_t i = 0; i < kHonest; ++i) {
    EXPECT_GT(cluster.node(i).disk.blocks.size(), before)
        << "seed " << seed << ": v" << i << " is in view " << cluster.node(i).status().view.value()
        << " of leader " << cluster.node(i).status().leader.value() << " and does not go on";
    EXPECT_TRUE(cluster.node(i).status().voting) << "seed " << seed;
  }
}

TEST(Model, RandomSchedulesWithATraitorAndCrashesNeverBreakAgreement) {
  const char* only = std::getenv("HENG_SEED");
  if (only != nullptr) {
    RunSeed(std::strtoull(only, nullptr, 10), 400);
    return;
  }
  const char* count = std::getenv("HENG_SEEDS");
  const std::uint64_t seeds = count == nullptr ? 1'000 : std::strtoull(count, nullptr, 10);
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    RunSeed(seed, 400);
    if (HasFailure()) {
      return;
    }
  }
}

}  // namespace
}  // namespace heng::consensus::testing
