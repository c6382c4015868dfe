// SPDX-License-Identifier: Apache-2.0
#include "node/driver/driver.h"

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <utility>

#include "consensus/message.h"
#include "node/driver/ancestors_reply.h"
#include "node/driver/block_executor.h"
#include "node/driver/effect_runner.h"
#include "node/driver/payload_exchange.h"
#include "node/driver/payload_log.h"
#include "node/driver/payloads.h"
#include "node/driver/peer_quota.h"
#include "node/driver/recovery.h"
#include "node/driver/timer_queue.h"
#include "node/driver/transaction_intake.h"

namespace heng::node {
namespace {

using consensus::EventBody;
using consensus::PeerId;

// After this long a turn ends with what it did so far: what peers sent meanwhile should be heard,
// in the next turn, before more blocks of a long run are executed.
constexpr std::uint64_t kTurnMs = 20;

// The proposals that the journal speaks of above the tip: their payloads may still be needed.
std::set<ProposalId> LiveProposals(const consensus::RecoveredState& state) {
  std::set<ProposalId> live;
  for (const consensus::JournalRecord& record : state.journal) {
    if (const auto* proposal = std::get_if<consensus::ProposalRecord>(&record)) {
      live.insert(IdOf(proposal->proposal));
    } else if (const auto* certified = std::get_if<consensus::CertifiedRecord>(&record)) {
      live.insert(certified->pid);
    }
  }
  return live;
}

}  // namespace

// Members refer to earlier ones; it never moves.
struct Driver::State {
  State(const DriverConfig& config, const Ports& given, RecoveredNode found, PayloadLog log)
      : ports(given),
        validators(found.consensus.validators),
        amnesia(std::move(found.amnesia)),
        journal(std::move(found.journal)),
        payload_log(std::move(log)),
        payloads(found.consensus.chain_id),
        quota(config.peer_budget),
        executor(ports.store, validators, found.state.tip.pid),
        exchange({.payloads = payloads,
                  .log = payload_log,
                  .pool = ports.pool,
                  .network = ports.network,
                  .store = ports.store,
                  .connected = connected,
                  .heard = heard,
                  .observer = ports.observer},
                 2 * found.consensus.parameters.delta_ms),
        intake({.payloads = payloads,
                .pool = ports.pool,
                .verifier = ports.verifier,
                .network = ports.network,
                .store = ports.store,
                .quota = quota},
               config.verifying_bytes_max),
        runner({.ports = ports,
                .executor = executor,
                .payloads = payloads,
                .payload_log = payload_log,
                .exchange = exchange,
                .intake = intake,
                .quota = quota,
                .timers = timers,
                .journal = journal.get()},
               {.transactions_max = found.transactions_max,
                .bytes_max = found.bytes_max,
                .payload_log_bytes = config.payload_log_bytes,
                .long_block_transactions = config.long_block_transactions}),
        replica(std::move(found.consensus), std::move(found.state)) {
    inputs.emplace_back(consensus::Started{});
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  void Receive(PeerId from, ByteView bytes);
  void Receive(PeerId from, consensus::Message message, std::uint64_t now_ms);
  // Of a message that came while nothing may be written: the answers that need no writing.
  void ReceiveStopped(PeerId from, const consensus::Message& message, std::uint64_t now_ms);
  [[nodiscard]] DiskStage stage() const {
    return ports.disk == nullptr ? DiskStage::kPlenty : ports.disk->Stage();
  }
  [[nodiscard]] bool IsStopped() const { return stage() == DiskStage::kStop; }
  void TellOfLinks();
  // True, and the answer allowed, when the peer may ask for more.
  bool MayAnswer(PeerId from, std::uint64_t now_ms) {
    return quota.Spend(from, PeerQuota::Kind::kAnsweredBytes, 1, now_ms);
  }
  void ChargeAnswer(PeerId from, std::uint64_t bytes, std::uint64_t now_ms) {
    // Spending more than is left is what delays the next answer.
    static_cast<void>(quota.Spend(from, PeerQuota::Kind::kAnsweredBytes, bytes, now_ms));
  }
  void NoticeWork();
  void NoticeStanding();
  void NoticeTime(PeerId from, const consensus::Proposal& proposal);
  [[nodiscard]] std::optional<EventBody> TakeEvent();
  [[nodiscard]] consensus::Effects Step(EventBody body);
  Result<void, Status> StepThroughEvents();
  Result<void, Status> Turn();

  Ports ports;
  consensus::ValidatorSet validators;
  std::optional<std::string> amnesia;
  std::unique_ptr<storage::VoteJournal> journal;  // null in amnesia
  PayloadLog payload_log;
  Payloads payloads;
  PeerQuota quota;
  TimerQueue timers;
  std::set<PeerId> connected;
  std::set<PeerId> heard;     // validators, since their link was last lost
  std::set<PeerId> relinked;  // while the driver stood still
  BlockExecutor executor;
  PayloadExchange exchange;
  TransactionIntake intake;
  EffectRunner runner;
  consensus::Replica replica;

  std::deque<EventBody> inputs;
  bool work_said = false;
  bool ample_said = false;
  bool far_behind_said = false;
  std::uint64_t accepted_said = 0;        // pool.accepted() when PendingWork was last said
  std::map<PeerId, View> proposed_views;  // newest of each peer
  std::uint64_t messages_malformed = 0;
  std::uint64_t messages_over_quota = 0;
  std::optional<Status> write_failure;  // of the writer; not yet told
  std::optional<Status> disk_failure;
};

void Driver::State::Receive(PeerId from, ByteView bytes) {
  const std::uint64_t now_ms = ports.clock.Now().uptime_ms;
  if (!quota.Spend(from, PeerQuota::Kind::kReceivedBytes, bytes.size(), now_ms)) {
    ++messages_over_quota;
    if (connected.contains(from)) {  // until then nothing is heard of it, which is no fault
      ports.observer.OnPeerFault(from, PeerFault::kOverQuota);
    }
    return;
  }
  auto message = consensus::DecodeMessage(bytes);
  if (!message) {
    ++messages_malformed;
    ports.observer.OnPeerFault(from, PeerFault::kMalformed);
    return;
  }
  Receive(from, *std::move(message), now_ms);
}

void Driver::State::Receive(PeerId from, consensus::Message message, std::uint64_t now_ms) {
  if (IsStopped()) {
    ReceiveStopped(from, message, now_ms);
  } else if (auto* transactions = std::get_if<consensus::Transactions>(&message)) {
    intake.Take(from, std::move(*transactions), now_ms);
  } else if (const auto* payload = std::get_if<consensus::Payload>(&message)) {
    exchange.Take(from, *payload, now_ms);
  } else if (const auto* payload_question = std::get_if<consensus::FetchPayload>(&message)) {
    if (MayAnswer(from, now_ms)) {
      ChargeAnswer(from, exchange.Answer(from, *payload_question), now_ms);
    }
  } else if (const auto* question = std::get_if<consensus::FetchTransactions>(&message)) {
    if (MayAnswer(from, now_ms)) {
      ChargeAnswer(from, exchange.Answer(from, *question), now_ms);
    }
  } else {
    if (const auto* proposal = std::get_if<consensus::ProposalMessage>(&message)) {
      NoticeTime(from, proposal->proposal);
    }
    inputs.emplace_back(consensus::MessageReceived{.from = from, .message = std::move(message)});
  }
}

void Driver::State::ReceiveStopped(PeerId from,
                                   const consensus::Message& message,
                                   std::uint64_t now_ms) {
  if (!MayAnswer(from, now_ms)) {
    return;
  }
  if (const auto* payload = std::get_if<consensus::FetchPayload>(&message)) {
    ChargeAnswer(from, exchange.Answer(from, *payload), now_ms);
  } else if (const auto* transactions = std::get_if<consensus::FetchTransactions>(&message)) {
    ChargeAnswer(from, exchange.Answer(from, *transactions), now_ms);
  } else if (const auto* ancestors = std::get_if<consensus::FetchAncestors>(&message)) {
    if (auto answer = CommittedAncestors(ports.store.Chain(), *ancestors)) {
      Bytes bytes = consensus::EncodeMessage(*std::move(answer));
      ChargeAnswer(from, bytes.size(), now_ms);
      ports.network.Send(from, std::move(bytes));
    }
  }
}

// The replica's word on each link that changed while it heard nothing.
void Driver::State::TellOfLinks() {
  for (const PeerId peer : std::exchange(relinked, {})) {
    inputs.emplace_back(consensus::PeerDisconnected{peer});
    if (connected.contains(peer)) {
      inputs.emplace_back(consensus::PeerConnected{peer});
    }
  }
}

// Says whether there is work when that changed, and again when there is more.
void Driver::State::NoticeWork() {
  const bool any = ports.pool.size() > 0;
  const bool ample = any && runner.IsMoreThanABlock(ports.pool.bytes());
  const std::uint64_t accepted = ports.pool.accepted();
  if (any != work_said || ample != ample_said || (any && accepted != accepted_said)) {
    inputs.emplace_back(consensus::PendingWork{.any = any, .ample = ample});
  }
  work_said = any;
  ample_said = ample;
  accepted_said = accepted;
}

std::optional<EventBody> Driver::State::TakeEvent() {
  std::deque<EventBody>& queue = runner.answers().empty() ? inputs : runner.answers();
  if (queue.empty()) {
    return std::nullopt;
  }
  EventBody body = std::move(queue.front());
  queue.pop_front();
  return body;
}

consensus::Effects Driver::State::Step(EventBody body) {
  const auto* received = std::get_if<consensus::MessageReceived>(&body);
  const std::optional<PeerId> from = received ? std::optional(received->from) : std::nullopt;
  const std::uint64_t wrong_before = replica.messages_wrong();
  consensus::Effects effects = replica.Step({.at = ports.clock.Now(), .body = std::move(body)});
  if (from && replica.messages_wrong() != wrong_before) {
    ports.observer.OnPeerFault(*from, PeerFault::kWrongMessage);
  }
  NoticeStanding();
  return effects;
}

// Told at once, because a node may take all it missed within one turn.
void Driver::State::NoticeStanding() {
  const std::uint64_t behind = replica.views_behind();
  if (far_behind_said ? behind == 0 : behind >= Observer::kFarBehind) {
    ports.observer.OnFarBehind(replica.status().tip.height, behind);
    far_behind_said = !far_behind_said;
  }
}

// A proposal of a view that its leader has not spoken of before carries the time of its clock.
// `time` is not believed for anything but this.
void Driver::State::NoticeTime(PeerId from, const consensus::Proposal& proposal) {
  View& newest = proposed_views[from];
  if (proposal.view > newest) {
    newest = proposal.view;
    ports.observer.OnLeaderTime(from, proposal.time);
  }
}

Result<void, Status> Driver::State::StepThroughEvents() {
  TellOfLinks();
  for (consensus::TimerFired& fired : timers.TakeDue(ports.clock.Now().uptime_ms)) {
    inputs.emplace_back(fired);
  }
  exchange.AskDue(ports.clock.Now().uptime_ms);
  NoticeWork();
  runner.AnnouncePayloads();
  const std::uint64_t began_ms = ports.clock.Now().uptime_ms;
  // Asked before each event, because a node that catches up may commit many blocks in one turn.
  while (!IsStopped() && !runner.IsWriteBehind() &&
         ports.clock.Now().uptime_ms < began_ms + kTurnMs) {
    std::optional<EventBody> body = TakeEvent();
    if (!body) {
      return {};
    }
    HENG_CHECK_OK(runner.Run(Step(*std::move(body))));
    if (runner.halted()) {
      return {};
    }
    runner.AnnouncePayloads();
  }
  return {};
}

Result<void, Status> Driver::State::Turn() {
  if (write_failure) {
    return std::unexpected(*write_failure);
  }
  if (IsStopped()) {
    return {};
  }
  intake.Gossip(ports.clock.Now().uptime_ms);
  HENG_CHECK_OK(StepThroughEvents());
  if (runner.halted() || !runner.NeedsSync()) {
    return {};
  }
  return runner.SyncAndRelease();
}

Driver::Driver(std::unique_ptr<State> state) : state_(std::move(state)) {}

Driver::~Driver() = default;

Result<std::unique_ptr<Driver>, Status> Driver::Start(const DriverConfig& config,
                                                      const Ports& ports) {
  HENG_TRY(RecoveredNode found, Recover(config, ports));
  // What has expired is judged by the chain's time, which does not wait for the next block.
  static_cast<void>(ports.pool.Advance({}, ports.store.head()->header().time));
  HENG_TRY(PayloadLog log, PayloadLog::Open(ports.directory, config.payload_log_name));
  if (const auto damage = log.Damage()) {
    ports.observer.OnDamage(*damage + "; bodies that are missed are asked of the peers");
  }
  log.KeepOnly(LiveProposals(found.state));
  return std::unique_ptr<Driver>(
      new Driver(std::make_unique<State>(config, ports, std::move(found), std::move(log))));
}

void Driver::OnPeerConnected(PeerId peer) {
  State& state = *state_;
  state.connected.insert(peer);
  state.exchange.Forgive(peer);
  state.quota.Connected(peer, state.ports.clock.Now().uptime_ms);
  if (state.IsStopped()) {
    state.relinked.insert(peer);
  } else {
    state.inputs.emplace_back(consensus::PeerConnected{peer});
  }
  state.intake.Welcome(peer);
}

void Driver::OnPeerDisconnected(PeerId peer) {
  state_->connected.erase(peer);
  state_->heard.erase(peer);
  state_->quota.Disconnected(peer);
  if (state_->IsStopped()) {
    state_->relinked.insert(peer);
  } else {
    state_->inputs.emplace_back(consensus::PeerDisconnected{peer});
  }
}

void Driver::OnPeerMessages(PeerId from, std::span<const Bytes> messages) {
  if (from.value() < kValidatorsMax) {
    state_->heard.insert(from);
  }
  for (const Bytes& message : messages) {
    state_->Receive(from, message);
  }
}

void Driver::OnVerified(const std::vector<Verdict>& verdicts) {
  state_->intake.OnVerified(verdicts);
}

void Driver::OnWritten(Result<void, Status> written, std::uint64_t elapsed_ms) {
  if (written) {
    written = state_->runner.OnWritten(elapsed_ms);
  }
  if (!written) {
    state_->write_failure = std::move(written.error());
  }
}

Admission Driver::SubmitTransaction(VerifiedTransaction transaction) {
  return state_->intake.Submit(std::make_shared<const VerifiedTransaction>(std::move(transaction)),
                               state_->stage() < DiskStage::kRefuse);
}

bool Driver::HasWork() const {
  const State& state = *state_;
  if (state.write_failure && !state.disk_failure) {
    return true;
  }
  if (state.runner.halted() || state.disk_failure || state.IsStopped()) {
    return false;
  }
  if (state.runner.IsWriteBehind()) {
    return state.runner.NeedsSync();
  }
  const auto is_due = [&state](const std::optional<std::uint64_t>& deadline) {
    return deadline && *deadline <= state.ports.clock.Now().uptime_ms;
  };
  const auto is_unannounced = [](const auto& entry) {
    const OpenPayload& payload = entry.second;
    return (payload.IsReady() && !payload.announced) || (payload.verifying && payload.IsJudged());
  };
  const bool any = state.ports.pool.size() > 0;
  return !state.inputs.empty() || !state.relinked.empty() || !state.runner.answers().empty() ||
         state.runner.NeedsSync() || any != state.work_said ||
         (any && state.ports.pool.accepted() != state.accepted_said) || is_due(NextDeadline()) ||
         std::ranges::any_of(state.payloads.open(), is_unannounced);
}

std::optional<std::uint64_t> Driver::NextDeadline() const {
  if (state_->runner.halted() || state_->IsStopped() || state_->runner.IsWriteBehind()) {
    return std::nullopt;
  }
  std::optional<std::uint64_t> next;
  for (const auto deadline : {state_->timers.NextDeadline(),
                              state_->exchange.NextDeadline(),
                              state_->intake.NextDeadline()}) {
    if (deadline && (!next || *deadline < *next)) {
      next = deadline;
    }
  }
  return next;
}

Result<void, Status> Driver::Turn() {
  if (state_->disk_failure) {
    return std::unexpected(*state_->disk_failure);
  }
  if (state_->runner.halted() && !state_->write_failure) {
    return {};
  }
  auto turned = state_->Turn();
  if (!turned) {
    state_->disk_failure = turned.error();
  }
  return turned;
}

DriverStatus Driver::status() const {
  const State& state = *state_;
  return {
      .replica = state.replica.status(),
      .pool_transactions = state.ports.pool.size(),
      .pool_bytes = state.ports.pool.bytes(),
      .open_payloads = state.payloads.open().size(),
      .journal_bytes = state.journal == nullptr ? 0 : state.journal->size_bytes(),
      .payload_log_bytes = state.payload_log.size_bytes(),
      .messages_malformed = state.messages_malformed,
      .messages_over_quota = state.messages_over_quota,
      .transactions_dropped = state.intake.counters().gossip_dropped,
      .transactions_refused = state.intake.counters().refused,
      .amnesia = state.amnesia,
      .halted = state.runner.halted(),
  };
}

}  // namespace heng::node
