// SPDX-License-Identifier: Apache-2.0
#include "cli/network/ledger.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "core/codec/codec.h"
#include "core/transaction.h"

namespace heng::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kPatience = std::chrono::seconds(60);
constexpr auto kWaitSlice = std::chrono::milliseconds(5'000);
constexpr auto kPause = std::chrono::milliseconds(50);

void Pause(std::uint64_t wished_ms = 0) {
  std::this_thread::sleep_for(std::max(kPause, std::chrono::milliseconds(wished_ms)));
}

Result<TransactionId, Status> IdOfSigned(ByteView signed_bytes) {
  HENG_TRY(const SignedTransaction transaction, Decode<SignedTransaction>(signed_bytes));
  return IdOf(transaction.body);
}

Result<scenario::SubmitOutcome, Status> OutcomeOf(const v1::WaitResponse& response) {
  HENG_TRY(Receipt receipt, Decode<Receipt>(response.receipt().SerializeAsString()));
  return scenario::SubmitOutcome{.height = Height(response.height()),
                                 .time = BlockTime(response.time_ms()),
                                 .receipt = std::move(receipt)};
}

}  // namespace

NetworkLedger::NetworkLedger(std::unique_ptr<Connection> connection)
    : connection_(std::move(connection)) {}

Result<v1::GetChainResponse, Status> NetworkLedger::Chained() {
  const auto deadline = Clock::now() + kPatience;
  while (true) {
    const auto chain = connection_->First([](sdk::Client& client) { return client.GetChain(); });
    if (chain && chain->head_height() >= seen_height_) {
      seen_height_ = chain->head_height();
      return *chain;
    }
    if (!chain && (!MayRetry(chain.error()) || Clock::now() >= deadline)) {
      return std::unexpected(StatusOf(chain.error()));
    }
    if (Clock::now() >= deadline) {
      return Fail(StatusCode::kUnavailable,
                  "no node has reached height " + std::to_string(seen_height_) + " in a minute");
    }
    connection_->Next();
    Pause();
  }
}

Result<ChainId, Status> NetworkLedger::Chain() {
  HENG_TRY(const v1::GetChainResponse chain, Chained());
  return ChainId(chain.chain_id());
}

Result<scenario::LedgerHead, Status> NetworkLedger::Head() {
  HENG_TRY(const v1::GetChainResponse chain, Chained());
  if (chain.state_root().size() != StateRoot().view().size()) {
    return Fail(StatusCode::kMalformed, "the node answers with a state root of another size");
  }
  return scenario::LedgerHead{.height = Height(chain.head_height()),
                              .state_root = StateRoot::FromBytes(chain.state_root())};
}

Result<BlockTime, Status> NetworkLedger::Now() {
  std::uint64_t furthest = clock_ms_;
  bool any = false;
  for (Connection::Link& link : connection_->links()) {
    if (link.operators == nullptr || link.quiet()) {
      continue;
    }
    if (const auto status = link.operators->GetStatus()) {
      furthest = std::max(furthest, status->clock_ms());
      any = true;
      break;
    }
    connection_->Rest(link);
  }
  if (!any) {
    HENG_TRY(const v1::GetChainResponse chain, Chained());
    furthest = std::max(furthest, chain.head_time_ms());
  }
  return BlockTime(furthest);
}

// Nodes that cannot be reached hear it later.
void NetworkLedger::SetClocks() {
  for (Connection::Link& link : connection_->links()) {
    const bool pending = clocks_pending_.contains(link.endpoint.name);
    if (!pending || link.operators == nullptr || link.quiet()) {
      continue;
    }
    const auto moved = link.operators->SetDevelopmentClock(clock_ms_);
    if (moved || moved.error().reason == "CLOCK_BACKWARDS") {
      clocks_pending_.erase(link.endpoint.name);
    } else {
      connection_->Rest(link);
    }
  }
}

