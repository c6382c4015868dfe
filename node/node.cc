// SPDX-License-Identifier: Apache-2.0
#include "node/node.h"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <future>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "core/crypto/signature.h"
#include "node/api/api_server.h"
#include "node/api/commit_feed.h"
#include "node/catch_up_progress.h"
#include "node/disk_scrub.h"
#include "node/disk_watch.h"
#include "node/driver/driver.h"
#include "node/driver_loop.h"
#include "node/log/log.h"
#include "node/material.h"
#include "node/mempool/mempool.h"
#include "node/metrics/metrics.h"
#include "node/operations_http.h"
#include "node/peer_clocks.h"
#include "node/scrubber.h"
#include "node/store_writer.h"
#include "node/system_clock.h"
#include "node/transport/grpc_log.h"
#include "node/transport/peer_transport.h"
#include "node/verifier_pool.h"
#include "storage/posix_file.h"
#include "storage/rocks_kv.h"
#include "storage/state_store.h"

namespace heng::node {
namespace {

constexpr std::size_t kVerifierThreads = 2;
constexpr int kLowestPriority = 19;

// Votes with the node's own ed25519 key.
class Ed25519Votes final : public consensus::VoteCrypto {
 public:
  explicit Ed25519Votes(KeyPair key) : key_(std::move(key)) {}
  [[nodiscard]] Signature Sign(ByteView bytes) const override { return key_.Sign(bytes); }
  [[nodiscard]] bool Verify(const PublicKey& key,
                            ByteView bytes,
                            const Signature& signature) const override {
    return heng::Verify(key, bytes, signature);
  }
  [[nodiscard]] const PublicKey& key() const { return key_.public_key(); }

 private:
  KeyPair key_;
};

// The driver's view of the transport: validators by their index in the set.
class PeerLinks final : public PeerNetwork {
 public:
  // `indices[i]` is the validator index of the transport's peer i.
  explicit PeerLinks(std::vector<consensus::PeerId> indices) : indices_(std::move(indices)) {}

  void Attach(PeerTransport& transport) { transport_ = &transport; }

  void Send(consensus::PeerId to, Bytes message) override {
    const auto found = std::ranges::find(indices_, to);
    if (transport_ != nullptr && found != indices_.end()) {
      // A message above the limit is a bug of the sender and is lost like any other.
      (void)transport_->Send(static_cast<PeerIndex>(found - indices_.begin()), std::move(message));
    }
  }
  void Broadcast(Bytes message) override {
    if (transport_ != nullptr) {
      (void)transport_->Broadcast(std::move(message));
    }
  }
  void Gossip(Bytes message) override {
    if (transport_ != nullptr) {
      (void)transport_->Gossip(std::move(message));
    }
  }
  void Flush() override {
    if (transport_ != nullptr) {
      transport_->Flush();
    }
  }
  [[nodiscard]] consensus::PeerId IdOf(PeerIndex peer) const { return indices_.at(peer); }

 private:
  const std::vector<consensus::PeerId> indices_;
  PeerTransport* transport_ = nullptr;
};

// A submission on its way to the loop. It is answered once: by the pool, or, when a loop that is
// stopping dropped it, by the death of the task; a call that nobody answers would never end.
class Submission {
 public:
  Submission(std::vector<VerifiedTransaction> transactions, SubmitPort::Done done)
      : transactions_(std::move(transactions)),
        answers_(transactions_.size(), Admission::kPoolFull),
        done_(std::move(done)) {}
  Submission(const Submission&) = delete;
  Submission& operator=(const Submission&) = delete;
  ~Submission() {
    if (!answered_) {
      done_(answers_);
    }
  }

  void SubmitTo(Driver& driver) {
    for (std::size_t i = 0; i < transactions_.size(); ++i) {
      answers_[i] = driver.SubmitTransaction(std::move(transactions_[i]));
    }
    answered_ = true;
    done_(answers_);
  }

