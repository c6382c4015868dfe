// SPDX-License-Identifier: Apache-2.0
// Does what a replica wants, effect by effect (consensus/effect.h), and keeps the answers as events
// for the next step. Visible effects are held back until Release, which the driver calls when
// everything that was persisted before them is synced.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "consensus/effect.h"
#include "consensus/event.h"
#include "node/driver/block_executor.h"
#include "node/driver/block_pace.h"
#include "node/driver/digest_hash.h"
#include "node/driver/payload_exchange.h"
#include "node/driver/payload_log.h"
#include "node/driver/payloads.h"
#include "node/driver/timer_queue.h"
#include "node/driver/transaction_intake.h"
#include "storage/vote_journal.h"

namespace heng::node {

class EffectRunner {
 public:
  // All borrowed. `journal` is null in amnesia: what is persisted then is never visible.
  struct Tools {
    const Ports& ports;
    BlockExecutor& executor;
    Payloads& payloads;
    PayloadLog& payload_log;
    PayloadExchange& exchange;
    TransactionIntake& intake;
    PeerQuota& quota;
    TimerQueue& timers;
    storage::VoteJournal* journal;
  };
  struct Limits {
    std::uint64_t transactions_max = 0;  // of a block
    std::uint64_t bytes_max = 0;
    std::uint64_t payload_log_bytes = 0;
    std::size_t long_block_transactions = 0;
  };

  EffectRunner(const Tools& tools, const Limits& limits);

  // Fails when the disk does.
  [[nodiscard]] Result<void, Status> Run(consensus::Effects effects);

  // Makes durable what was persisted, then does the visible effects that waited for it.
  [[nodiscard]] Result<void, Status> SyncAndRelease();
  [[nodiscard]] bool NeedsSync() const;

  // The run that the writer was given is on disk, after so long.
  [[nodiscard]] Result<void, Status> OnWritten(std::uint64_t elapsed_ms);
  // More blocks wait to be written than should: nothing may be executed until OnWritten.
  [[nodiscard]] bool IsWriteBehind() const { return waiting_.size() >= kWaitingBlocksMax; }

  // Payloads that became complete or were judged since the last call.
  void AnnouncePayloads();

  // Whether a pool of so many bytes fills the next block even when as much is in blocks that are
  // not final yet.
  [[nodiscard]] bool IsMoreThanABlock(std::uint64_t pool_bytes) const {
    return pool_bytes / 2 >= std::min(limits_.bytes_max, pace_.BytesWanted());
  }

  // Answers for the replica, oldest first.
  [[nodiscard]] std::deque<consensus::EventBody>& answers() { return answers_; }
  [[nodiscard]] const std::deque<consensus::EventBody>& answers() const { return answers_; }
  // Why nothing may be done any more: the program is wrong.
  [[nodiscard]] const std::optional<std::string>& halted() const { return halted_; }

 private:
  using Done = Result<void, Status>;

  Done Do(const consensus::Persist& persist);
  Done Do(const consensus::Send& send);
  Done Do(const consensus::Broadcast& broadcast);
  Done Do(const consensus::SetTimer& set);
  Done Do(const consensus::CancelTimer& cancel);
  Done Do(const consensus::BuildPayload& build);
  Done Do(const consensus::RequestPayload& request);
  Done Do(const consensus::VerifyPayload& verify);
  Done Do(const consensus::Execute& execute);
  Done Do(const consensus::Commit& commit);
  Done Do(const consensus::Discard& discard);
  Done Do(const consensus::PruneJournal& prune);
  Done Do(const consensus::ServeAncestors& serve);
  Done Do(const consensus::ReportEvidence& report);
  Done Do(const consensus::Alarm& alarm);

  using TransactionIds = std::unordered_set<TransactionId, DigestHash>;
  // What the block and its ancestors above the tip order.
  [[nodiscard]] TransactionIds OrderedFrom(const ProposalId& pid) const;
  [[nodiscard]] bool MayBeVotedFor(const OpenPayload& payload) const;
  // Releases what is ready to be said, because work of many milliseconds comes next.
  [[nodiscard]] Done SpeakBeforeWork();
  [[nodiscard]] Done Release(const std::vector<consensus::Effect>& effects);
  // Gives the writer all that waits, unless it is at work; a short run is written here. What was
  // asked is answered when nothing waits any more.
  [[nodiscard]] Done WriteWaiting();
  void Serve(const consensus::ServeAncestors& serve);
  // The block is durable: lets go of what stood for it, and tells who wants to know.
  [[nodiscard]] Done Committed(const consensus::Commit& commit, const storage::LayerPtr& layer);
  void Halt(std::string reason);

  // Their layers are in memory; a run of them is one sync.
  static constexpr std::size_t kWaitingBlocksMax = 8;
  static constexpr std::size_t kWaitingQuestionsMax = 64;

  Tools at_;
  Limits limits_;
  BlockPace pace_;
  std::uint64_t journal_base_ = 0;  // number of the last record before this life
  std::uint64_t last_persist_ = 0;
  std::uint64_t synced_persist_ = 0;
  std::uint64_t prune_below_ = 0;  // a journal number; 0 when nothing is to be pruned
  std::vector<consensus::Effect> held_;
  std::vector<consensus::Commit> waiting_;           // final, and not yet given to the writer
  std::vector<consensus::Commit> writing_;           // what the writer has
  std::vector<storage::FinalBlock> writing_blocks_;  // the same, as it is written
  std::vector<consensus::ServeAncestors> serving_;   // until what was final before is on disk
  std::deque<consensus::EventBody> answers_;
  std::optional<std::string> halted_;
};

}  // namespace heng::node
