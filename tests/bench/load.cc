// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/load.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <unordered_map>
#include <utility>

#include "cli/network/connection.h"
#include "core/codec/codec.h"
#include "core/receipt.h"
#include "tests/bench/pace.h"

namespace heng::bench {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;

// The bank sends; an institution that may read whole blocks watches.
constexpr const char* kSender = "bank.maker";
constexpr const char* kWatcher = "reg.maker";
constexpr milliseconds kWaitTurn{500};
// Where transactions come faster than this, a sender gives to each node together what came
// meanwhile, as a bank's system would.
constexpr milliseconds kGather{10};
constexpr milliseconds kLook{1};

constexpr std::chrono::seconds kWaitMax{60};
constexpr int kWaitsMax = 2;

enum class State : std::uint8_t { kUnanswered, kAccepted, kTurnedAway };

struct Shot {
  const Prepared* transaction = nullptr;
  std::size_t lane = 0;
  nanoseconds due{0};  // from the start of the run
  std::atomic<State> state = State::kUnanswered;
  std::optional<nanoseconds> final_at;  // written by the lane's watcher alone
  std::uint32_t code = 0;               // of its receipt
};

// What all lanes share. The shots do not move.
struct Run {
  std::vector<Shot> shots;
  std::unordered_map<std::string_view, std::size_t> by_id;
  Clock::time_point start;
  std::atomic<std::uint64_t> finals = 0;
  std::atomic<std::uint64_t> turned_away = 0;

  [[nodiscard]] nanoseconds Now() const { return Clock::now() - start; }
};

// One node: streams to it, and a watcher that learns from it what became final.
class Lane {
 public:
  static Result<std::unique_ptr<Lane>, Status> Open(const BenchNetwork& network,
                                                    std::size_t node,
                                                    std::size_t index,
                                                    std::uint32_t streams,
                                                    Run& run) {
    std::unique_ptr<Lane> lane(new Lane(index, run));
    HENG_TRY(lane->sender_, network.Connect(node, kSender));
    HENG_TRY(lane->watcher_, network.Connect(node, kWatcher));
    const auto chain = lane->watcher_->GetChain();
    if (!chain) {
      return std::unexpected(cli::StatusOf(chain.error()));
    }
    lane->next_height_ = chain->head_height() + 1;
    lane->streams_.resize(streams);
    for (Stream& stream : lane->streams_) {
      stream.open = lane->sender_->OpenSubmitStream(
          [lane = lane.get(), &stream](const v1::SubmitResponse& answer) {
            lane->OnAnswer(stream, answer);
          });
    }
    return lane;
  }

  ~Lane() {
    if (thread_.joinable()) {
      GiveUp();
      Close();
      thread_.join();
    }
  }
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  void Start() {
    thread_ = std::thread([this] { Watch(); });
  }

  // The sender's thread.
  void Send(const std::vector<std::size_t>& shots) {
    Stream& stream = streams_[messages_++ % streams_.size()];
    std::vector<Bytes> transactions;
    for (const std::size_t shot : shots) {
      transactions.push_back(run_.shots[shot].transaction->bytes);
    }
    {
      const std::lock_guard lock(stream.mutex);
      stream.shots.insert(stream.shots.end(), shots.begin(), shots.end());
    }
    if (!stream.open->Send(std::move(transactions))) {
      for (const std::size_t shot : shots) {
        TurnAway(run_.shots[shot]);
      }
    }
    const std::lock_guard lock(mutex_);
    sent_.insert(sent_.end(), shots.begin(), shots.end());
    changed_.notify_one();
  }
  void Close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    changed_.notify_one();
  }
  void GiveUp() { given_up_ = true; }

  // After the watcher has ended.
  [[nodiscard]] Result<void, Status> Finish(milliseconds patience) {
    thread_.join();
    for (Stream& stream : streams_) {
      const auto finished = stream.open->Finish(patience);
      if (!finished) {
        return std::unexpected(cli::StatusOf(finished.error()));
      }
    }
    if (failure_) {
      return std::unexpected(*failure_);
    }
    return {};
  }

