// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/world.h"

#include <algorithm>
#include <utility>

#include "tests/sim/checkers/durability.h"
#include "tests/sim/checkers/votes.h"

namespace heng::sim {
namespace {

enum Happening : std::uint64_t { kStarted = 1, kCrashed, kDelivered, kCommitted };

Cast CastOf(const Plan& plan, const contracts::Genesis& genesis) {
  auto validators = consensus::ValidatorSet::Create(genesis.chain.validators);
  HENG_ASSERT(validators.has_value());
  Cast cast{.validators = *std::move(validators), .roles = {}};
  // The last seats are the traitors'; their second programs come after everybody.
  for (std::uint32_t seat = 0; seat < plan.validators; ++seat) {
    cast.roles.push_back({.seat = seat, .honest = seat + plan.traitors < plan.validators});
  }
  for (std::uint32_t i = 0; i < plan.followers; ++i) {
    cast.roles.push_back({.seat = std::nullopt, .honest = true});
  }
  for (std::uint32_t i = 0; i < plan.traitors; ++i) {
    cast.roles.push_back({.seat = plan.validators - 1 - i, .honest = false});
  }
  return cast;
}

}  // namespace

World::World(const Plan& plan, bool verbose)
    : plan_(plan),
      genesis_(SimGenesis(plan.validators)),
      cast_(CastOf(plan, genesis_)),
      trace_(verbose),
      prng_(plan.seed),
      network_(prng_.Next(), static_cast<NodeIndex>(cast_.roles.size())),
      workload_(prng_.Next(), genesis_),
      equivocator_(prng_.Next(), cast_, genesis_.chain.id),
      liveness_({}, [this](const std::string& what) { Breach(what); }) {
  const node::DriverConfig names;
  const auto report = [this](const std::string& what) { Breach(what); };
  auto certificates = std::make_unique<CertificateChecker>(cast_, genesis_.chain.id, report);
  certificates_ = certificates.get();
  const auto latest = [this] {
    constexpr std::uint64_t kStepRememberedUs = 5'000'000;
    const bool recent = now_us_ < clock_before_step_us_ + kStepRememberedUs;
    return recent ? std::max(LatestClock(), clock_before_step_) : LatestClock();
  };
  auto chain = std::make_unique<ChainChecker>(*certificates_, latest, report);
  chain_ = chain.get();
  checkers_.push_back(std::make_unique<VoteChecker>(cast_, report));
  checkers_.push_back(std::move(certificates));
  checkers_.push_back(std::move(chain));
  checkers_.push_back(
      std::make_unique<DurabilityChecker>(names.journal_name, names.payload_log_name, report));

  for (NodeIndex index = 0; index < cast_.roles.size(); ++index) {
    SimNodeConfig config{.index = index, .role = cast_.roles[index], .driver = {}};
    config.driver.genesis = genesis_;
    config.driver.payload_log_bytes = 4096;  // so that it is rewritten often
    // A slow disk would take the time of the recovery for a sync before each block.
    config.driver.long_block_transactions = plan_.slow_disks ? 64 : 2;
    if (config.role.seat) {
      config.driver.vote_key = SeatKey(*config.role.seat);
    }
    config.lies_about_sync = plan_.defect == Defect::kLyingSync && index == 0;
    config.forgets_commits = plan_.defect == Defect::kForgottenCommit && index == 0;
    nodes_.push_back(
        std::make_unique<SimNode>(std::move(config), static_cast<Surroundings&>(*this)));
    paces_.emplace_back();
  }
}

World::~World() = default;

void World::Breach(const std::string& what) {
  trace_.Say(now_us_, "BREACH " + what);
  outcome_.breaches.push_back(what);
  done_ = true;
}

void World::At(std::uint64_t time_us, Action action) {
  queue_.emplace(std::pair(std::max(time_us, now_us_), sequence_++), std::move(action));
}

Outcome World::Run() {
  trace_.Say(0, "seed " + std::to_string(plan_.seed) + ": " + Describe(plan_));
  ScheduleFaults();
  for (const auto& node : nodes_) {
    At(prng_.Below(200'000), [this, &node] { Start(*node); });
  }
  constexpr std::uint64_t kEventsMax = 20'000'000;
  while (!done_ && !queue_.empty() && trace_.events() < kEventsMax) {
    auto next = queue_.extract(queue_.begin());
    now_us_ = next.key().first;
    next.mapped()();
  }
  if (!done_) {
    Breach("the run did not end");
  }
  outcome_.hash = trace_.hash();
  outcome_.events = trace_.events();
  outcome_.heights = chain_->heights();
  outcome_.virtual_ms = now_us_ / 1000;
  return outcome_;
}

void World::Start(SimNode& node) {
  if (node.up()) {
    return;
  }
  trace_.Add(now_us_, node.index(), kStarted, {});
  const auto started = node.Start();
  if (!started) {
    Breach(node.name() + " cannot recover: " + started.error().context);
    return;
  }
  paces_[node.index()] = {};
  const node::DriverStatus status = node.driver().status();
  trace_.Say(now_us_,
             node.name() + " starts at height " +
                 std::to_string(node.store().head()->height().value()) + " view " +
                 std::to_string(status.replica.view.value()));
  if (node.role().honest) {
    if (status.amnesia) {
      Breach("S6: " + node.name() + " lost its memory in an ordinary crash: " + *status.amnesia);
    }
    for (const auto& checker : checkers_) {
      checker->OnStarted(node);
    }
  }
  LinkAll();
  Wake(node, 0);
}

void World::Crash(SimNode& node) {
  if (!node.up()) {
    return;
  }
  using Kind = storage::TornWrites::Kind;
  storage::TornWrites torn;
  if (plan_.torn_writes) {
    static constexpr Kind kKinds[] = {Kind::kNone, Kind::kPrefix, Kind::kSubset, Kind::kAll};
    torn.kind = kKinds[prng_.Below(4)];
    torn.bytes = prng_.Below(node.directory().UnsyncedBytes() + 1);
    torn.seed = prng_.Next();
  }
  trace_.Add(now_us_, node.index(), kCrashed, {});
  trace_.Say(now_us_, node.name() + " crashes");
  ++outcome_.crashes;
  node.Crash(torn);
  LinkAll();
}

bool World::MayLink(NodeIndex a, NodeIndex b) const {
  if (a == b || cast_.PeerIdOf(a) == cast_.PeerIdOf(b)) {
    return false;
  }
  for (const auto& [twin, other] : {std::pair(a, b), std::pair(b, a)}) {
    const auto side = twin_sides_.find(twin);
    if (side != twin_sides_.end() && !side->second.contains(other)) {
      return false;
    }
  }
  return nodes_[a]->up() && nodes_[b]->up();
}

// Tells the node which peer ids came and went. A traitor's two programs are one peer.
void World::RefreshLinks(SimNode& node) {
  std::map<consensus::PeerId, std::uint32_t> links;
  for (NodeIndex other = 0; other < nodes_.size(); ++other) {
    if (MayLink(node.index(), other)) {
      ++links[cast_.PeerIdOf(other)];
    }
  }
  const auto before = std::exchange(node.links, links);
  for (const auto& [peer, count] : before) {
    if (!links.contains(peer)) {
      node.driver().OnPeerDisconnected(peer);
    }
  }
  for (const auto& [peer, count] : links) {
    if (!before.contains(peer)) {
      node.driver().OnPeerConnected(peer);
    }
  }
  if (before != links) {
    Wake(node, prng_.Between(10, 1'000));
  }
}

void World::LinkAll() {
  for (const auto& node : nodes_) {
    if (node->up()) {
      RefreshLinks(*node);
    }
  }
}

void World::Wake(SimNode& node, std::uint64_t delay_us) {
  Pace& pace = paces_[node.index()];
  const std::uint64_t time_us = std::max(now_us_ + delay_us, pace.busy_until_us);
  if (pace.wake_us && *pace.wake_us <= time_us) {
    return;
  }
  pace.wake_us = time_us;
  At(time_us, [this, &node, incarnation = node.incarnation()] { RunTurn(node, incarnation); });
}

void World::RunTurn(SimNode& node, std::uint64_t incarnation) {
  if (!node.up() || node.incarnation() != incarnation || done_) {
    return;
  }
  Pace& pace = paces_[node.index()];
  if (pace.wake_us == now_us_) {
    pace.wake_us.reset();
  }
  if (now_us_ < pace.busy_until_us) {
    Wake(node, 0);
    return;
  }
  if (node.HasWork()) {
    node.sync_delay_us = 0;
    const auto turned = node.Turn();
    if (node.dying()) {
      Crash(node);
      return;
    }
    if (!turned) {
      Breach(node.name() + " fails: " + turned.error().context);
      return;
    }
    pace.busy_until_us = now_us_ + node.sync_delay_us + prng_.Between(20, 200);
  }
  if (node.HasWork()) {
    Wake(node, 0);
  } else if (const auto deadline = node.driver().NextDeadline()) {
    // Uptime is counted from the start of this life, in whole milliseconds.
    Wake(node, node.UntilUptime(*deadline));
  }
}

void World::OnSend(SimNode& from, std::optional<consensus::PeerId> to, Bytes bytes) {
  auto message = consensus::DecodeMessage(bytes);
  if (!message) {
    Breach(from.name() + " sends what it cannot read: " + message.error().context);
    return;
  }
  trace_.Say(now_us_,
             from.name() + " -> " +
                 (to ? "peer " + std::to_string(to->value()) : std::string("all")) + ": " +
                 Describe(*message));
  for (const auto& checker : checkers_) {
    checker->OnSend(from, *message);
  }
  for (NodeIndex other = 0; other < nodes_.size(); ++other) {
    if (MayLink(from.index(), other) && (!to || cast_.PeerIdOf(other) == *to)) {
      Transmit(from.index(), other, bytes, from.sync_delay_us);
    }
  }
  const auto* vote = std::get_if<consensus::Vote>(&*message);
  if (from.role().honest || vote == nullptr || from.role().seat != vote->signer.value()) {
    return;
  }
  for (const consensus::Vote& lie : equivocator_.Contradict(*vote)) {
    for (const auto& checker : checkers_) {
      checker->OnSend(from, lie);
    }
    for (NodeIndex other = 0; other < nodes_.size(); ++other) {
      if (MayLink(from.index(), other) && prng_.Chance(300)) {
        Transmit(from.index(), other, consensus::EncodeMessage(lie), from.sync_delay_us);
      }
    }
  }
}

void World::Transmit(NodeIndex from, NodeIndex to, const Bytes& bytes, std::uint64_t delay_us) {
  for (const std::uint64_t way_us : network_.DelaysOf(from, to)) {
    After(delay_us + way_us, [this, from, to, bytes, incarnation = nodes_[to]->incarnation()] {
      Deliver(from, to, incarnation, bytes);
    });
  }
}

void World::Deliver(NodeIndex from, NodeIndex to, std::uint64_t incarnation, const Bytes& bytes) {
  SimNode& node = *nodes_[to];
  // A link that broke takes with it what was under way.
  if (!node.up() || node.incarnation() != incarnation || !MayLink(from, to)) {
    return;
  }
  trace_.Add(now_us_, to, kDelivered, bytes);
  std::vector<Bytes> messages = {bytes};
  if (!node.role().honest) {
    auto message = consensus::DecodeMessage(bytes);
    auto heard = equivocator_.Filter(to, *std::move(message));
    if (!heard) {
      return;
    }
    messages = {consensus::EncodeMessage(*heard)};
  }
  node.driver().OnPeerMessages(cast_.PeerIdOf(from), messages);
  Wake(node, prng_.Between(10, 300));
}

void World::OnCommitted(SimNode& node, const storage::LayerPtr& block) {
  if (!node.role().honest) {
    return;
  }
  trace_.Add(now_us_, node.index(), kCommitted, block->id().view());
  trace_.Say(now_us_,
             node.name() + " commits height " + std::to_string(block->height().value()) + " with " +
                 std::to_string(block->transactions().size()) + " transactions");
  if (chain_->heights() == block->height().value()) {  // the first to have it
    for (const Receipt& receipt : block->receipts()) {
      ++(receipt.applied() ? outcome_.applied : outcome_.refused);
    }
  }
  for (const auto& checker : checkers_) {
    checker->OnCommitted(node, *block);
  }
  const auto is_final = [&block](const auto& waiting) {
    return std::ranges::any_of(block->transactions(), [&](const auto& transaction) {
      return transaction.id == waiting.first.id;
    });
  };
  std::erase_if(unanswered_, is_final);
}

void World::OnEvidence(SimNode& node, const consensus::Evidence& evidence) {
  for (const auto& checker : checkers_) {
    checker->OnEvidence(node, evidence);
  }
}

void World::OnAlarm(SimNode& node, const consensus::Alarm& alarm) {
  if (node.role().honest) {
    Breach(node.name() + " raises alarm " + std::to_string(static_cast<int>(alarm.kind)) +
           " in view " + std::to_string(alarm.view.value()));
  }
}

void World::OnHalted(SimNode& node, const std::string& reason) {
  Breach(node.name() + " halts: " + reason);
}

}  // namespace heng::sim