 private:
  std::vector<VerifiedTransaction> transactions_;
  std::vector<Admission> answers_;
  const SubmitPort::Done done_;
  bool answered_ = false;
};

constexpr std::uint64_t kMib = 1 << 20;
constexpr std::uint64_t kProgressEveryMs = 500;
constexpr std::uint64_t kProgressSaidEveryMs = 5'000;

const char* WordOf(PeerFault fault) {
  switch (fault) {
    case PeerFault::kMalformed:
      return "malformed";
    case PeerFault::kOverQuota:
      return "over_quota";
    case PeerFault::kWrongMessage:
      return "wrong_message";
    case PeerFault::kWrongPayload:
      return "wrong_payload";
    case PeerFault::kUnanswered:
      return "unanswered";
  }
  return "malformed";
}
// What opening the database writes besides the rows that wait in its log.
constexpr std::uint64_t kOpeningMib = 16;

}  // namespace

// Members stand in the order in which they are made; they die in the opposite order.
struct Node::Parts final : public PeerHandler,
                           public Observer,
                           public SubmitPort,
                           public OperatorPort {
  Config config;
  contracts::Genesis genesis;
  std::unique_ptr<Log> log;
  Metrics metrics;
  Counter blocks_total = metrics.AddCounter("heng_chain_blocks_total", "Blocks committed.");
  Counter transactions_total =
      metrics.AddCounter("heng_chain_transactions_total", "Transactions in committed blocks.");
  Counter refused_total = metrics.AddCounter("heng_chain_refused_total",
                                             "Transactions in committed blocks that were refused.");
  Counter damage_total = metrics.AddCounter("heng_disk_damage_total",
                                            "Bytes found on disk that are not what was written.");
  Counter throttled_total = metrics.AddCounter(
      "heng_api_throttled_total", "Calls and messages of clients that their budget refused.");
  Gauge height_gauge =
      metrics.AddGauge("heng_chain_height_count", "Height of the last committed block.");
  std::unique_ptr<SystemClock> clock;
  std::unique_ptr<storage::PosixDirectory> directory;
  std::unique_ptr<storage::RocksKv> database;
  std::unique_ptr<DiskWatch> disk;  // quiets the database
  std::unique_ptr<storage::StateStore> store;
  std::unique_ptr<Ed25519Votes> votes;
  std::unique_ptr<Mempool> pool;
  std::unique_ptr<PeerLinks> links;
  CommitFeed commits;
  std::unique_ptr<VerifierPool> verifier;
  std::unique_ptr<StoreWriter> writer;
  std::unique_ptr<DriverLoop> loop;
  std::unique_ptr<PeerTransport> transport;
  std::unique_ptr<ApiServer> api;
  std::unique_ptr<OperationsHttp> http;
  std::unique_ptr<Scrubber> scrubber;
  std::jthread warming;  // reads the store
  Gauge behind_gauge = metrics.AddGauge(
      "heng_chain_behind_count", "Views that are final elsewhere and not yet committed here.");
  Gauge catch_up_left_gauge =
      metrics.AddGauge("heng_chain_catch_up_left_seconds",
                       "How long catching up will take at this pace; 0 when there is none.");
  Gauge clock_offset_gauge =
      metrics.AddGauge("heng_node_clock_offset_seconds",
                       "The other validators' clocks less this node's, the middle one of them.");

  std::mutex mutex;
  std::string alarm;          // guarded by mutex
  CatchUpProgress catch_up;   // guarded by mutex
  PeerClocks peer_clocks{0};  // guarded by mutex

  // The loop's thread only.
  std::uint64_t progress_noted_ms = 0;
  std::uint64_t progress_said_ms = 0;
  bool clock_complained = false;

  // PeerHandler, on threads of gRPC.
  void OnMessages(PeerIndex peer, std::vector<Bytes> messages, ReceiveCredit credit) override {
    // Shared because a task must be copyable; the credit dies when the messages were handled.
    auto held = std::make_shared<std::pair<std::vector<Bytes>, ReceiveCredit>>(std::move(messages),
                                                                               std::move(credit));
    loop->Post([this, peer, held](Driver& driver) {
      driver.OnPeerMessages(links->IdOf(peer), held->first);
    });
  }
  void OnAccepted(PeerIndex peer) override {
    loop->Post([this, peer](Driver& driver) {
      driver.OnPeerDisconnected(links->IdOf(peer));
      driver.OnPeerConnected(links->IdOf(peer));
    });
  }
  void OnLost(PeerIndex peer) override {
    loop->Post([this, peer](Driver& driver) { driver.OnPeerDisconnected(links->IdOf(peer)); });
  }

  // Observer, on the loop.
  void OnCommitted(const storage::LayerPtr& block) override {
    blocks_total.Add();
    transactions_total.Add(block->transactions().size());
    for (const Receipt& receipt : block->receipts()) {
      if (!receipt.applied()) {
        refused_total.Add();
      }
    }
    height_gauge.Set(block->height().value());
    commits.Committed(block->height());
    const std::uint64_t now_ms = clock->Now().uptime_ms;
    if (now_ms >= progress_noted_ms + kProgressEveryMs) {
      progress_noted_ms = now_ms;
      loop->Post([this](Driver& driver) {
        const consensus::ReplicaStatus replica = driver.status().replica;
        const View tip = replica.tip.view;
        const View final_view = std::max(replica.finalized_view_seen, tip);
        NoteProgress(replica.tip.height, final_view.value() - tip.value());
      });
    }
  }
  void OnExpired(std::span<const TransactionId> transactions) override {
    log->Info("pool.expired",
              "transactions left the pool unordered: their time is over",
              {{"count", transactions.size()}});
  }
  void OnEvidence(const consensus::Evidence& /*evidence*/) override {
    log->Error("consensus.equivocation", "a validator signed two votes that exclude each other");
  }
  void OnAlarm(const consensus::Alarm& raised) override {
    SetAlarm("consensus alarm " + std::to_string(static_cast<std::uint32_t>(raised.kind)) +
             " in view " + std::to_string(raised.view.value()));
  }
  void OnDamage(const std::string& what) override {
    damage_total.Add();
    log->Error("disk.damaged", what);
  }
  void OnHalted(const std::string& reason) override { SetAlarm("halted: " + reason); }
  void OnPeerFault(consensus::PeerId peer, PeerFault fault) override;
  void OnLeaderTime(consensus::PeerId leader, BlockTime time) override;
  void OnFarBehind(Height tip, std::uint64_t views) override { NoteProgress(tip, views); }

  void NoteProgress(Height tip, std::uint64_t behind);
  [[nodiscard]] std::string NameOf(consensus::PeerId peer) const {
    const auto& validators = genesis.chain.validators;
    return peer.value() < validators.size() ? validators[peer.value()].name : "a follower";
  }

  void SetAlarm(std::string text) {
    log->Error("node.alarm", text);
    const std::lock_guard lock(mutex);
    alarm = std::move(text);
  }

  // SubmitPort, on threads of gRPC.
  void Submit(std::vector<VerifiedTransaction> transactions, Done done) override {
    auto held = std::make_shared<Submission>(std::move(transactions), std::move(done));
    loop->Post([held = std::move(held)](Driver& driver) { held->SubmitTo(driver); });
  }

  // OperatorPort, on threads of gRPC and HTTP.
  struct DriverAnswer {
    DriverStatus status;
    std::optional<std::uint64_t> deadline;  // uptime at which the driver is next due
  };
  DriverAnswer AskDriver();
  StatusView GetStatus() override;
  ConsensusView GetConsensus() override;
  Result<BlockTime, Status> SetClock(BlockTime time) override;

  Result<void, Status> OpenDisk();
  Result<void, Status> StartDriver();
  Result<void, Status> StartScrubber();
  Result<void, Status> StartListeners(Material material);
};

Node::Parts::DriverAnswer Node::Parts::AskDriver() {
  auto answer = std::make_shared<std::promise<DriverAnswer>>();
  auto future = answer->get_future();
  loop->Post([answer](Driver& driver) {
    answer->set_value({.status = driver.status(), .deadline = driver.NextDeadline()});
  });
  // The loop may be stopping, and then nobody answers.
  if (future.wait_for(std::chrono::seconds(5)) != std::future_status::ready) {
    DriverAnswer none;
    none.status.halted = "the driver's loop does not answer";
    return none;
  }
  return future.get();
}

void Node::Parts::OnPeerFault(consensus::PeerId peer, PeerFault fault) {
  const std::string name = NameOf(peer);
  const char* kind = WordOf(fault);
  metrics
      .AddCounter("heng_peer_faults_total",
                  "What a validator did that an honest and healthy one does not do.",
                  {{"peer", name}, {"fault", kind}})
      .Add();
  log->Warn("peer.fault",
            "a validator sent what it should not, or nothing when it should",
            {{"peer", name}, {"fault", kind}});
}

void Node::Parts::OnLeaderTime(consensus::PeerId leader, BlockTime time) {
  const consensus::Instant now = clock->Now();
  const std::int64_t offset_ms =
      static_cast<std::int64_t>(time.value()) - static_cast<std::int64_t>(now.wall.value());
  std::optional<std::int64_t> all;
  std::int64_t of_leader = 0;
  {
    const std::lock_guard lock(mutex);
    peer_clocks.Note(leader.value(), offset_ms, now.uptime_ms);
    all = peer_clocks.Offset(now.uptime_ms);
    of_leader = peer_clocks.OffsetOf(leader.value()).value_or(0);
  }
  metrics
      .AddGauge("heng_peer_clock_offset_seconds",
                "The validator's clock less this node's, as its proposals show it.",
                {{"peer", NameOf(leader)}})
      .Set(static_cast<double>(of_leader) / 1e3);
  clock_offset_gauge.Set(static_cast<double>(all.value_or(0)) / 1e3);
  const std::string complaint = ClockComplaint(all);
  if (complaint.empty() == !clock_complained) {
    return;
  }
  clock_complained = !complaint.empty();
  if (clock_complained) {
    log->Error("clock.differs", complaint, {{"offset_ms", *all}});
  } else {
    log->Info("clock.agrees", "this node's clock agrees with the others' again");
  }
}

void Node::Parts::NoteProgress(Height tip, std::uint64_t behind) {
  const std::uint64_t now_ms = clock->Now().uptime_ms;
  CatchUpProgress::Change change = CatchUpProgress::Change::kNone;
  std::optional<CatchUpView> view;
  std::uint64_t blocks = 0;
  std::uint64_t took_ms = 0;
  {
    const std::lock_guard lock(mutex);
    change = catch_up.Note(tip, behind, now_ms);
    view = catch_up.view();
    blocks = catch_up.blocks();
    took_ms = catch_up.took_ms();
  }
  behind_gauge.Set(behind);
  catch_up_left_gauge.Set(view ? view->seconds_left.value_or(0) : 0);
  if (change == CatchUpProgress::Change::kEnded) {
    log->Info("chain.caught_up",
              "every block that is final elsewhere is committed here",
              {{"height", tip.value()}, {"blocks", blocks}, {"took_ms", took_ms}});
  } else if (view && (change == CatchUpProgress::Change::kBegan ||
                      now_ms >= progress_said_ms + kProgressSaidEveryMs)) {
    progress_said_ms = now_ms;
    log->Info("chain.catching_up",
              "fetching and executing blocks that the others have finalized",
              {{"height", view->height.value()},
               {"target_max", view->target_max.value()},
               {"blocks_per_s", view->blocks_per_s},
               {"seconds_left", view->seconds_left.value_or(0)}});
  }
}

StatusView Node::Parts::GetStatus() {
  const DriverStatus driver = AskDriver().status;
  StatusView status;
  status.voting = driver.replica.voting;
  status.pool_transactions = driver.pool_transactions;
  status.pool_bytes = driver.pool_bytes;
  status.uptime_ms = clock->Now().uptime_ms;
  status.clock = clock->Now().wall;
  std::size_t connected = 0;
  for (const PeerStatus& peer : transport->Snapshot()) {
    const bool up = peer.sending && peer.receiving;
    connected += up ? 1 : 0;
    status.peers.push_back(
        PeerView{.name = peer.name, .connected = up, .detail = peer.last_failure});
  }
  const std::size_t n = genesis.chain.validators.size();
  const std::size_t quorum = n - (n - 1) / 3;
  if (connected + 1 < quorum) {
    status.not_ready_reasons.push_back("linked to " + std::to_string(connected) + " of " +
                                       std::to_string(n - 1) + " validators; " +
                                       std::to_string(quorum - 1) + " are needed");
  }
  if (driver.replica.finalized_view_seen > driver.replica.tip.view) {
    {
      const std::lock_guard lock(mutex);
      status.catch_up = catch_up.view();
    }
    status.not_ready_reasons.emplace_back(status.catch_up
                                              ? Sentence(*status.catch_up)
                                              : "catching up with final blocks of the others");
  }
  {
    const std::lock_guard lock(mutex);
    std::string complaint = ClockComplaint(peer_clocks.Offset(clock->Now().uptime_ms));
    if (!complaint.empty()) {
      status.not_ready_reasons.push_back(std::move(complaint));
    }
  }
  if (driver.amnesia) {
    status.not_ready_reasons.push_back("not voting: " + *driver.amnesia);
  }
  if (driver.halted) {
    status.not_ready_reasons.push_back(*driver.halted);
  }
  if (std::string full = disk->Complaint(); !full.empty()) {
    status.voting = status.voting && disk->Stage() != DiskStage::kStop;
    status.not_ready_reasons.push_back(std::move(full));
  }
  {
    const std::lock_guard lock(mutex);
    status.alarm = alarm;
  }
  if (!status.alarm.empty()) {
    status.not_ready_reasons.push_back(status.alarm);
  }
  status.ready = status.not_ready_reasons.empty();
  return status;
}

ConsensusView Node::Parts::GetConsensus() {
  const DriverAnswer answer = AskDriver();
  const DriverStatus& driver = answer.status;
  ConsensusView view;
  const std::uint64_t uptime = clock->Now().uptime_ms;
  if (answer.deadline && *answer.deadline > uptime) {
    view.next_timeout_ms = *answer.deadline - uptime;
  }
  view.epoch = driver.replica.epoch;
  view.view = driver.replica.view;
  view.last_final_view = driver.replica.tip.view;
  view.last_final_height = driver.replica.tip.height;
  const auto& validators = genesis.chain.validators;
  if (driver.replica.leader.value() < validators.size()) {
    view.leader = validators[driver.replica.leader.value()].name;
  }
  const auto peers = transport->Snapshot();
  std::size_t index = 0;
  for (const Validator& validator : validators) {
    VoteView vote;
    vote.validator = validator.name;
    if (index < driver.replica.heard.size()) {
      const consensus::HeardVotes& heard = driver.replica.heard[index];
      vote.notarize = heard.notarize;
      vote.nullify = heard.nullify;
      vote.finalize = heard.finalize;
      vote.last_vote = heard.newest;
    }
    ++index;
    vote.connected = validator.name == config.node.name;
    for (const PeerStatus& peer : peers) {
      vote.connected = vote.connected || (peer.name == validator.name && peer.receiving);
    }
    view.votes.push_back(std::move(vote));
  }
  return view;
}

Result<BlockTime, Status> Node::Parts::SetClock(BlockTime time) {
  HENG_TRY(const BlockTime moved, clock->MoveTo(time));
  {
    const std::lock_guard lock(mutex);
    peer_clocks.Forget();
  }
  log->Warn("clock.moved",
            "the operator moved the clock of this development node",
            {{"clock", FormatCst(moved)}});
  // The loop reads the clock anew.
  loop->Post([](Driver&) {});
  return moved;
}

Result<void, Status> Node::Parts::OpenDisk() {
  HENG_TRY(directory, storage::PosixDirectory::At(config.node.data_dir));
  if (genesis.chain.development && config.dev.movable_clock) {
    HENG_TRY(clock, SystemClock::OpenMovable(config.node.data_dir + "/dev-clock"));
  } else {
    clock = std::make_unique<SystemClock>();
  }
  const std::uint64_t opening_mib = config.storage.write_buffer_mib + kOpeningMib;
  HENG_TRY(
      disk,
      DiskWatch::Open(config.node.data_dir, MarksOf(config), opening_mib * kMib, *log, metrics));
  HENG_TRY(database,
           storage::RocksKv::Open(config.node.data_dir + "/db",
                                  {.block_cache_bytes = config.storage.block_cache_mib * kMib,
                                   .write_buffer_bytes = config.storage.write_buffer_mib * kMib,
                                   .merge_reserve_bytes = config.disk.stop_mib * kMib}));
  disk->Run(
      [this](bool quiet) {
        if (quiet) {
          database->PauseBackground();
        } else {
          database->ContinueBackground();
        }
      },
      [this](std::uint64_t room) { database->SetRoom(room); });
  HENG_TRY(store, storage::StateStore::Open(*database));
  store->OnDamage([this](const std::string& what) { OnDamage(what); });
  warming = std::jthread([this](const std::stop_token& stop) {
    pthread_setname_np(pthread_self(), "heng-warm");
    // It works ahead of those that are waited for, and gives way to them.
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), kLowestPriority);
    store->Warm([&stop] { return !stop.stop_requested(); });
  });
  return {};
}