  [[nodiscard]] bool ended() const { return ended_; }
  [[nodiscard]] std::uint64_t height() const { return next_height_ - 1; }

 private:
  struct Stream {
    std::mutex mutex;
    std::vector<std::size_t> shots;  // in the order of sending; guarded by mutex
    std::size_t answered = 0;        // guarded by mutex
    // Last, so that it ends before what its answers need.
    std::unique_ptr<sdk::SubmitStream> open;

    Stream() = default;
    Stream(Stream&& other) noexcept : open(std::move(other.open)) {}
  };

  Lane(std::size_t index, Run& run) : index_(index), run_(run) {}

  void TurnAway(Shot& shot) {
    shot.state = State::kTurnedAway;
    ++run_.turned_away;
  }

  // On a thread of gRPC.
  void OnAnswer(Stream& stream, const v1::SubmitResponse& answer) {
    std::size_t shot = 0;
    {
      const std::lock_guard lock(stream.mutex);
      shot = stream.shots[stream.answered++];
    }
    if (answer.admission() == v1::ADMISSION_ACCEPTED || answer.admission() == v1::ADMISSION_FINAL) {
      run_.shots[shot].state = State::kAccepted;
      return;
    }
    TurnAway(run_.shots[shot]);
  }

  // The oldest shot of this lane that may still become final; nothing when the run is over.
  std::optional<std::size_t> Oldest() {
    std::unique_lock lock(mutex_);
    while (!given_up_) {
      while (oldest_ < sent_.size() && IsSettled(run_.shots[sent_[oldest_]])) {
        ++oldest_;
      }
      if (oldest_ < sent_.size()) {
        return sent_[oldest_];
      }
      if (closed_) {
        break;
      }
      changed_.wait(lock);
    }
    return std::nullopt;
  }

  static bool IsSettled(const Shot& shot) {
    return shot.final_at.has_value() || shot.state == State::kTurnedAway;
  }

  void Settle(Shot& shot, std::uint32_t code) {
    if (shot.lane == index_ && !shot.final_at) {
      shot.final_at = run_.Now();
      shot.code = code;
      ++run_.finals;
    }
  }

  void Watch() {
    if (const auto watched = WatchBlocks(); !watched) {
      failure_ = watched.error();
    }
    ended_ = true;
  }

  Result<void, Status> WatchBlocks() {
    while (const auto oldest = Oldest()) {
      Shot& shot = run_.shots[*oldest];
      const auto outcome = watcher_->Wait(shot.transaction->id, kWaitTurn);
      if (!outcome) {
        return std::unexpected(cli::StatusOf(outcome.error()));
      }
      std::uint64_t height = outcome->head_height();
      if (outcome->outcome() != v1::OUTCOME_UNKNOWN) {
        Settle(shot, outcome->receipt().code());
        height = outcome->height();
      }
      HENG_CHECK_OK(ReadBlocksUpTo(height));
    }
    return {};
  }

  Result<void, Status> ReadBlocksUpTo(std::uint64_t height) {
    for (; next_height_ <= height; ++next_height_) {
      const auto block = watcher_->GetBlock(next_height_, true, false);
      if (!block) {
        return std::unexpected(cli::StatusOf(block.error()));
      }
      HENG_CHECK_OK(SettleAll(*block));
    }
    return {};
  }

  Result<void, Status> SettleAll(const v1::GetBlockResponse& block) {
    for (const std::string& bytes : block.receipts()) {
      HENG_TRY(const Receipt receipt, Decode<Receipt>(bytes));
      const auto found = run_.by_id.find(receipt.transaction_id.view());
      if (found != run_.by_id.end()) {
        Settle(run_.shots[found->second], receipt.code);
      }
    }
    return {};
  }

