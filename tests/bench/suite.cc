// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/suite.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <iostream>
#include <map>
#include <numeric>
#include <optional>
#include <thread>
#include <utility>

#include "cli/audit/lineage.h"
#include "cli/audit/lineage_reader.h"
#include "cli/audit/network_source.h"
#include "cli/network/connection.h"
#include "contracts/state/records/trade.h"
#include "contracts/state/records/unit_block.h"
#include "core/codec/codec.h"
#include "tests/bench/pace.h"
#include "tests/bench/reference_speed.h"

namespace heng::bench {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::uint32_t kNodes = 4;
constexpr std::uint32_t kFileLegs = 10'000;
constexpr milliseconds kReadyPatience{90'000};
constexpr milliseconds kCatchUpPatience{180'000};
constexpr milliseconds kLook{10};
constexpr milliseconds kSettle{1'500};
constexpr milliseconds kQuietPatience{30'000};
constexpr milliseconds kQuietLook{500};
constexpr std::uint64_t kQuietCpuUs = 50'000;  // of all nodes in one look

constexpr std::uint64_t kIdleRate = 10;
// A burst whose drain gives the first guess of what the network can do.
constexpr std::uint64_t kBurstRate = 50'000;
constexpr std::uint64_t kBurst = 2'000;
constexpr int kConfirmTries = 6;
constexpr std::uint64_t kWarmUpSeconds = 4;
constexpr std::uint64_t kDiskSeconds = 10;
constexpr std::uint64_t kLedgerTransactions = 100'000;
constexpr auto kFillTime = std::chrono::seconds(300);
constexpr std::uint64_t kFillRate = 1'000;
constexpr std::uint64_t kFillChunk = 10'000;
constexpr std::uint64_t kTraces = 20;
constexpr std::uint64_t kRestarts = 3;
constexpr std::uint64_t kAbsences = 3;
constexpr const char* kAuditor = "audit.maker";

void Note(const std::string& sentence) {
  std::cerr << "bench: " << sentence << "\n";
}

std::uint64_t MsSince(Clock::time_point start) {
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<milliseconds>(Clock::now() - start).count());
}

std::uint64_t UsSince(Clock::time_point start) {
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start).count());
}

double Hundredths(std::uint64_t numerator, std::uint64_t denominator) {
  if (denominator == 0) {
    return 0;
  }
  const std::uint64_t hundredths = (numerator * 100 + denominator / 2) / denominator;
  return static_cast<double>(hundredths) / 100;
}

std::uint64_t Median(std::vector<std::uint64_t> values) {
  if (values.empty()) {
    return 0;
  }
  std::ranges::sort(values);
  return values[values.size() / 2];
}

// A run that gives a figure of latency lost nothing on the way.
Result<void, Status> CheckComplete(const LoadOutcome& outcome) {
  if (outcome.complete()) {
    return {};
  }
  return Fail(StatusCode::kUnavailable,
              "of " + std::to_string(outcome.offered) + " transfers " +
                  std::to_string(outcome.applied) + " were applied in time and " +
                  std::to_string(outcome.turned_away) + " turned away");
}

void AddFinality(const LoadOutcome& outcome, Figures& figures) {
  figures["transactions"] = outcome.applied;
  figures["blocks"] = outcome.last_height - outcome.first_height + 1;
  figures["p50_ms"] = AsMillis(outcome.finality.Percentile(500));
  figures["p99_ms"] = AsMillis(outcome.finality.Percentile(990));
  figures["max_ms"] = AsMillis(outcome.finality.Percentile(1'000));
  figures["generator_late_ms_max"] = AsMillis(outcome.late_us_max);
}

}  // namespace

std::vector<std::string> Suite::Names() {
  return {"settlement", "idle", "throughput", "half-load", "disk", "restart", "catch-up", "trace"};
}

Result<std::unique_ptr<Suite>, Status> Suite::Open(const SuiteOptions& options) {
  std::unique_ptr<Suite> suite(new Suite(options));
  Note("four validators in " + options.directory);
  HENG_TRY(suite->network_, BenchNetwork::Make(options.directory, kNodes, options.hengd));
  suite->market_ = std::make_unique<Market>(suite->network_->NewMarket());
  HENG_TRY(const std::unique_ptr<sdk::Client> client, suite->network_->Connect(0, "reg.maker"));
  HENG_TRY(const std::vector<Prepared> founding, suite->market_->Founding());
  HENG_CHECK_OK(ApplyInOrder(*client, founding));
  return suite;
}

Result<Figures, Status> Suite::Measure(const std::string& name) {
  using Measurement = Result<Figures, Status> (Suite::*)();
  constexpr std::array<Measurement, 8> kMeasurements = {&Suite::Settlement,
                                                        &Suite::Idle,
                                                        &Suite::Throughput,
                                                        &Suite::HalfLoad,
                                                        &Suite::Disk,
                                                        &Suite::Restart,
                                                        &Suite::CatchUp,
                                                        &Suite::Trace};
  const std::vector<std::string> names = Names();
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) {
    return Fail(StatusCode::kInvalid, "there is no measurement '" + name + "'");
  }
  const ReferenceSpeed before = MeasureReference();
  const auto start = Clock::now();
  HENG_TRY(Figures figures,
           (this->*kMeasurements.at(static_cast<std::size_t>(found - names.begin())))());
  figures["took_s"] = Hundredths(MsSince(start), 1'000);
  const ReferenceSpeed reference = Between(before, MeasureReference());
  figures["reference_verify_per_s"] = reference.verify_per_s;
  figures["reference_miss_ns"] = reference.miss_ns;
  Note(name + " " + figures.dump());
  return figures;
}

Result<void, Status> Suite::Stock(std::uint64_t trades) {
  if (market_->undelivered() >= trades) {
    return {};
  }
  HENG_TRY(const std::unique_ptr<sdk::Client> client, network_->Connect(0, "reg.maker"));
  while (market_->undelivered() < trades) {
    HENG_TRY(const std::vector<Prepared> file, market_->SettlementFile(kFileLegs));
    const auto start = Clock::now();
    HENG_CHECK_OK(ApplyTogether(*client, file));
    file_ms_.push_back(MsSince(start));
  }
  return AwaitQuiet();
}

Result<void, Status> Suite::AwaitQuiet() const {
  const auto used = [this]() -> Result<std::uint64_t, Status> {
    HENG_TRY(const std::vector<Usage> usages, UsageOfNodes());
    return std::accumulate(
        usages.begin(), usages.end(), std::uint64_t{0}, [](std::uint64_t sum, const Usage& usage) {
          return sum + usage.cpu_us;
        });
  };
  const auto deadline = Clock::now() + kQuietPatience;
  HENG_TRY(std::uint64_t before, used());
  while (Clock::now() < deadline) {
    std::this_thread::sleep_for(kQuietLook);
    HENG_TRY(const std::uint64_t now, used());
    if (now - before < kQuietCpuUs) {
      break;
    }
    before = now;
  }
  return {};
}

Result<std::vector<Usage>, Status> Suite::UsageOfNodes() const {
  std::vector<Usage> usages;
  for (std::size_t i = 0; i < network_->size(); ++i) {
    HENG_TRY(const Usage usage, network_->UsageOfNode(i));
    usages.push_back(usage);
  }
  return usages;
}

std::vector<std::size_t> Suite::AllNodes() const {
  std::vector<std::size_t> all(network_->size());
  std::iota(all.begin(), all.end(), 0);
  return all;
}

Result<LoadOutcome, Status> Suite::Drive(std::uint64_t rate, std::uint64_t transactions) {
  HENG_CHECK_OK(Stock(transactions));
  HENG_TRY(const std::vector<Prepared> deliveries, market_->Deliveries(transactions));
  return Fire(AllNodes(), rate, deliveries);
}

Result<LoadOutcome, Status> Suite::Fire(std::vector<std::size_t> nodes,
                                        std::uint64_t rate,
                                        const std::vector<Prepared>& deliveries) {
  LoadShape shape;
  shape.rate_per_s = rate;
  shape.nodes = std::move(nodes);
  HENG_TRY(LoadOutcome outcome, RunLoad(*network_, deliveries, shape));
  applied_ += outcome.applied;
  if (outcome.refused != 0) {
    return Fail(StatusCode::kInvalid,
                std::to_string(outcome.refused) +
                    " transfers were refused; the first: " + outcome.first_refusal);
  }
  if (outcome.unanswered != 0) {
    Note(std::to_string(outcome.unanswered) + " transfers were not final in time");
  }
  return outcome;
}

Result<Figures, Status> Suite::Settlement() {
  const std::uint64_t files = options_.quick ? 1 : 3;
  HENG_CHECK_OK(Stock(market_->undelivered() + files * kFileLegs));
  Figures figures;
  figures["settlement_10k_s"] = Hundredths(Median(file_ms_), 1'000);
  figures["legs_per_transaction"] = Market::kLegsPerTransaction;
  Figures samples = Figures::array();
  for (const std::uint64_t ms : file_ms_) {
    samples.push_back(Hundredths(ms, 1'000));
  }
  figures["files_s"] = samples;
  return figures;
}

Result<Figures, Status> Suite::Idle() {
  HENG_TRY(const LoadOutcome outcome, Drive(kIdleRate, options_.quick ? 60 : 250));
  HENG_CHECK_OK(CheckComplete(outcome));
  Figures figures;
  figures["rate"] = kIdleRate;
  AddFinality(outcome, figures);
  return figures;
}

Result<std::uint64_t, Status> Suite::SustainedRate() {
  if (rate_ != 0) {
    return rate_;
  }
  const std::uint64_t seconds = options_.quick ? 2 : 4;
  HENG_TRY(const LoadOutcome burst, Drive(kBurstRate, kBurst));
  RateSearch search(std::max<std::uint64_t>(20, burst.applied_per_s()));
  while (!search.done()) {
    const std::uint64_t rate = search.next();
    HENG_TRY(const LoadOutcome outcome, Drive(rate, rate * seconds));
    const bool kept_up = KeptUp(outcome.backlog, rate) && outcome.complete();
    Note(std::to_string(rate) + " a second for " + std::to_string(seconds) + " s: backlog " +
         std::to_string(outcome.backlog) + (kept_up ? ", kept up" : ", did not keep up"));
    search.Report(kept_up);
  }
  rate_ = std::max<std::uint64_t>(1, search.best());
  return rate_;
}

Result<Suite::Run, Status> Suite::DriveMeasured(std::uint64_t rate, std::uint64_t transactions) {
  Run run;
  // A few seconds at the same rate come before anything is counted.
  const std::uint64_t warm_up = rate * kWarmUpSeconds;
  HENG_CHECK_OK(Stock(warm_up + transactions));
  HENG_TRY(const std::vector<Prepared> early, market_->Deliveries(warm_up));
  HENG_TRY(const std::vector<Prepared> deliveries, market_->Deliveries(transactions));
  HENG_CHECK_OK(Fire(AllNodes(), rate, early));
  HENG_TRY(run.before, UsageOfNodes());
  HENG_TRY(const Usage own_before, UsageOf(getpid()));
  HENG_TRY(run.outcome, Fire(AllNodes(), rate, deliveries));
  HENG_TRY(run.after, UsageOfNodes());
  HENG_TRY(const Usage own_after, UsageOf(getpid()));
  run.own_cpu_us = own_after.cpu_us - own_before.cpu_us;
  return run;
}

Result<Figures, Status> Suite::Throughput() {
  HENG_CHECK_OK(SustainedRate());
  const std::uint64_t seconds = options_.quick ? 5 : 20;
  for (int i = 0; i < kConfirmTries; ++i) {
    HENG_TRY(const Run run, DriveMeasured(rate_, rate_ * seconds));
    if (KeptUp(run.outcome.backlog, rate_) && run.outcome.complete()) {
      return FiguresOf(run, rate_, seconds);
    }
    Note(std::to_string(rate_) + " a second does not last for " + std::to_string(seconds) +
         " s: backlog " + std::to_string(run.outcome.backlog));
    // What it did reach says how far to go down, and never less than a step of the search.
    const std::uint64_t reached = run.outcome.applied_per_s();
    rate_ = std::max<std::uint64_t>(1, std::min(rate_, reached) * 19 / 20);
  }
  return Fail(StatusCode::kInvalid, "no rate lasted; is the machine busy with something else?");
}

Figures Suite::FiguresOf(const Run& run, std::uint64_t rate, std::uint64_t seconds) {
  const std::uint64_t applied = run.outcome.applied;
  Figures figures;
  figures["transfer_tps"] = rate;
  figures["seconds"] = seconds;
  AddFinality(run.outcome, figures);
  figures["transactions_per_block"] = applied / figures["blocks"].get<std::uint64_t>();
  std::uint64_t cpu_us = 0;
  std::uint64_t rss_kib = 0;
  Figures each = Figures::array();
  std::map<std::string, std::uint64_t> by_thread;
  for (std::size_t i = 0; i < run.after.size(); ++i) {
    const std::uint64_t used = run.after[i].cpu_us - run.before[i].cpu_us;
    cpu_us += used;
    rss_kib = std::max(rss_kib, run.after[i].rss_kib);
    each.push_back(Hundredths(used, applied));
    AddByThread(run.before[i], run.after[i], by_thread);
  }
  Figures threads = Figures::object();
  for (const auto& [name, cpu] : by_thread) {
    threads[name] = Hundredths(cpu, applied);
  }
  figures["cpu_us_per_tx"] = Hundredths(cpu_us, applied);
  figures["cpu_us_per_tx_by_node"] = each;
  figures["cpu_us_per_tx_by_thread"] = threads;
  figures["client_cpu_us_per_tx"] = Hundredths(run.own_cpu_us, applied);
  figures["node_rss_mib"] = rss_kib / 1'024;
  return figures;
}

Result<Figures, Status> Suite::HalfLoad() {
  HENG_TRY(const std::uint64_t rate, SustainedRate());
  const std::uint64_t half = std::max<std::uint64_t>(1, rate / 2);
  HENG_TRY(const LoadOutcome outcome, Drive(half, half * (options_.quick ? 5 : 15)));
  HENG_CHECK_OK(CheckComplete(outcome));
  Figures figures;
  figures["rate"] = half;
  AddFinality(outcome, figures);
  return figures;
}

Result<Figures, Status> Suite::Disk() {
  HENG_TRY(const std::uint64_t rate, SustainedRate());
  const std::uint64_t half = std::max<std::uint64_t>(1, rate / 2);
  const std::uint64_t count = half * (options_.quick ? 3 : kDiskSeconds);
  HENG_CHECK_OK(Stock(count));
  HENG_TRY(const std::vector<Prepared> deliveries, market_->Deliveries(count));
  HENG_TRY(const std::uint64_t before, SettledDatabaseBytes(last_node()));
  HENG_TRY(const LoadOutcome outcome, Fire(AllNodes(), half, deliveries));
  HENG_CHECK_OK(CheckComplete(outcome));
  HENG_TRY(const std::uint64_t after, SettledDatabaseBytes(last_node()));
  Figures figures;
  figures["bytes_per_tx"] = after > before ? (after - before) / outcome.applied : 0;
  figures["transactions"] = outcome.applied;
  figures["database_bytes"] = after;
  return figures;
}

Result<void, Status> Suite::FillLedger() {
  const auto start = Clock::now();
  while (applied_ < kLedgerTransactions && Clock::now() - start < kFillTime) {
    HENG_CHECK_OK(Drive(kFillRate, std::min(kFillChunk, kLedgerTransactions - applied_)));
  }
  return {};
}

Result<Figures, Status> Suite::Trace() {
  if (!options_.quick) {
    HENG_CHECK_OK(FillLedger());
  }
  if (market_->delivered() < kTraces) {
    HENG_CHECK_OK(Drive(kTraces, kTraces));
  }
  HENG_TRY(const auto connection, cli::Connection::Open(network_->profile(), kAuditor));
  cli::audit::NetworkSource source(*connection);
  Latencies traces;
  Latencies histories;
  std::uint64_t events = 0;
  for (std::uint64_t i = 0; i < kTraces; ++i) {
    const Bytes key = market_->TradeKey(i * (market_->delivered() - 1) / kTraces);
    HENG_TRY(const std::optional<Bytes> record, source.Record(key, Height(0)));
    if (!record) {
      return Fail(StatusCode::kNotFound, "the register has no " + key);
    }
    HENG_TRY(const contracts::Trade trade, Decode<contracts::Trade>(*record));
    const contracts::SerialRange units = trade.ranges.at(0);
    auto start = Clock::now();
    HENG_CHECK_OK(source.Unit(units.batch, units.first, Height(0)));
    HENG_CHECK_OK(source.Events(contracts::UnitBlock::KeyOf(units.batch, units.first)));
    histories.Add(UsSince(start));
    start = Clock::now();
    HENG_TRY(const auto fetched,
             cli::audit::FetchLineage(source, units.batch, units.first, units.last, {}));
    const cli::audit::Lineage lineage = cli::audit::TraceLineage(fetched);
    traces.Add(UsSince(start));
    if (!lineage.faults.empty() || !lineage.cut.empty()) {
      return Fail(StatusCode::kInvalid, "the trace of the units of " + key + " is not whole");
    }
    events += lineage.event_count;
  }
  Figures figures;
  figures["trace_ms"] = AsMillis(traces.Percentile(500));
  figures["trace_max_ms"] = AsMillis(traces.Percentile(1'000));
  figures["history_ms"] = AsMillis(histories.Percentile(500));
  figures["events_per_trace"] = events / kTraces;
  figures["traces"] = kTraces;
  figures["ledger_transactions"] = applied_;
  return figures;
}

Result<std::uint64_t, Status> Suite::RestartNode(std::size_t node) {
  HENG_CHECK_OK(network_->Kill(node));
  const auto start = Clock::now();
  HENG_CHECK_OK(network_->Start(node));
  HENG_CHECK_OK(network_->AwaitReady(node, kReadyPatience));
  return MsSince(start);
}

Result<std::uint64_t, Status> Suite::SettledDatabaseBytes(std::size_t node) {
  HENG_CHECK_OK(RestartNode(node));
  std::this_thread::sleep_for(kSettle);
  return BytesBelow(network_->DataDirectory(node) + "/db");
}

Result<Figures, Status> Suite::Restart() {
  std::vector<std::uint64_t> times;
  for (std::uint64_t i = 0; i < kRestarts; ++i) {
    HENG_TRY(const std::uint64_t ms, RestartNode(last_node()));
    times.push_back(ms);
  }
  HENG_TRY(const v1::GetStatusResponse status, network_->StatusOf(last_node()));
  Figures figures;
  figures["restart_ms"] = Median(times);
  figures["samples_ms"] = times;
  figures["height"] = status.height();
  return figures;
}

Result<Suite::Approach, Status> Suite::AwaitHeight(std::size_t node, std::uint64_t height) const {
  const std::int64_t links = static_cast<std::int64_t>(network_->size()) / 2;
  Approach approach;
  std::optional<Clock::time_point> linked;
  const auto deadline = Clock::now() + kCatchUpPatience;
  while (Clock::now() < deadline) {
    const auto status = network_->StatusOf(node);
    if (status && !linked && std::ranges::count_if(status->peers(), [](const auto& peer) {
                               return peer.connected();
                             }) >= links) {
      linked = Clock::now();
      HENG_TRY(approach.before, UsageOfNodes());
    }
    if (status && status->height() >= height) {
      if (!linked) {
        return Fail(StatusCode::kUnavailable, "the node was not behind when it was linked");
      }
      approach.ms = std::max<std::uint64_t>(1, MsSince(*linked));
      HENG_TRY(approach.after, UsageOfNodes());
      return approach;
    }
    std::this_thread::sleep_for(kLook);
  }
  return Fail(StatusCode::kUnavailable, "the node did not catch up in time");
}

Result<Suite::Absence, Status> Suite::CatchUpOnce(std::uint64_t rate,
                                                  std::uint64_t transactions,
                                                  const std::string& hengd) {
  const std::size_t away = last_node();
  HENG_CHECK_OK(Stock(transactions));
  HENG_TRY(const std::vector<Prepared> deliveries, market_->Deliveries(transactions));
  HENG_TRY(const v1::GetStatusResponse before, network_->StatusOf(away));
  HENG_CHECK_OK(network_->Kill(away));
  std::vector<std::size_t> others = AllNodes();
  others.pop_back();
  HENG_TRY(const LoadOutcome load, Fire(std::move(others), rate, deliveries));
  HENG_CHECK_OK(CheckComplete(load));
  HENG_CHECK_OK(network_->Start(away, hengd));
  const auto start = Clock::now();
  HENG_TRY(Approach approach, AwaitHeight(away, load.last_height));
  HENG_CHECK_OK(network_->AwaitReady(away, kReadyPatience));
  return Absence{.transactions = load.applied,
                 .blocks = load.last_height - before.height(),
                 .approach = std::move(approach),
                 .start_to_ready_ms = MsSince(start)};
}

Figures Suite::FiguresOf(const Absence& absence) const {
  const Approach& approach = absence.approach;
  std::map<std::string, std::uint64_t> by_thread;
  std::uint64_t others_us = 0;
  for (std::size_t i = 0; i < approach.after.size(); ++i) {
    if (i == last_node()) {
      AddByThread(approach.before[i], approach.after[i], by_thread);
    } else {
      others_us += approach.after[i].cpu_us - approach.before[i].cpu_us;
    }
  }
  Figures threads = Figures::object();
  for (const auto& [name, cpu_us] : by_thread) {
    threads[name] = Hundredths(cpu_us, absence.transactions);
  }
  return {{"catchup_tx_per_s", absence.tx_per_s()},
          {"missed_transactions", absence.transactions},
          {"missed_blocks", absence.blocks},
          {"linked_to_caught_up_ms", approach.ms},
          {"start_to_ready_ms", absence.start_to_ready_ms},
          {"cpu_us_per_tx_by_thread", threads},
          {"others_cpu_us_per_tx", Hundredths(others_us, absence.transactions)}};
}

Result<Figures, Status> Suite::CatchUp() {
  HENG_TRY(const std::uint64_t rate, SustainedRate());
  const std::uint64_t half = std::max<std::uint64_t>(1, rate / 2);
  const std::uint64_t count = half * (options_.quick ? 5 : 15);
  Figures absences = Figures::array();
  std::vector<std::uint64_t> paces;
  std::vector<std::uint64_t> baseline_paces;
  for (std::uint64_t i = 0; i < kAbsences; ++i) {
    HENG_TRY(const Absence absence, CatchUpOnce(half, count, options_.hengd));
    paces.push_back(absence.tx_per_s());
    absences.push_back(FiguresOf(absence));
    if (!options_.baseline.empty()) {
      HENG_TRY(const Absence other, CatchUpOnce(half, count, options_.baseline));
      baseline_paces.push_back(other.tx_per_s());
    }
  }
  Figures figures;
  figures["catchup_ratio"] = Hundredths(Median(paces), rate);
  figures["catchup_tx_per_s"] = Median(paces);
  figures["live_tx_per_s"] = rate;
  figures["absences"] = absences;
  if (!baseline_paces.empty()) {
    figures["baseline_tx_per_s"] = Median(baseline_paces);
    figures["baseline_samples"] = baseline_paces;
  }
  return figures;
}

}  // namespace heng::bench