Result<void, Status> Node::Parts::StartDriver() {
  peer_clocks = PeerClocks(genesis.chain.validators.size() - 1);
  loop = std::make_unique<DriverLoop>(*clock, *log, [this] { links->Flush(); });
  verifier = std::make_unique<VerifierPool>(
      genesis.chain.id, kVerifierThreads, [this](std::vector<Verdict> verdicts) {
        auto held = std::make_shared<std::vector<Verdict>>(std::move(verdicts));
        loop->Post([held](Driver& driver) { driver.OnVerified(*held); });
      });
  writer = std::make_unique<StoreWriter>(
      *store, *clock, [this](Result<void, Status> written, std::uint64_t elapsed_ms) {
        loop->Post([written = std::move(written), elapsed_ms](Driver& driver) {
          driver.OnWritten(written, elapsed_ms);
        });
      });
  DriverConfig driver_config;
  driver_config.genesis = genesis;
  driver_config.vote_key = votes->key();
  HENG_TRY(std::unique_ptr<Driver> driver,
           Driver::Start(driver_config,
                         Ports{.clock = *clock,
                               .network = *links,
                               .pool = *pool,
                               .verifier = *verifier,
                               .observer = *this,
                               .crypto = *votes,
                               .store = *store,
                               .directory = *directory,
                               .disk = disk.get(),
                               .writer = writer.get()}));
  const DriverStatus status = driver->status();
  log->Info("node.recovered",
            status.amnesia ? "the vote journal is not whole: this node follows and does not vote"
                           : "the disk is whole",
            {{"height", store->head() ? store->head()->height().value() : 0},
             {"voting", status.replica.voting}});
  if (store->head()) {
    commits.Committed(store->head()->height());
    height_gauge.Set(store->head()->height().value());
  }
  loop->Run(std::move(driver));
  return {};
}