  const std::size_t index_;
  Run& run_;
  std::unique_ptr<sdk::Client> sender_;
  std::unique_ptr<sdk::Client> watcher_;
  std::vector<Stream> streams_;
  std::size_t messages_ = 0;  // the sender's
  std::thread thread_;
  std::optional<Status> failure_;
  std::uint64_t next_height_ = 0;  // to read; the watcher's
  std::atomic<bool> ended_ = false;
  std::atomic<bool> given_up_ = false;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::size_t> sent_;  // guarded by mutex_
  std::size_t oldest_ = 0;         // into sent_; guarded by mutex_
  bool closed_ = false;            // guarded by mutex_
};

using Lanes = std::vector<std::unique_ptr<Lane>>;

void Prepare(Run& run, const std::vector<Prepared>& transactions, const LoadShape& shape) {
  run.shots = std::vector<Shot>(transactions.size());
  run.by_id.reserve(transactions.size());
  for (std::size_t i = 0; i < transactions.size(); ++i) {
    Shot& shot = run.shots[i];
    shot.transaction = &transactions[i];
    shot.lane = i % shape.nodes.size();
    shot.due = nanoseconds(DueNs(i, shape.rate_per_s));
    run.by_id.emplace(transactions[i].id.view(), i);
  }
}

// Sends what is due, to each lane together. Returns how late the generator was at worst, beyond
// what it gathers.
nanoseconds SendAll(Run& run, Lanes& lanes, const LoadShape& shape) {
  nanoseconds late_max{0};
  std::size_t sent = 0;
  std::vector<std::vector<std::size_t>> due(lanes.size());
  while (sent < run.shots.size()) {
    const nanoseconds now = run.Now();
    const std::size_t end = std::min<std::size_t>(
        run.shots.size(), DueBy(static_cast<std::uint64_t>(now.count()), shape.rate_per_s));
    if (sent < end) {
      late_max = std::max(late_max, now - run.shots[sent].due - kGather);
    }
    for (; sent < end; ++sent) {
      due[run.shots[sent].lane].push_back(sent);
    }
    for (std::size_t i = 0; i < lanes.size(); ++i) {
      if (!due[i].empty()) {
        lanes[i]->Send(due[i]);
        due[i].clear();
      }
    }
    if (sent < run.shots.size()) {
      std::this_thread::sleep_until(run.start + std::max(run.shots[sent].due, now + kGather));
    }
  }
  return late_max;
}

void Count(const Run& run, LoadOutcome& outcome) {
  nanoseconds last{0};
  for (const Shot& shot : run.shots) {
    const bool turned_away = shot.state == State::kTurnedAway;
    outcome.accepted += std::uint64_t{shot.state == State::kAccepted};
    outcome.turned_away += std::uint64_t{turned_away};
    if (!shot.final_at) {
      outcome.unanswered += std::uint64_t{!turned_away};
      continue;
    }
    if (shot.code != 0) {
      ++outcome.refused;
      if (outcome.first_refusal.empty()) {
        outcome.first_refusal =
            "transaction " + shot.transaction->id.hex() + " has code " + std::to_string(shot.code);
      }
      continue;
    }
    ++outcome.applied;
    last = std::max(last, *shot.final_at);
    const nanoseconds took = *shot.final_at - shot.due;
    outcome.finality.Add(static_cast<std::uint64_t>(std::max<std::int64_t>(0, took.count())) /
                         1'000);
  }
  outcome.whole_us = static_cast<std::uint64_t>(last.count()) / 1'000;
}

Result<void, Status> AwaitApplied(sdk::Client& client, const Prepared& transaction) {
  // A wait that is over is asked again: a large file may take minutes on a busy machine.
  auto outcome = client.Wait(transaction.id, kWaitMax);
  for (int i = 0; i < kWaitsMax && outcome && outcome->outcome() == v1::OUTCOME_UNKNOWN; ++i) {
    outcome = client.Wait(transaction.id, kWaitMax);
  }
  if (!outcome) {
    return std::unexpected(cli::StatusOf(outcome.error()));
  }
  if (outcome->outcome() == v1::OUTCOME_UNKNOWN) {
    return Fail(StatusCode::kUnavailable,
                "transaction " + transaction.id.hex() + " did not become final in " +
                    std::to_string((kWaitsMax + 1) * kWaitMax.count()) + " s");
  }
  if (outcome->outcome() != v1::OUTCOME_APPLIED) {
    return Fail(StatusCode::kInvalid,
                "transaction " + transaction.id.hex() + " was not applied: code " +
                    std::to_string(outcome->receipt().code()) + " " + outcome->receipt().rule() +
                    " " + outcome->receipt().subject());
  }
  return {};
}

}  // namespace

