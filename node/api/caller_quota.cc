// SPDX-License-Identifier: Apache-2.0
#include "node/api/caller_quota.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

namespace heng::node {
namespace {

constexpr std::uint64_t kBurstSeconds = 2;
constexpr std::uint64_t kStrangerCallsPerS = 50;
// Longer than anybody owes; keeps the product of time and rate far from its type's end.
constexpr std::uint64_t kRefillMsMax = 24 * 3'600'000;
// From so many remembered callers on, those who need not be remembered are looked for.
constexpr std::size_t kForgetFrom = 1'024;

ApiError TooFast(std::string_view of_what, std::uint64_t per_s, std::uint64_t wait_ms) {
  return {.reason = ErrorReason::kRateLimited,
          .message = "this identity may ask for " + std::to_string(per_s) + " " +
                     std::string(of_what) + " a second of this node; try again in " +
                     std::to_string(wait_ms) + " ms, or spread the load over several nodes",
          .field = {},
          .metadata = {{"limit_per_second", std::to_string(per_s)}},
          .retry_after_ms = wait_ms};
}

ApiError TooManyStreams(std::string_view whose, std::uint64_t limit) {
  return {.reason = ErrorReason::kStreamLimit,
          .message = std::string(whose) + " may have " + std::to_string(limit) +
                     " streams and waits open at this node; end one first, or send more on each",
          .field = {},
          .metadata = {{"limit", std::to_string(limit)}},
          .retry_after_ms = 1'000};
}

}  // namespace

void Allowance::Refill(std::uint64_t per_s, std::uint64_t now_ms) {
  const auto most = static_cast<std::int64_t>(per_s * 1'000 * kBurstSeconds);
  if (!used_) {
    used_ = true;
    left_milli_ = most;
  } else if (now_ms > refilled_ms_) {
    // A thousandth of the rate, in thousandths, comes back each millisecond.
    const std::uint64_t passed = std::min(now_ms - refilled_ms_, kRefillMsMax);
    left_milli_ = std::min(left_milli_ + static_cast<std::int64_t>(passed * per_s), most);
  }
  refilled_ms_ = std::max(refilled_ms_, now_ms);
}

std::uint64_t Allowance::WaitMs(std::uint64_t per_s, std::uint64_t now_ms) {
  Refill(per_s, now_ms);
  return left_milli_ > 0 ? 0 : static_cast<std::uint64_t>(-left_milli_) / per_s + 1;
}

std::uint64_t Allowance::Take(std::uint64_t amount, std::uint64_t per_s, std::uint64_t now_ms) {
  const std::uint64_t wait_ms = WaitMs(per_s, now_ms);
  if (wait_ms == 0) {
    left_milli_ -= static_cast<std::int64_t>(amount * 1'000);
  }
  return wait_ms;
}

void Allowance::Owe(std::uint64_t amount, std::uint64_t per_s, std::uint64_t now_ms) {
  Refill(per_s, now_ms);
  left_milli_ -= static_cast<std::int64_t>(amount * 1'000);
}

bool Allowance::IsFull(std::uint64_t per_s, std::uint64_t now_ms) {
  Refill(per_s, now_ms);
  return left_milli_ == static_cast<std::int64_t>(per_s * 1'000 * kBurstSeconds);
}

CallerQuota::Stream::Stream(Stream&& other) noexcept
    : quota_(std::exchange(other.quota_, nullptr)), caller_(other.caller_) {}

CallerQuota::Stream& CallerQuota::Stream::operator=(Stream&& other) noexcept {
  std::swap(quota_, other.quota_);
  std::swap(caller_, other.caller_);
  return *this;
}

CallerQuota::Stream::~Stream() {
  if (quota_ != nullptr) {
    quota_->CloseStream(caller_);
  }
}

CallerQuota::CallerQuota(const CallerBudget& budget, std::function<void()> on_refused)
    : budget_(budget), on_refused_(std::move(on_refused)), forget_at_(kForgetFrom) {}

std::unexpected<ApiError> CallerQuota::Refuse(ApiError error) const {
  if (on_refused_) {
    on_refused_();
  }
  return std::unexpected(std::move(error));
}

CallerQuota::Account& CallerQuota::AccountOf(const Identity& caller, std::uint64_t now_ms) {
  if (accounts_.size() >= forget_at_ && !accounts_.contains(caller)) {
    Forget(now_ms);
  }
  return accounts_[caller];
}

// Who has been away long enough to have everything back is as good as new.
void CallerQuota::Forget(std::uint64_t now_ms) {
  std::erase_if(accounts_, [&](const auto& entry) {
    Account account = entry.second;  // looking refills it
    return account.streams == 0 && account.calls.IsFull(budget_.calls_per_s, now_ms) &&
           account.transactions.IsFull(budget_.transactions_per_s, now_ms) &&
           account.bytes.IsFull(budget_.submit_bytes_per_s, now_ms);
  });
  forget_at_ = std::max(kForgetFrom, 2 * accounts_.size());
}

Result<void, ApiError> CallerQuota::ChargeCall(const Identity& caller, std::uint64_t now_ms) {
  const std::lock_guard lock(mutex_);
  const std::uint64_t wait_ms =
      AccountOf(caller, now_ms).calls.Take(1, budget_.calls_per_s, now_ms);
  if (wait_ms != 0) {
    return Refuse(TooFast("calls", budget_.calls_per_s, wait_ms));
  }
  return {};
}

void CallerQuota::OweCalls(const Identity& caller, std::uint64_t count, std::uint64_t now_ms) {
  const std::lock_guard lock(mutex_);
  AccountOf(caller, now_ms).calls.Owe(count, budget_.calls_per_s, now_ms);
}

void CallerQuota::OweTransactions(const Identity& caller,
                                  std::uint64_t count,
                                  std::uint64_t now_ms) {
  const std::lock_guard lock(mutex_);
  AccountOf(caller, now_ms).transactions.Owe(count, budget_.transactions_per_s, now_ms);
}

Result<void, ApiError> CallerQuota::ChargeStranger(std::uint64_t now_ms) {
  const std::lock_guard lock(mutex_);
  const std::uint64_t wait_ms = strangers_.Take(1, kStrangerCallsPerS, now_ms);
  if (wait_ms != 0) {
    return Refuse(TooFast("calls of keys that nobody registered", kStrangerCallsPerS, wait_ms));
  }
  return {};
}

Result<void, ApiError> CallerQuota::ChargeTransactions(const Identity& caller,
                                                       std::uint64_t count,
                                                       std::uint64_t bytes,
                                                       std::uint64_t now_ms) {
  const std::lock_guard lock(mutex_);
  Account& account = AccountOf(caller, now_ms);
  const std::uint64_t for_bytes = account.bytes.WaitMs(budget_.submit_bytes_per_s, now_ms);
  if (for_bytes != 0) {
    return Refuse(TooFast("bytes of transactions", budget_.submit_bytes_per_s, for_bytes));
  }
  const std::uint64_t for_count =
      account.transactions.Take(count, budget_.transactions_per_s, now_ms);
  if (for_count != 0) {
    return Refuse(TooFast("transactions", budget_.transactions_per_s, for_count));
  }
  static_cast<void>(account.bytes.Take(bytes, budget_.submit_bytes_per_s, now_ms));
  return {};
}

Result<CallerQuota::Stream, ApiError> CallerQuota::OpenStream(const Identity& caller) {
  const std::lock_guard lock(mutex_);
  if (streams_ >= budget_.streams_together) {
    return Refuse(TooManyStreams("all callers together", budget_.streams_together));
  }
  Account& account = accounts_[caller];
  if (account.streams >= budget_.streams) {
    return Refuse(TooManyStreams("this identity", budget_.streams));
  }
  ++account.streams;
  ++streams_;
  return Stream(*this, caller);
}

void CallerQuota::CloseStream(const Identity& caller) {
  const std::lock_guard lock(mutex_);
  const auto found = accounts_.find(caller);
  if (found != accounts_.end()) {
    --found->second.streams;
  }
  --streams_;
}

std::size_t CallerQuota::size() const {
  const std::lock_guard lock(mutex_);
  return accounts_.size();
}

std::uint64_t SteadyMs() {
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(
                                        std::chrono::steady_clock::now().time_since_epoch())
                                        .count());
}

}  // namespace heng::node