Result<void, Status> Node::Parts::StartScrubber() {
  if (config.storage.scrub_percent == 0) {
    return {};
  }
  HENG_TRY(auto evidence, EvidenceCheckFor(*store->head()));
  scrubber = std::make_unique<Scrubber>(
      *store,
      std::move(evidence),
      Scrubber::Options{.percent = config.storage.scrub_percent,
                        .position_file = config.node.data_dir + "/scrub",
                        .may_write = [this] { return disk->Stage() != DiskStage::kStop; }},
      metrics);
  scrubber->Start();
  return {};
}

Result<void, Status> Node::Parts::StartListeners(Material material) {
  PeerLimits limits;
  limits.message_bytes_max = static_cast<std::uint32_t>(config.limits.peer_message_mib * kMib);
  limits.queue_bytes_max = config.limits.peer_queue_mib * kMib;
  limits.held_bytes_max = config.limits.peer_held_mib * kMib;
  limits.receive_bytes_per_s = config.limits.peer_receive_mib_per_s * kMib;
  limits.receive_bytes_burst = limits.receive_bytes_per_s;
  transport =
      std::make_unique<PeerTransport>(PeerTransportOptions{.chain_id = genesis.chain.id,
                                                           .self = config.node.name,
                                                           .listen_address = config.listen.peer,
                                                           .peers = PeersOf(config, genesis),
                                                           .limits = limits,
                                                           .times = {}},
                                      std::move(material.peer_identity),
                                      *this,
                                      *log,
                                      metrics);
  // The loop's thread reads the link through a task, so that it sees the pointer.
  loop->Post([this](Driver&) { links->Attach(*transport); });
  HENG_CHECK_OK(transport->Start());
  api = std::make_unique<ApiServer>(
      ApiOptions{
          .node_name = config.node.name,
          .version = kVersion,
          .chain_id = genesis.chain.id,
          .client_address = config.listen.client,
          .operator_address = config.listen.operators,
          .message_bytes_max = static_cast<std::uint32_t>(config.limits.client_message_mib * kMib),
          .streams_per_connection_max = static_cast<std::uint32_t>(config.limits.client_streams),
          .caller_budget = {.calls_per_s = config.limits.caller_calls_per_s,
                            .transactions_per_s = config.limits.caller_transactions_per_s,
                            .submit_bytes_per_s = config.limits.caller_submit_mib_per_s * kMib,
                            .streams = config.limits.caller_streams,
                            .streams_together = config.limits.node_streams},
          .stream_stalled = std::chrono::seconds(config.limits.stream_stalled_s),
          .on_throttled = [this] { throttled_total.Add(); }},
      std::move(material.client_identity),
      *store,
      *this,
      *this,
      commits,
      *log);
  HENG_CHECK_OK(api->Start());
  http = std::make_unique<OperationsHttp>(metrics, *this);
  HENG_CHECK_OK(http->Start(config.listen.metrics));
  api->SetServing(true);
  log->Info("node.listening",
            "listening for validators, clients and operators",
            {{"peer", config.listen.peer},
             {"client_port", api->client_port()},
             {"operator_port", api->operator_port()},
             {"metrics", config.listen.metrics}});
  return {};
}