Result<LoadOutcome, Status> RunLoad(const BenchNetwork& network,
                                    const std::vector<Prepared>& transactions,
                                    const LoadShape& shape) {
  if (shape.nodes.empty() || shape.rate_per_s == 0 || shape.streams_per_node == 0) {
    return Fail(StatusCode::kInvalid, "a load needs a node, a stream and a rate");
  }
  Run run;
  Prepare(run, transactions, shape);
  Lanes lanes;
  for (std::size_t i = 0; i < shape.nodes.size(); ++i) {
    HENG_TRY(std::unique_ptr<Lane> lane,
             Lane::Open(network, shape.nodes[i], i, shape.streams_per_node, run));
    lanes.push_back(std::move(lane));
  }
  LoadOutcome outcome;
  outcome.offered = transactions.size();
  outcome.first_height = lanes.front()->height() + 1;
  run.start = Clock::now();
  for (const auto& lane : lanes) {
    lane->Start();
  }
  outcome.late_us_max = static_cast<std::uint64_t>(SendAll(run, lanes, shape).count()) / 1'000;
  outcome.sending_us = static_cast<std::uint64_t>(run.Now().count()) / 1'000;
  outcome.backlog = run.shots.size() - run.finals - run.turned_away;
  for (const auto& lane : lanes) {
    lane->Close();
  }
  const auto deadline = Clock::now() + shape.patience;
  const auto all_ended = [&lanes] {
    return std::ranges::all_of(lanes, [](const auto& lane) { return lane->ended(); });
  };
  while (!all_ended() && Clock::now() < deadline) {
    std::this_thread::sleep_for(kLook);
  }
  for (const auto& lane : lanes) {
    lane->GiveUp();
  }
  for (const auto& lane : lanes) {
    HENG_CHECK_OK(lane->Finish(shape.patience));
  }
  outcome.last_height = lanes.front()->height();
  Count(run, outcome);
  return outcome;
}

Result<void, Status> ApplyInOrder(sdk::Client& client, const std::vector<Prepared>& transactions) {
  for (const Prepared& transaction : transactions) {
    const auto sent = client.Submit(transaction.bytes);
    if (!sent) {
      return std::unexpected(cli::StatusOf(sent.error()));
    }
    HENG_CHECK_OK(AwaitApplied(client, transaction));
  }
  return {};
}

Result<void, Status> ApplyTogether(sdk::Client& client, const std::vector<Prepared>& transactions) {
  std::vector<Bytes> bytes;
  bytes.reserve(transactions.size());
  for (const Prepared& transaction : transactions) {
    bytes.push_back(transaction.bytes);
  }
  const auto answers = client.SubmitAll(bytes);
  if (!answers) {
    return std::unexpected(cli::StatusOf(answers.error()));
  }
  if (answers->size() != transactions.size()) {
    return Fail(StatusCode::kUnavailable, "the stream broke before everything was answered");
  }
  for (const v1::SubmitResponse& answer : *answers) {
    if (answer.admission() != v1::ADMISSION_ACCEPTED) {
      return Fail(StatusCode::kInvalid, answer.reason() + ": " + answer.message());
    }
  }
  for (const Prepared& transaction : transactions) {
    HENG_CHECK_OK(AwaitApplied(client, transaction));
  }
  return {};
}

}  // namespace heng::bench
