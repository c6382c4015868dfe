// SPDX-License-Identifier: Apache-2.0
// The small driver of one replica of a Cluster.
#include <algorithm>

#include "core/check.h"
#include "tests/unit/consensus/cluster.h"

namespace heng::consensus::testing {

Node::Node(Cluster& cluster, std::uint32_t index, bool validator)
    : cluster_(cluster), index_(index), validator_(validator), crypto_(index) {}

RecoveredState Node::Recover() const {
  RecoveredState state{.tip = {.view = View(),
                               .pid = ProposalId(),
                               .height = Height(),
                               .block_id = GenesisBlockId(),
                               .time = BlockTime()},
                       .tip_certificate = std::nullopt,
                       .journal = {},
                       .amnesia = disk.amnesia};
  if (!disk.blocks.empty()) {
    const StoredBlock& last = disk.blocks.back();
    state.tip = {.view = last.proposal.view,
                 .pid = last.pid,
                 .height = last.proposal.height,
                 .block_id = last.block_id,
                 .time = last.proposal.time};
    state.tip_certificate = last.certificate;
  }
  for (const Bytes& bytes : disk.journal) {
    auto record = DecodeRecord(bytes);
    HENG_ASSERT(record.has_value());
    state.journal.push_back(*std::move(record));
  }
  return state;
}

void Node::Start() {
  HENG_ASSERT(!up());
  Config config{.chain_id = ChainId(kChain),
                .epoch = Epoch(1),
                .validators = cluster_.validators(),
                .self = validator_ ? std::optional(ValidatorIndex(index_)) : std::nullopt,
                .crypto = &crypto_,
                .parameters = {}};
  replica_ = std::make_unique<Replica>(std::move(config), Recover());
  Step(Started{});
  if (!pending_.empty()) {
    Step(PendingWork{true});
  }
}

void Node::Crash() {
  replica_.reset();
  events_.clear();
  held_.clear();
  unsynced_.clear();
  timers_.clear();
  executed_.clear();
  synced_ = 0;
}

void Node::AddWork(std::uint64_t transaction) {
  pending_.insert(TransactionNamed(transaction));
  if (up()) {
    Step(PendingWork{true});
  }
}

std::optional<std::uint64_t> Node::NextTimerMs() const {
  std::optional<std::uint64_t> next;
  for (const auto& [kind, timer] : timers_) {
    next = !next || timer.at_ms < *next ? timer.at_ms : *next;
  }
  return next;
}

void Node::FireTimers() {
  std::vector<TimerFired> fired;
  for (auto it = timers_.begin(); it != timers_.end();) {
    if (it->second.at_ms <= cluster_.now_ms()) {
      fired.push_back({.kind = it->first, .view = it->second.view});
      it = timers_.erase(it);
    } else {
      ++it;
    }
  }
  for (const TimerFired& timer : fired) {
    Step(timer);
  }
}

BlockId Node::ParentBlockId(const ProposalId& parent) const {
  if (parent.is_zero()) {
    return GenesisBlockId();
  }
  for (const StoredBlock& block : disk.blocks) {
    if (block.pid == parent) {
      return block.block_id;
    }
  }
  const auto found = executed_.find(parent);
  HENG_ASSERT(found != executed_.end());  // the replica executes parents first
  return found->second;
}

// Runs one effect; visible ones come here when they may.
struct Node::Runner {
  Node& node;

