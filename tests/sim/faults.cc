// SPDX-License-Identifier: Apache-2.0
// What goes wrong, when, and how it ends.
#include <algorithm>
#include <cstdlib>
#include <utility>

#include "tests/sim/world.h"

namespace heng::sim {
namespace {

constexpr std::uint64_t kMs = 1'000;
constexpr std::uint64_t kSubmitted = 16;  // in the trace

}  // namespace

void World::ScheduleFaults() {
  SplitTwins();
  for (const auto& node : nodes_) {
    node->clock_offset_ms =
        IsClockLiar(node->index()) ? 3'600'000 : static_cast<std::int64_t>(prng_.Below(200)) - 100;
  }
  After(prng_.Between(1, plan_.fault_gap_ms) * kMs, [this] { InjectFault(); });
  After(300 * kMs, [this] { Submit(); });
  At(plan_.trouble_ms * kMs, [this] { Heal(); });
}

void World::InjectFault() {
  if (healed_) {
    return;
  }
  std::vector<void (World::*)()> kinds;
  const auto add = [&kinds](bool wanted, void (World::*kind)()) {
    if (wanted) {
      kinds.push_back(kind);
    }
  };
  add(plan_.crashes, &World::CrashSomeone);
  add(plan_.partitions, &World::SplitNetwork);
  add(plan_.bad_links, &World::ChangeProfile);
  add(plan_.clock_jumps && plan_.defect != Defect::kClockLiars, &World::JumpClock);
  add(plan_.slow_disks, &World::SlowDisk);
  add(plan_.full_disks, &World::FillDisk);
  add(plan_.traitors > 0, &World::SplitTwins);
  if (!kinds.empty()) {
    (this->*kinds[prng_.Below(kinds.size())])();
  }
  After(prng_.Between(1, 2 * plan_.fault_gap_ms) * kMs, [this] { InjectFault(); });
}

void World::CrashSomeone() {
  const bool everybody = plan_.cluster_crashes && prng_.Chance(200);
  const NodeIndex one = static_cast<NodeIndex>(prng_.Below(nodes_.size()));
  for (const auto& node : nodes_) {
    if (!node->up() || (!everybody && node->index() != one)) {
      continue;
    }
    if (prng_.Chance(700)) {
      // In the middle of what it does; if it does too little, the restart below finds it up.
      node->DieAfter(prng_.Between(1, 40));
    } else {
      Crash(*node);
    }
    const std::uint64_t pause_ms =
        prng_.Chance(500) ? prng_.Between(1, 100) : prng_.Between(100, 3'000);
    After(pause_ms * kMs, [this, &node] {
      if (node->up()) {
        Crash(*node);
      }
      Start(*node);
    });
  }
}

void World::SplitNetwork() {
  network_.Heal();
  if (prng_.Chance(300)) {
    return;
  }
  std::set<NodeIndex> side;
  if (prng_.Chance(400)) {
    side.insert(static_cast<NodeIndex>(prng_.Below(nodes_.size())));
  } else {
    for (NodeIndex index = 0; index < nodes_.size(); ++index) {
      if (prng_.Chance(500)) {
        side.insert(index);
      }
    }
  }
  const bool one_way = prng_.Chance(400);
  trace_.Say(now_us_,
             "the network splits" + std::string(one_way ? " one way" : "") + ", " +
                 std::to_string(side.size()) + " on one side");
  network_.Split(side, one_way);
}

void World::ChangeProfile() {
  LinkProfile profile;
  profile.delay_min_us = prng_.Between(50, 5'000);
  profile.delay_max_us = profile.delay_min_us + prng_.Below(prng_.Chance(300) ? 400'000 : 30'000);
  profile.loss_permille = prng_.Chance(500) ? prng_.Below(300) : 0;
  profile.double_permille = prng_.Chance(500) ? prng_.Below(200) : 0;
  network_.SetProfile(profile);
}

// At most f clocks are wrong at a time; the others stay close together.
void World::JumpClock() {
  std::vector<NodeIndex> wrong;
  for (const auto& node : nodes_) {
    if (std::abs(node->clock_offset_ms) > 200) {
      wrong.push_back(node->index());
    }
  }
  NodeIndex index = static_cast<NodeIndex>(prng_.Below(nodes_.size()));
  const bool room = wrong.size() + plan_.traitors < cast_.validators.faults();
  if (!room && !wrong.empty()) {
    index = wrong[prng_.Below(wrong.size())];
  }
  const std::int64_t most = room || !wrong.empty() ? 5'000 : 150;
  RememberClocks();
  nodes_[index]->clock_offset_ms =
      static_cast<std::int64_t>(prng_.Below(static_cast<std::uint64_t>(2 * most))) - most;
}

void World::SlowDisk() {
  SimNode& node = *nodes_[prng_.Below(nodes_.size())];
  node.sync_cost_us = prng_.Chance(500) ? 100 : prng_.Between(1'000, 400'000);
}

// Any number of disks may be full at a time: nothing may be lost, whoever stands still.
void World::FillDisk() {
  SimNode& node = *nodes_[prng_.Below(nodes_.size())];
  // Drawn one after the other: the order of arguments is the compiler's.
  const std::uint64_t asks_left = prng_.Below(40);
  const bool stops = prng_.Chance(800);
  node.FillDisk(stops ? node::DiskStage::kStop : node::DiskStage::kRefuse, asks_left);
  trace_.Say(now_us_, "the disk of " + node.name() + " fills up");
  After(prng_.Between(50, 4'000) * kMs, [this, &node] {
    node.FreeDisk();
    Wake(node, 0);
  });
}

void World::SplitTwins() {
  std::vector<NodeIndex> others;
  std::map<std::uint32_t, std::vector<NodeIndex>> traitors;
  for (NodeIndex index = 0; index < nodes_.size(); ++index) {
    if (cast_.roles[index].honest) {
      others.push_back(index);
    } else {
      traitors[*cast_.roles[index].seat].push_back(index);
    }
  }
  for (const auto& [seat, twins] : traitors) {
    const auto sides = equivocator_.Split(twins, others);
    for (std::size_t i = 0; i < twins.size(); ++i) {
      twin_sides_[twins[i]] = sides[i];
      // Traitors know each other.
      for (const auto& [other_seat, others_twins] : traitors) {
        if (other_seat != seat) {
          twin_sides_[twins[i]].insert(others_twins.begin(), others_twins.end());
        }
      }
    }
  }
  LinkAll();
}

void World::Heal() {
  trace_.Say(now_us_, "the world heals");
  healed_ = true;
  RememberClocks();
  network_.Heal();
  network_.SetProfile({.delay_min_us = 500, .delay_max_us = 10'000});
  for (const auto& node : nodes_) {
    const bool stays_dead =
        plan_.defect == Defect::kDeadQuorum && node->index() <= cast_.validators.faults();
    node->Survive();
    node->sync_cost_us = 100;
    node->FreeDisk();
    // What a turn still waits for, a sound disk does at once.
    Pace& pace = paces_[node->index()];
    pace.busy_until_us = std::min(pace.busy_until_us, now_us_);
    if (plan_.defect != Defect::kClockLiars) {
      node->clock_offset_ms = static_cast<std::int64_t>(prng_.Below(100)) - 50;
    }
    if (stays_dead) {
      Crash(*node);
    } else {
      Start(*node);
      Wake(*node, 0);
    }
  }
  LinkAll();
  liveness_.Begin(now_us_, Honest());
  After(100 * kMs, [this] { Watch(); });
}

void World::Watch() {
  if (liveness_.Tick(now_us_, Honest())) {
    done_ = true;
    return;
  }
  After(100 * kMs, [this] { Watch(); });
}

BlockTime World::LatestClock() const {
  BlockTime time;
  for (const auto& node : nodes_) {
    if (node->role().honest && !IsClockLiar(node->index())) {
      time = std::max(time, node->WallTime());
    }
  }
  return time;
}

void World::RememberClocks() {
  clock_before_step_ = LatestClock();
  clock_before_step_us_ = now_us_;
}

std::vector<const SimNode*> World::Honest() const {
  std::vector<const SimNode*> honest;
  for (const auto& node : nodes_) {
    if (node->role().honest && node->up()) {
      honest.push_back(node.get());
    }
  }
  return honest;
}

SimNode* World::AnyHonestUp() {
  std::vector<SimNode*> candidates;
  for (const auto& node : nodes_) {
    if (node->role().honest && node->up() && !node->dying()) {
      candidates.push_back(node.get());
    }
  }
  return candidates.empty() ? nullptr : candidates[prng_.Below(candidates.size())];
}

// A client sends something new, or again what was not answered for long, as an SDK does.
void World::Submit() {
  After(prng_.Between(1, 2 * plan_.work_gap_ms) * kMs, [this] { Submit(); });
  SimNode* node = AnyHonestUp();
  if (node == nullptr) {
    return;
  }
  constexpr std::uint64_t kPatienceUs = 2'000'000;
  VerifiedTransaction transaction;
  if (!unanswered_.empty() && unanswered_.front().second + kPatienceUs < now_us_) {
    transaction = unanswered_.front().first;
    unanswered_.erase(unanswered_.begin());
  } else {
    transaction = workload_.Next(node->WallTime());
  }
  const TransactionId id = transaction.id;
  const bool lasts = transaction.body.valid_until.value() > node->WallTime().value() + 600'000;
  if (lasts) {
    unanswered_.emplace_back(transaction, now_us_);
  }
  const node::Admission admission = node->driver().SubmitTransaction(std::move(transaction));
  trace_.Add(now_us_, node->index(), kSubmitted, id.view());
  constexpr std::uint32_t kWatchedMax = 3;
  if (healed_ && lasts && admission == node::Admission::kAccepted && watched_ < kWatchedMax) {
    ++watched_;
    liveness_.Expect(node->index(), id);
  }
  Wake(*node, prng_.Between(10, 200));
}

}  // namespace heng::sim
