// SPDX-License-Identifier: Apache-2.0
#include "node/driver/effect_runner.h"

#include <algorithm>
#include <utility>

#include "core/block.h"
#include "node/driver/ancestors_reply.h"

namespace heng::node {
namespace {

using consensus::Effect;

std::vector<TransactionPtr> OrderedTransactions(const OpenPayload& payload) {
  std::vector<TransactionPtr> transactions;
  transactions.reserve(payload.entries->size());
  for (const PayloadEntry& entry : *payload.entries) {
    transactions.push_back(entry.transaction);
  }
  return transactions;
}

}  // namespace

EffectRunner::EffectRunner(const Tools& tools, const Limits& limits)
    : at_(tools),
      limits_(limits),
      journal_base_(tools.journal == nullptr ? 0 : tools.journal->last_seq()) {}

EffectRunner::Done EffectRunner::Run(consensus::Effects effects) {
  for (Effect& effect : effects) {
    if (halted_) {
      return {};
    }
    if (consensus::IsVisible(effect)) {
      held_.push_back(std::move(effect));
      continue;
    }
    HENG_CHECK_OK(std::visit([this](const auto& wanted) { return Do(wanted); }, effect));
  }
  return {};
}

bool EffectRunner::NeedsSync() const {
  return !held_.empty() || synced_persist_ != last_persist_ || !at_.payload_log.IsSynced() ||
         prune_below_ != 0;
}

EffectRunner::Done EffectRunner::SyncAndRelease() {
  // Bodies first: a promise about a body must not be older on disk than the body.
  HENG_CHECK_OK(at_.payload_log.Sync());
  if (at_.journal != nullptr && synced_persist_ != last_persist_) {
    HENG_CHECK_OK(at_.journal->Sync());
  }
  if (synced_persist_ != last_persist_) {
    synced_persist_ = last_persist_;
    answers_.emplace_back(consensus::Persisted{.through = synced_persist_});
  }
  HENG_CHECK_OK(Release(std::exchange(held_, {})));
  if (const std::uint64_t below = std::exchange(prune_below_, 0); below != 0) {
    HENG_CHECK_OK(at_.journal->PruneBelow(below));
  }
  return {};
}

// Commits alone stay together, for one sync.
EffectRunner::Done EffectRunner::SpeakBeforeWork() {
  const bool speaks = std::ranges::any_of(held_, [](const Effect& effect) {
    return !std::holds_alternative<consensus::Commit>(effect);
  });
  if (speaks) {
    HENG_CHECK_OK(SyncAndRelease());
  }
  at_.ports.network.Flush();
  return {};
}

// Messages first: others wait for them, and writing a block takes many milliseconds.
EffectRunner::Done EffectRunner::Release(const std::vector<Effect>& effects) {
  for (const Effect& effect : effects) {
    HENG_CHECK_OK(std::visit([this](const auto& wanted) { return Do(wanted); }, effect));
  }
  return WriteWaiting();
}

EffectRunner::Done EffectRunner::WriteWaiting() {
  if (!writing_.empty()) {
    return {};
  }
  if (waiting_.empty()) {
    for (const consensus::ServeAncestors& serve : std::exchange(serving_, {})) {
      Serve(serve);
    }
    return {};
  }
  at_.ports.network.Flush();
  writing_ = std::exchange(waiting_, {});
  std::size_t transactions = 0;
  for (const consensus::Commit& commit : writing_) {
    HENG_TRY(storage::FinalBlock block, at_.executor.Finalise(commit));
    transactions += block.layer->transactions().size();
    writing_blocks_.push_back(std::move(block));
  }
  if (at_.ports.writer != nullptr && transactions >= limits_.long_block_transactions) {
    at_.ports.writer->Write(writing_blocks_);
    return {};
  }
  const std::uint64_t began_ms = at_.ports.clock.Now().uptime_ms;
  HENG_CHECK_OK(at_.ports.store.Write(writing_blocks_));
  return OnWritten(at_.ports.clock.Now().uptime_ms - began_ms);
}

EffectRunner::Done EffectRunner::OnWritten(std::uint64_t elapsed_ms) {
  HENG_ASSERT(!writing_.empty());
  pace_.Committed(elapsed_ms);
  const std::vector<storage::FinalBlock> blocks = std::exchange(writing_blocks_, {});
  const std::vector<consensus::Commit> commits = std::exchange(writing_, {});
  at_.ports.store.Publish(blocks);
  for (std::size_t i = 0; i < commits.size(); ++i) {
    at_.executor.MoveTip(commits[i].pid);
    HENG_CHECK_OK(Committed(commits[i], blocks[i].layer));
  }
  return WriteWaiting();
}

void EffectRunner::AnnouncePayloads() {
  for (auto& [pid, payload] : at_.payloads.open()) {
    if (payload.IsReady() && !payload.announced) {
      payload.announced = true;
      payload.ask_at_ms.reset();
      answers_.emplace_back(consensus::PayloadReady{.pid = pid});
    }
    if (payload.verifying && payload.IsJudged()) {
      payload.verifying = false;
      answers_.emplace_back(consensus::PayloadVerified{.pid = pid, .ok = MayBeVotedFor(payload)});
    }
  }
}

void EffectRunner::Halt(std::string reason) {
  halted_ = std::move(reason);
  held_.clear();
  answers_.clear();
  at_.ports.observer.OnHalted(*halted_);
}

EffectRunner::Done EffectRunner::Do(const consensus::Persist& persist) {
  last_persist_ = persist.number;
  if (at_.journal != nullptr) {
    const std::uint64_t seq = at_.journal->Append(consensus::EncodeRecord(persist.record));
    HENG_ASSERT(seq == journal_base_ + persist.number);
  }
  return {};
}

EffectRunner::Done EffectRunner::Do(const consensus::Send& send) {
  at_.ports.network.Send(send.to, consensus::EncodeMessage(send.message));
  return {};
}

EffectRunner::Done EffectRunner::Do(const consensus::Broadcast& broadcast) {
  at_.ports.network.Broadcast(consensus::EncodeMessage(broadcast.message));
  return {};
}

EffectRunner::Done EffectRunner::Do(const consensus::SetTimer& set) {
  at_.timers.Set(set.kind, set.view, at_.ports.clock.Now().uptime_ms + set.delay_ms);
  return {};
}

EffectRunner::Done EffectRunner::Do(const consensus::CancelTimer& cancel) {
  at_.timers.Cancel(cancel.kind);
  return {};
}

EffectRunner::TransactionIds EffectRunner::OrderedFrom(const ProposalId& pid) const {
  TransactionIds ids;
  for (const OpenPayload* payload = at_.payloads.Find(pid); payload != nullptr && payload->entries;
       payload = at_.payloads.Find(payload->proposal.parent_pid)) {
    for (const PayloadEntry& entry : *payload->entries) {
      if (entry.transaction != nullptr) {
        ids.insert(entry.transaction->id);
      }
    }
  }
  return ids;
}

EffectRunner::Done EffectRunner::Do(const consensus::BuildPayload& build) {
  const TransactionIds taken = OrderedFrom(build.parent);
  const auto chosen = at_.ports.pool.Choose(
      {.transactions_max =
           std::min<std::uint64_t>(build.transactions_max, limits_.transactions_max),
       .bytes_max = limits_.bytes_max,
       .bytes_wanted = pace_.BytesWanted(),
       .is_taken = [&taken](const TransactionId& id) { return taken.contains(id); }});
  consensus::PayloadBuilt built{.view = build.view, .transactions = {}};
  built.transactions.reserve(chosen.size());
  for (const TransactionPtr& transaction : chosen) {
    built.transactions.push_back(transaction->digest);
  }
  answers_.emplace_back(std::move(built));
  return {};
}

EffectRunner::Done EffectRunner::Do(const consensus::RequestPayload& request) {
  HENG_CHECK_OK(at_.exchange.Request(request, at_.ports.clock.Now().uptime_ms));
  if (OpenPayload* payload = at_.payloads.Find(request.pid)) {
    payload->announced = false;
  }
  return {};
}

EffectRunner::Done EffectRunner::Do(const consensus::VerifyPayload& verify) {
  OpenPayload* payload = at_.payloads.Find(verify.pid);
  if (payload != nullptr && payload->IsReady()) {
    payload->verifying = true;
    at_.intake.Check(*payload);
  }
  return {};
}

// A leader that orders a transaction twice is not helped. That nothing happens twice is the
// sequence window's doing, in the contracts; this only keeps blocks free of noise.
bool EffectRunner::MayBeVotedFor(const OpenPayload& payload) const {
  if (payload.defective || payload.refused) {
    return false;
  }
  const storage::ChainReader chain = at_.ports.store.Chain();
  TransactionIds seen = OrderedFrom(payload.proposal.parent_pid);
  return std::ranges::all_of(*payload.entries, [&](const PayloadEntry& entry) {
    const auto committed = chain.Find(entry.transaction->id);
    const bool ordered_before = committed && committed->height < payload.proposal.height;
    return !ordered_before && seen.insert(entry.transaction->id).second;
  });
}

EffectRunner::Done EffectRunner::Do(const consensus::Execute& execute) {
  const OpenPayload* payload = at_.payloads.Find(execute.pid);
  HENG_ASSERT(payload != nullptr && payload->IsReady());
  consensus::Executed executed{.pid = execute.pid, .ok = false, .block_id = {}};
  // A payload that must be durable is so with the next sync. Saying so already is as good: whatever
  // follows from it can be seen outside only after that sync, and saves one.
  if (!payload->defective) {
    const std::vector<TransactionPtr> transactions = OrderedTransactions(*payload);
    if (!transactions.empty() && !execute.decided) {
      PayloadRecord record{.pid = execute.pid, .transactions = {}};
      for (const TransactionPtr& transaction : transactions) {
        record.transactions.push_back(transaction->bytes);
      }
      HENG_CHECK_OK(at_.payload_log.Append(record));
    }
    if (transactions.size() >= limits_.long_block_transactions) {
      HENG_CHECK_OK(SpeakBeforeWork());
    }
    const std::uint64_t began_ms = at_.ports.clock.Now().uptime_ms;
    auto block_id = at_.executor.Execute(execute, transactions);
    if (!block_id) {
      Halt(std::move(block_id.error().context));
      return {};
    }
    pace_.Executed(payload->bytes, at_.ports.clock.Now().uptime_ms - began_ms);
    executed.ok = true;
    executed.block_id = *block_id;
  }
  answers_.emplace_back(executed);
  return {};
}

EffectRunner::Done EffectRunner::Do(const consensus::Commit& commit) {
  waiting_.push_back(commit);
  return {};
}

// Nobody is shown what is not on disk. A peer whose question finds no room asks again.
EffectRunner::Done EffectRunner::Do(const consensus::ServeAncestors& serve) {
  if (serving_.size() < kWaitingQuestionsMax) {
    serving_.push_back(serve);
  }
  return {};
}

EffectRunner::Done EffectRunner::Committed(const consensus::Commit& commit,
                                           const storage::LayerPtr& layer) {
  at_.payloads.Erase(commit.pid);
  at_.payload_log.Forget(commit.pid);
  HENG_CHECK_OK(at_.payload_log.RewriteIfSparse(limits_.payload_log_bytes));
  std::vector<TransactionId> committed;
  committed.reserve(layer->transactions().size());
  for (const storage::BlockTransaction& transaction : layer->transactions()) {
    committed.push_back(transaction.id);
  }
  const auto expired = at_.ports.pool.Advance(committed, commit.proposal.time);
  answers_.emplace_back(consensus::Committed{.height = commit.proposal.height});
  at_.ports.observer.OnCommitted(layer);
  if (!expired.empty()) {
    at_.ports.observer.OnExpired(expired);
  }
  return {};
}

EffectRunner::Done EffectRunner::Do(const consensus::Discard& discard) {
  at_.executor.Discard(discard.pid);
  at_.payloads.Erase(discard.pid);
  at_.payload_log.Forget(discard.pid);
  return {};
}

EffectRunner::Done EffectRunner::Do(const consensus::PruneJournal& prune) {
  if (at_.journal != nullptr) {
    prune_below_ = journal_base_ + prune.first_kept;
  }
  return {};
}

void EffectRunner::Serve(const consensus::ServeAncestors& serve) {
  auto answer = CommittedAncestors(at_.ports.store.Chain(), serve.request);
  if (!answer) {
    return;
  }
  Bytes bytes = consensus::EncodeMessage(*std::move(answer));
  if (at_.quota.Spend(serve.to,
                      PeerQuota::Kind::kAnsweredBytes,
                      bytes.size(),
                      at_.ports.clock.Now().uptime_ms)) {
    at_.ports.network.Send(serve.to, std::move(bytes));
  }
}

EffectRunner::Done EffectRunner::Do(const consensus::ReportEvidence& report) {
  at_.ports.observer.OnEvidence(report.evidence);
  return {};
}

EffectRunner::Done EffectRunner::Do(const consensus::Alarm& alarm) {
  at_.ports.observer.OnAlarm(alarm);
  return {};
}

}  // namespace heng::node