  void operator()(const Persist& effect) const { node.unsynced_.push_back(effect); }
  void operator()(const Send& effect) const {
    const std::uint32_t n = node.cluster_.validators().size();
    const std::uint32_t to = effect.to.value();
    node.cluster_.Observe(node.index_, effect.message);
    node.cluster_.Post(
        node.index_, to < n ? to : to - static_cast<std::uint32_t>(kValidatorsMax), effect.message);
  }
  void operator()(const Broadcast& effect) const {
    node.cluster_.Observe(node.index_, effect.message);
    for (std::uint32_t to = 0; to < node.cluster_.size(); ++to) {
      if (to != node.index_) {
        node.cluster_.Post(node.index_, to, effect.message);
      }
    }
  }
  void operator()(const SetTimer& effect) const {
    node.timers_[effect.kind] = {.view = effect.view,
                                 .at_ms = node.cluster_.now_ms() + effect.delay_ms};
  }
  void operator()(const CancelTimer& effect) const { node.timers_.erase(effect.kind); }
  void operator()(const BuildPayload& effect) const {
    std::set<TransactionDigest> available = node.pending_;
    ProposalId at = effect.parent;
    while (node.payloads_.contains(at) && node.proposals_.contains(at)) {
      for (const TransactionDigest& digest : node.payloads_.at(at)) {
        available.erase(digest);
      }
      at = node.proposals_.at(at).parent_pid;
    }
    std::vector<TransactionDigest> chosen(available.begin(), available.end());
    chosen.resize(std::min<std::size_t>(chosen.size(), effect.transactions_max));
    node.events_.push_back(PayloadBuilt{effect.view, std::move(chosen)});
  }
  void operator()(const RequestPayload& effect) const {
    node.requests_.push_back(effect);
    node.proposals_[effect.pid] = effect.proposal;
    if (effect.transactions) {
      HENG_ASSERT(TransactionRoot(*effect.transactions) == effect.proposal.transaction_root);
      node.payloads_[effect.pid] = *effect.transactions;
    }
    if (node.faults.ready) {
      node.events_.push_back(PayloadReady{effect.pid});
    }
  }
  void operator()(const VerifyPayload& effect) const {
    const bool empty = node.proposals_.at(effect.pid).transaction_count == 0;
    node.events_.push_back(PayloadVerified{effect.pid, !node.faults.rejects || empty});
  }
  void operator()(const Execute& effect) const {
    if (!node.faults.executes) {
      return;
    }
    if (node.faults.bad && effect.proposal.transaction_count > 0) {
      node.events_.push_back(Executed{effect.pid, false, BlockId()});
      return;
    }
    BlockId result = ExecutionResult(effect.pid, node.ParentBlockId(effect.parent));
    if (node.faults.wrong_results) {
      result = As<BlockId>(Sha256(result.view()));
    }
    node.disk.payloads.insert(effect.pid);
    node.executed_[effect.pid] = result;
    node.events_.push_back(Executed{effect.pid, true, result});
  }
  void operator()(const Commit& effect) const { node.CommitBlock(effect); }
  void operator()(const Discard& effect) const {
    node.executed_.erase(effect.pid);
    node.payloads_.erase(effect.pid);
  }
  void operator()(const PruneJournal& effect) const {
    // Numbers count from the start of this run; what was on disk before it goes first.
    const auto kept = static_cast<std::ptrdiff_t>(node.synced_ - effect.first_kept + 1);
    node.disk.journal.erase(node.disk.journal.begin(), node.disk.journal.end() - kept);
  }
  void operator()(const ServeAncestors& effect) const { node.Serve(effect); }
  void operator()(const ReportEvidence& effect) const { node.reported_.push_back(effect.evidence); }
  void operator()(const Alarm& effect) const { node.alarms_.push_back(effect); }
};

void Node::CommitBlock(const Commit& commit) {
  if (commit.proposal.height.value() != disk.blocks.size() + 1) {
    cluster_.Breach("S9: heights are not contiguous at v" + std::to_string(index_));
    return;
  }
  if (!executed_.contains(commit.pid) || executed_.at(commit.pid) != commit.block_id) {
    cluster_.Breach("S10: v" + std::to_string(index_) + " commits what it did not execute");
  }
  const StoredBlock block{commit.pid, commit.block_id, commit.proposal, commit.certificate};
  disk.blocks.push_back(block);
  cluster_.ObserveCommit(index_, block, commit.proposal.height);
  if (const auto payload = payloads_.find(commit.pid); payload != payloads_.end()) {
    for (const TransactionDigest& digest : payload->second) {
      pending_.erase(digest);
    }
    payloads_.erase(payload);
  }
  events_.push_back(Committed{commit.proposal.height});
  if (pending_.empty()) {
    events_.push_back(PendingWork{false});
  }
}

void Node::Serve(const ServeAncestors& serve) {
  Ancestors answer{.epoch = Epoch(1), .proposals = {}, .finality = std::nullopt};
  std::vector<Proposal> run;
  for (std::size_t i = serve.request.after_height.value(); i < disk.blocks.size(); ++i) {
    if (run.size() >= kAncestorsUsual && answer.finality) {
      break;
    }
    run.push_back(disk.blocks[i].proposal);
    if (disk.blocks[i].certificate) {
      answer.proposals = run;
      answer.finality = disk.blocks[i].certificate;
    }
  }
  if (answer.finality) {
    Release(Send{serve.to, answer});
  }
}

void Node::Release(const Effect& effect) {
  std::visit(Runner{*this}, effect);
}

void Node::Sync() {
  if (unsynced_.empty()) {
    return;
  }
  const std::uint64_t through = unsynced_.back().number;
  for (const Persist& persist : unsynced_) {
    disk.journal.push_back(EncodeRecord(persist.record));
  }
  synced_ = through;
  unsynced_.clear();
  const std::deque<Effect> released = std::exchange(held_, {});
  for (const Effect& effect : released) {
    Release(effect);
  }
  events_.push_back(Persisted{through});
  Drain();
}

void Node::Step(EventBody body) {
  events_.push_back(std::move(body));
  Drain();
}

void Node::Drain() {
  if (draining_) {
    return;
  }
  draining_ = true;
  while (up() && (!events_.empty() || (faults.sync && !unsynced_.empty()))) {
    if (events_.empty()) {
      Sync();
      continue;
    }
    const EventBody body = events_.front();
    events_.pop_front();
    const auto wall = static_cast<std::int64_t>(cluster_.now_ms()) + clock_offset_ms;
    const Effects effects = replica_->Step(Event{
        .at = {.wall = BlockTime(static_cast<std::uint64_t>(wall)), .uptime_ms = cluster_.now_ms()},
        .body = body});
    for (const Effect& effect : effects) {
      if (IsVisible(effect) && !unsynced_.empty()) {
        held_.push_back(effect);
      } else {
        Release(effect);
      }
    }
  }
  draining_ = false;
}

}  // namespace heng::consensus::testing
