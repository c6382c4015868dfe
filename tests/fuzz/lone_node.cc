// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/lone_node.h"

#include <algorithm>

#include "core/check.h"

namespace heng::fuzz {
namespace {

constexpr std::uint64_t kWallStartMs = 1'717'200'000'000;
// Turns within one moment: far more than any message causes.
constexpr int kTurnsMax = 10'000;

}  // namespace

LoneNode::LoneNode(std::uint32_t seat)
    : genesis_(sim::SimGenesis(kSeats)),
      crypto_(sim::SeatKey(seat)),
      pool_(std::make_unique<node::Mempool>(node::MempoolLimits{})) {
  auto store = storage::StateStore::Open(database_);
  HENG_ASSERT(store.has_value());
  store_ = *std::move(store);
  node::DriverConfig config;
  config.genesis = genesis_;
  config.vote_key = sim::SeatKey(seat);
  auto driver = node::Driver::Start(config,
                                    {.clock = *this,
                                     .network = *this,
                                     .pool = *pool_,
                                     .verifier = *this,
                                     .observer = *this,
                                     .crypto = crypto_,
                                     .store = *store_,
                                     .directory = directory_});
  HENG_ASSERT(driver.has_value());
  driver_ = *std::move(driver);
  for (std::uint32_t peer = 0; peer < kSeats; ++peer) {
    if (peer != seat) {
      driver_->OnPeerConnected(consensus::PeerId(peer));
    }
  }
}

LoneNode::~LoneNode() = default;

void LoneNode::Advance(std::uint64_t ms) {
  const std::uint64_t until = now_ms_ + ms;
  int turns = 0;
  while (true) {
    while (driver_->HasWork()) {
      HENG_ASSERT(++turns < kTurnsMax);
      HENG_ASSERT(driver_->Turn().has_value());
      driver_->OnVerified(std::exchange(verdicts_, {}));
    }
    const auto deadline = driver_->NextDeadline();
    if (now_ms_ >= until) {
      return;
    }
    now_ms_ = std::clamp(deadline.value_or(until), now_ms_ + 1, until);
  }
}

void LoneNode::Receive(std::uint32_t from, Bytes message) {
  const std::vector<Bytes> messages = {std::move(message)};
  driver_->OnPeerMessages(consensus::PeerId(from), messages);
}

void LoneNode::Submit(VerifiedTransaction transaction) {
  (void)driver_->SubmitTransaction(std::move(transaction));
}

BlockTime LoneNode::WallTime() const {
  return BlockTime(kWallStartMs + now_ms_);
}

consensus::Instant LoneNode::Now() const {
  return {.wall = WallTime(), .uptime_ms = now_ms_};
}

void LoneNode::Send(consensus::PeerId to, Bytes message) {
  sent_.push_back({.to = to, .bytes = std::move(message)});
}

void LoneNode::Broadcast(Bytes message) {
  sent_.push_back({.to = std::nullopt, .bytes = std::move(message)});
}

void LoneNode::Verify(std::vector<Bytes> transactions) {
  for (const Bytes& bytes : transactions) {
    auto verified = VerifyTransaction(genesis_.chain.id, bytes, /*check_signatures=*/false);
    node::Verdict verdict{.digest = DigestOf(bytes),
                          .transaction = Fail(StatusCode::kInvalid, "a signature is wrong")};
    if (verified) {
      verdict.transaction = std::make_shared<const VerifiedTransaction>(*std::move(verified));
    }
    verdicts_.push_back(std::move(verdict));
  }
}

}  // namespace heng::fuzz
