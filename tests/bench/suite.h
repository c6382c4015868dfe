// SPDX-License-Identifier: Apache-2.0
// Every figure of one network, one after the other: each measurement is a name and an object of
// numbers, with the reference speed of its own moment. docs/benchmarks.md says what each means.
#pragma once

#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "tests/bench/bench_network.h"
#include "tests/bench/load.h"
#include "tests/bench/market.h"

namespace heng::bench {

using Figures = nlohmann::ordered_json;

struct SuiteOptions {
  std::string directory;  // absolute, empty
  std::string hengd;      // empty: beside this program
  std::string baseline;   // a hengd to catch up beside ours, in turn; empty: none
  bool quick = false;     // shorter runs, and no ledger of 100,000 transactions
};

class Suite {
 public:
  // In the order in which they are best taken.
  [[nodiscard]] static std::vector<std::string> Names();
  // The measurement that wants a ledger of exactly so many transactions, and so a suite that took
  // no other before.
  static constexpr std::string_view kOnALedgerOfItsOwn = "trace";

  // Makes the network and founds the market.
  [[nodiscard]] static Result<std::unique_ptr<Suite>, Status> Open(const SuiteOptions& options);

  [[nodiscard]] Result<Figures, Status> Measure(const std::string& name);

 private:
  explicit Suite(const SuiteOptions& options) : options_(options) {}

  [[nodiscard]] Result<Figures, Status> Settlement();
  [[nodiscard]] Result<Figures, Status> Idle();
  [[nodiscard]] Result<Figures, Status> Throughput();
  [[nodiscard]] Result<Figures, Status> HalfLoad();
  [[nodiscard]] Result<Figures, Status> Disk();
  [[nodiscard]] Result<Figures, Status> Trace();
  [[nodiscard]] Result<Figures, Status> Restart();
  [[nodiscard]] Result<Figures, Status> CatchUp();

  // Locks trades until so many wait for their cash; each file is a sample of `settlement`. Returns
  // when the nodes have put away what they wrote, which belongs to no other measurement.
  [[nodiscard]] Result<void, Status> Stock(std::uint64_t trades);
  // Until the nodes use next to no processor time, or patience ends.
  [[nodiscard]] Result<void, Status> AwaitQuiet() const;
  [[nodiscard]] Result<LoadOutcome, Status> Drive(std::uint64_t rate, std::uint64_t transactions);
  // The same with transactions that are signed already, through these nodes.
  [[nodiscard]] Result<LoadOutcome, Status> Fire(std::vector<std::size_t> nodes,
                                                 std::uint64_t rate,
                                                 const std::vector<Prepared>& deliveries);
  [[nodiscard]] std::vector<std::size_t> AllNodes() const;
  // A run, with what the processes were before and after it.
  struct Run {
    LoadOutcome outcome;
    std::vector<Usage> before;
    std::vector<Usage> after;
    std::uint64_t own_cpu_us = 0;
  };
  [[nodiscard]] Result<Run, Status> DriveMeasured(std::uint64_t rate, std::uint64_t transactions);
  [[nodiscard]] static Figures FiguresOf(const Run& run, std::uint64_t rate, std::uint64_t seconds);
  // Until the ledger holds 100,000 transactions, or time is over.
  [[nodiscard]] Result<void, Status> FillLedger();
  // The highest rate that the network keeps up with in short runs.
  [[nodiscard]] Result<std::uint64_t, Status> SustainedRate();
  // A node is ended with SIGKILL and started; milliseconds until it is ready.
  [[nodiscard]] Result<std::uint64_t, Status> RestartNode(std::size_t node);
  // Bytes of the database of a node whose memory was written out by a restart.
  [[nodiscard]] Result<std::uint64_t, Status> SettledDatabaseBytes(std::size_t node);
  // From when a node is linked to a quorum until it has a height.
  struct Approach {
    std::uint64_t ms = 1;
    std::vector<Usage> before;  // of every node
    std::vector<Usage> after;
  };
  [[nodiscard]] Result<Approach, Status> AwaitHeight(std::size_t node, std::uint64_t height) const;
  // A node that was away while the others took transactions.
  struct Absence {
    std::uint64_t transactions = 0;
    std::uint64_t blocks = 0;
    Approach approach;
    std::uint64_t start_to_ready_ms = 0;

    [[nodiscard]] std::uint64_t tx_per_s() const { return transactions * 1'000 / approach.ms; }
  };
  [[nodiscard]] Figures FiguresOf(const Absence& absence) const;
  // The last node goes away and comes back as this program.
  [[nodiscard]] Result<Absence, Status> CatchUpOnce(std::uint64_t rate,
                                                    std::uint64_t transactions,
                                                    const std::string& hengd);
  [[nodiscard]] Result<std::vector<Usage>, Status> UsageOfNodes() const;
  [[nodiscard]] std::size_t last_node() const { return network_->size() - 1; }

  const SuiteOptions options_;
  std::unique_ptr<BenchNetwork> network_;
  std::unique_ptr<Market> market_;
  std::vector<std::uint64_t> file_ms_;  // of each settlement file so far
  std::uint64_t rate_ = 0;              // sustained; zero until it is known
  std::uint64_t applied_ = 0;           // transactions since the founding
};

}  // namespace heng::bench
