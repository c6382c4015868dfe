// SPDX-License-Identifier: Apache-2.0
#include "node/scrubber.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <utility>

#include "storage/layer_block.h"

namespace heng::node {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::size_t kStepRows = 200;
constexpr milliseconds kPauseMin{20};
constexpr milliseconds kBetweenRounds{3'600'000};
constexpr auto kWriteEvery = std::chrono::seconds(60);

}  // namespace

Scrubber::Scrubber(const storage::StateStore& store,
                   storage::ChainScrub::EvidenceCheck evidence,
                   Options options,
                   Metrics& metrics)
    : store_(store),
      evidence_(std::move(evidence)),
      options_(std::move(options)),
      height_gauge_(metrics.AddGauge("heng_scrub_height_count",
                                     "Blocks that this round of the scrub has looked at.")),
      rows_total_(metrics.AddCounter("heng_scrub_rows_total", "Rows that the scrub has checked.")),
      rounds_total_(metrics.AddCounter("heng_scrub_rounds_total",
                                       "Rounds of the scrub over the whole database.")) {}

Scrubber::~Scrubber() {
  Stop();
}

void Scrubber::Start() {
  thread_ = std::thread([this] { Loop(); });
}

void Scrubber::Stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) {
    thread_.join();
  }
}

bool Scrubber::Pause(milliseconds time) {
  std::unique_lock lock(mutex_);
  return !wake_.wait_for(lock, time, [this] { return stopping_; });
}

// A position that cannot be read is the beginning.
Height Scrubber::ReadPosition() const {
  std::ifstream in(options_.position_file);
  std::uint64_t next = 0;
  in >> next;
  return Height(in ? next : 0);
}

void Scrubber::WritePosition(Height next) const {
  if (options_.may_write()) {
    std::ofstream(options_.position_file, std::ios::trunc) << next.value() << "\n";
  }
}

storage::ChainScrub Scrubber::RoundFrom(Height first) {
  return {first, evidence_, [this](const std::string& damage) { store_.ReportDamage(damage); }};
}

void Scrubber::Loop() {
  storage::ChainScrub round = RoundFrom(ReadPosition());
  Clock::time_point written = Clock::now();
  const auto percent = static_cast<std::int64_t>(options_.percent);
  std::uint64_t counted = 0;
  milliseconds pause{0};
  while (Pause(pause)) {
    const Clock::time_point start = Clock::now();
    const storage::LayerPtr head = store_.head();
    const bool more = round.Step(head->base()->view, head->height(), kStepRows);
    rows_total_.Add(round.rows() - counted);
    counted = round.rows();
    height_gauge_.Set(std::min(round.height().value(), head->height().value() + 1));
    const auto worked = std::chrono::duration_cast<milliseconds>(Clock::now() - start);
    pause = std::max(kPauseMin, worked * (100 - percent) / percent);
    if (!more) {
      rounds_total_.Add();
      round = RoundFrom(Height(0));
      counted = 0;
      pause = kBetweenRounds;
    }
    if (!more || Clock::now() - written >= kWriteEvery) {
      WritePosition(round.height());
      written = Clock::now();
    }
  }
  WritePosition(round.height());
}

}  // namespace heng::node