Result<void, Status> NetworkLedger::SetTime(BlockTime time) {
  HENG_TRY(const BlockTime now, Now());
  if (time <= now) {
    if (DayOf(time) == DayOf(now)) {
      return {};
    }
    return Fail(StatusCode::kInvalid,
                "the network's calendar stands at " + FormatCst(now) + ", past " + FormatCst(time) +
                    ", and goes forward only; start a fresh network for this");
  }
  clock_ms_ = time.value();
  for (const Connection::Link& link : connection_->links()) {
    clocks_pending_.insert(link.endpoint.name);
  }
  SetClocks();
  if (clocks_pending_.size() == connection_->links().size()) {
    return Fail(StatusCode::kDenied,
                "no node took the time " + FormatCst(time) +
                    "; only a development network's clock can be moved, by an operator");
  }
  // One that comes back with its old clock may lead at once, and gives its blocks the time of the
  // one before and a little. No block goes back, so one block of the new time is enough.
  return clocks_pending_.empty() ? Result<void, Status>() : Tick();
}

Result<void, Status> NetworkLedger::Tick() {
  SetClocks();
  HENG_TRY(const BlockTime now, Now());
  const auto deadline = Clock::now() + kPatience;
  while (Clock::now() < deadline) {
    HENG_TRY(const v1::GetChainResponse chain, Chained());
    if (chain.head_time_ms() >= now.value()) {
      return {};
    }
    Pause();
  }
  return Fail(StatusCode::kUnavailable, "no block was made in a minute; see `heng node status`");
}

Result<scenario::SubmitOutcome, Status> NetworkLedger::Submit(ByteView signed_bytes) {
  HENG_TRY(const TransactionId id, IdOfSigned(signed_bytes));
  SetClocks();
  connection_->Next();
  const auto deadline = Clock::now() + kPatience;
  Status last{.code = StatusCode::kUnavailable, .context = "not sent"};
  // The same bytes have the same id wherever they go and apply once, so sending again is safe.
  while (Clock::now() < deadline) {
    sdk::Client& client = *connection_->current().client;
    const auto sent = client.Submit(signed_bytes);
    if (!sent) {
      last = StatusOf(sent.error());
      if (!MayRetry(sent.error())) {
        return std::unexpected(last);
      }
      connection_->Leave(sent.error());
      Pause(sent.error().retry_after_ms);
      continue;
    }
    const auto outcome = client.Wait(id, kWaitSlice);
    if (outcome && outcome->outcome() != v1::OUTCOME_UNKNOWN) {
      seen_height_ = std::max(seen_height_, outcome->height());
      return OutcomeOf(*outcome);
    }
    if (!outcome) {
      last = StatusOf(outcome.error());
      if (!MayRetry(outcome.error())) {
        return std::unexpected(last);
      }
      connection_->Leave(outcome.error());
      continue;
    }
    connection_->Next();
  }
  return Fail(StatusCode::kUnavailable,
              "the outcome of transaction " + id.hex() +
                  " is not known after a minute; ask again: heng tx wait " + id.hex() + " (" +
                  last.context + ")");
}

template <class Ask>
Result<std::optional<Bytes>, Status> NetworkLedger::ReadRecord(const Ask& ask) {
  HENG_CHECK_OK(Chained());
  const auto record = connection_->First(ask);
  if (record) {
    return record->value();
  }
  if (record.error().reason == "NOT_FOUND") {
    return std::nullopt;
  }
  return std::unexpected(StatusOf(record.error()));
}

Result<std::optional<Bytes>, Status> NetworkLedger::Read(ByteView key) {
  return ReadRecord([key](sdk::Client& client) { return client.GetRecord(key); });
}

Result<std::optional<Bytes>, Status> NetworkLedger::Unit(const BatchId& batch, Serial serial) {
  return ReadRecord(
      [&](sdk::Client& client) { return client.GetUnit(batch.value(), serial.value()); });
}

}  // namespace heng::cli