Node::Node(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Node::~Node() {
  Stop();
}

Result<std::unique_ptr<Node>, Status> Node::Start(const Config& config, const Secret& passphrase) {
  HENG_TRY(Material material, LoadMaterial(config, passphrase));
  auto parts = std::make_unique<Parts>();
  parts->config = config;
  parts->genesis = material.genesis;
  HENG_TRY(const LogLevel level, ParseLogLevel(config.log.level));
  LogOptions log_options;
  log_options.node = config.node.name;
  log_options.directory = config.log.dir;
  log_options.to_stderr = config.log.to_stderr;
  log_options.level = level;
  log_options.total_size_mib = static_cast<std::uint32_t>(config.log.total_size_mib);
  HENG_TRY(parts->log, Log::Open(std::move(log_options)));
  RouteGrpcLog(parts->log.get());
  parts->log->Info("node.starting",
                   "starting",
                   {{"version", kVersion},
                    {"chain", material.genesis.chain.id.value()},
                    {"genesis", contracts::FingerprintOf(material.genesis).hex()}});
  HENG_CHECK_OK(parts->OpenDisk());
  parts->votes = std::make_unique<Ed25519Votes>(std::move(material.keys.vote));
  parts->pool = std::make_unique<Mempool>(
      MempoolLimits{.transactions_max = config.limits.mempool_transactions,
                    .bytes_max = config.limits.mempool_mib * kMib});
  parts->links = std::make_unique<PeerLinks>(PeerIdsOf(config, material.genesis));
  std::unique_ptr<Node> node(new Node(std::move(parts)));
  HENG_CHECK_OK(node->parts_->StartDriver());
  HENG_CHECK_OK(node->parts_->StartListeners(std::move(material)));
  HENG_CHECK_OK(node->parts_->StartScrubber());
  return node;
}

void Node::Stop() {
  if (!parts_) {
    return;
  }
  Parts& p = *parts_;
  if (p.api) {
    p.api->SetServing(false);
  }
  if (p.scrubber) {
    p.scrubber->Stop();
  }
  p.commits.Stop();
  if (p.api) {
    p.api->Stop();
  }
  if (p.http) {
    p.http->Stop();
  }
  if (p.verifier) {
    p.verifier->Stop();
  }
  if (p.transport) {
    p.transport->Stop();
  }
  if (p.loop) {
    p.loop->Stop();
  }
  if (p.writer) {
    p.writer->Stop();
  }
  RouteGrpcLog(nullptr);
  p.log->Info("node.stopped", "stopped in order");
  p.log->Flush();
  parts_.reset();
}

Result<void, Status> CheckNode(const Config& config, const Secret& passphrase) {
  HENG_TRY(const Material material, LoadMaterial(config, passphrase));
  HENG_CHECK_OK(CheckAccessTable());
  (void)material;
  return {};
}

}  // namespace heng::node
