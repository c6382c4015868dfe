// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/sim_node.h"

#include <algorithm>
#include <utility>

namespace heng::sim {
namespace {

// The wall clock of a run begins here: 2024-06-01T00:00:00Z.
constexpr std::uint64_t kWallStartMs = 1'717'200'000'000;

// The signatures of clients are keyed hashes here too.
Result<node::TransactionPtr, Status> Judge(const ChainId& chain_id, const Bytes& bytes) {
  HENG_TRY(VerifiedTransaction verified,
           VerifyTransaction(chain_id, bytes, /*check_signatures=*/false));
  HENG_TRY(const SignedTransaction carried, Decode<SignedTransaction>(bytes));
  const Bytes message = SigningBytes(chain_id, carried.body);
  for (const TransactionSignature& entry : carried.signatures) {
    if (entry.signature != KeyedSignature(entry.public_key, message)) {
      return Fail(StatusCode::kInvalid, "a signature is wrong");
    }
  }
  return std::make_shared<const VerifiedTransaction>(std::move(verified));
}

}  // namespace

SimNode::SimNode(SimNodeConfig config, Surroundings& surroundings)
    : config_(std::move(config)),
      surroundings_(surroundings),
      crypto_(config_.driver.vote_key.value_or(PublicKey())),
      lying_directory_(directory_, config_.lies_about_sync),
      forgetful_database_(database_, config_.forgets_commits) {
  directory_.OnSync([this](const std::string&) -> Result<void, Status> {
    if (!Act()) {
      return Fail(StatusCode::kIo, "the power has failed");
    }
    sync_delay_us += sync_cost_us;
    return {};
  });
  database_.OnWrite([this](std::uint64_t) {
    sync_delay_us += sync_cost_us;
    return Act();
  });
}

SimNode::~SimNode() = default;

std::string SimNode::name() const {
  std::string name = "n" + std::to_string(config_.index);
  if (config_.role.seat && *config_.role.seat != config_.index) {
    name += "=v" + std::to_string(*config_.role.seat);
  }
  return name;
}

bool SimNode::Act() {
  if (!actions_left_) {
    return true;
  }
  if (*actions_left_ == 0) {
    return false;
  }
  --*actions_left_;
  return *actions_left_ != 0;
}

Result<void, Status> SimNode::Start() {
  ++incarnation_;
  started_us_ = surroundings_.NowUs();
  actions_left_.reset();
  HENG_TRY(store_, storage::StateStore::Open(forgetful_database_));
  pool_ = std::make_unique<node::Mempool>(node::MempoolLimits{});
  HENG_TRY(driver_,
           node::Driver::Start(config_.driver,
                               {.clock = *this,
                                .network = *this,
                                .pool = *pool_,
                                .verifier = *this,
                                .observer = *this,
                                .crypto = crypto_,
                                .store = *store_,
                                .directory = lying_directory_,
                                .disk = this,
                                .writer = this}));
  return {};
}

void SimNode::Crash(const storage::TornWrites& torn) {
  driver_.reset();
  pool_.reset();
  store_.reset();
  verdicts_.clear();
  writing_.reset();
  links.clear();
  directory_.Crash(torn);
  database_.Crash();
}

Result<void, Status> SimNode::Turn() {
  if (!verdicts_.empty()) {
    driver_->OnVerified(std::exchange(verdicts_, {}));
  }
  if (writing_ && write_in_turns_-- == 0) {
    const std::vector<storage::FinalBlock> run = *std::exchange(writing_, std::nullopt);
    driver_->OnWritten(store_->Write(run), 0);
  }
  HENG_CHECK_OK(driver_->Turn());
  if (!verdicts_.empty()) {
    driver_->OnVerified(std::exchange(verdicts_, {}));
  }
  return {};
}

BlockTime SimNode::WallTime() const {
  const auto wall = static_cast<std::int64_t>(kWallStartMs + surroundings_.NowUs() / 1000);
  return BlockTime(static_cast<std::uint64_t>(wall + clock_offset_ms));
}

std::uint64_t SimNode::UntilUptime(std::uint64_t uptime_ms) const {
  const std::uint64_t time_us = started_us_ + uptime_ms * 1000;
  return time_us > surroundings_.NowUs() ? time_us - surroundings_.NowUs() : 0;
}

node::DiskStage SimNode::Stage() {
  if (disk_asks_left_ > 0) {
    --disk_asks_left_;
    return node::DiskStage::kPlenty;
  }
  return disk_stage_;
}

consensus::Instant SimNode::Now() const {
  return {.wall = WallTime(), .uptime_ms = (surroundings_.NowUs() - started_us_) / 1000};
}

void SimNode::Send(consensus::PeerId to, Bytes message) {
  if (Act()) {
    surroundings_.OnSend(*this, to, std::move(message));
  }
}

void SimNode::Broadcast(Bytes message) {
  if (Act()) {
    surroundings_.OnSend(*this, std::nullopt, std::move(message));
  }
}

void SimNode::Verify(std::vector<Bytes> transactions) {
  for (const Bytes& bytes : transactions) {
    verdicts_.push_back(
        {.digest = DigestOf(bytes), .transaction = Judge(config_.driver.genesis.chain.id, bytes)});
  }
}

// Written before one of the next turns, so that the driver executes and votes meanwhile.
void SimNode::Write(std::vector<storage::FinalBlock> run) {
  write_in_turns_ = run.back().layer->height().value() % 4;
  writing_ = std::move(run);
}

void SimNode::OnCommitted(const storage::LayerPtr& block) {
  if (!dying()) {
    surroundings_.OnCommitted(*this, block);
  }
}

void SimNode::OnExpired(std::span<const TransactionId>) {}

void SimNode::OnEvidence(const consensus::Evidence& evidence) {
  if (!dying()) {
    surroundings_.OnEvidence(*this, evidence);
  }
}

void SimNode::OnAlarm(const consensus::Alarm& alarm) {
  surroundings_.OnAlarm(*this, alarm);
}

// A torn end of a file is damage like any other.
void SimNode::OnDamage(const std::string&) {}

void SimNode::OnHalted(const std::string& reason) {
  surroundings_.OnHalted(*this, reason);
}

}  // namespace heng::sim
