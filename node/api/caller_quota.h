// SPDX-License-Identifier: Apache-2.0
// What one identity may ask of this node: calls, transactions and their bytes a second, and streams
// open at once. Charged before anything is verified or searched, so that a caller who floods pays
// for the refusal alone, and others notice nothing.
//
// An allowance refills steadily and never exceeds two seconds' worth. What asks for more than is
// left is let through when anything is left, and what it owes delays the next: so a message larger
// than the allowance is possible, and the average holds all the same. Any thread may call.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>

#include "core/crypto/signature.h"
#include "core/result.h"
#include "node/api/errors.h"

namespace heng::node {

struct CallerBudget {
  std::uint64_t calls_per_s = 5'000;
  std::uint64_t transactions_per_s = 5'000;
  std::uint64_t submit_bytes_per_s = 16 << 20;
  std::uint64_t streams = 256;             // of one identity
  std::uint64_t streams_together = 4'096;  // of all
};

// One allowance. Time is milliseconds since any fixed moment, and never goes back.
class Allowance {
 public:
  // 0 and the amount taken, or the milliseconds until something is left again.
  [[nodiscard]] std::uint64_t Take(std::uint64_t amount, std::uint64_t per_s, std::uint64_t now_ms);
  // What Take would say, without taking.
  [[nodiscard]] std::uint64_t WaitMs(std::uint64_t per_s, std::uint64_t now_ms);
  // Takes it whatever is left.
  void Owe(std::uint64_t amount, std::uint64_t per_s, std::uint64_t now_ms);
  [[nodiscard]] bool IsFull(std::uint64_t per_s, std::uint64_t now_ms);

 private:
  void Refill(std::uint64_t per_s, std::uint64_t now_ms);

  bool used_ = false;
  std::int64_t left_milli_ = 0;  // thousandths, so that a slow rate refills every millisecond
  std::uint64_t refilled_ms_ = 0;
};

class CallerQuota {
 public:
  using Identity = PublicKey;  // the key of the client certificate

  // An open stream; it is over when this dies.
  class Stream {
   public:
    Stream() = default;
    Stream(CallerQuota& quota, const Identity& caller) : quota_(&quota), caller_(caller) {}
    Stream(Stream&& other) noexcept;
    Stream& operator=(Stream&& other) noexcept;
    ~Stream();

   private:
    CallerQuota* quota_ = nullptr;
    Identity caller_;
  };

  // `on_refused` is called for every refusal, from any thread; may be empty.
  explicit CallerQuota(const CallerBudget& budget, std::function<void()> on_refused = {});

  // RATE_LIMITED with the time after which to try again; then nothing was charged.
  [[nodiscard]] Result<void, ApiError> ChargeCall(const Identity& caller, std::uint64_t now_ms);
  [[nodiscard]] Result<void, ApiError> ChargeTransactions(const Identity& caller,
                                                          std::uint64_t count,
                                                          std::uint64_t bytes,
                                                          std::uint64_t now_ms);
  // What an admitted call turned out to cost beyond the one that was charged: its caller owes it,
  // and waits the longer.
  void OweCalls(const Identity& caller, std::uint64_t count, std::uint64_t now_ms);
  void OweTransactions(const Identity& caller, std::uint64_t count, std::uint64_t now_ms);
  // For a caller whom the register does not know. All of them share one allowance.
  [[nodiscard]] Result<void, ApiError> ChargeStranger(std::uint64_t now_ms);
  // STREAM_LIMIT when the caller, or all callers together, have too many.
  [[nodiscard]] Result<Stream, ApiError> OpenStream(const Identity& caller);

  // Callers that are remembered: those with a stream, and those whose allowance is not full.
  [[nodiscard]] std::size_t size() const;

 private:
  struct Account {
    Allowance calls;
    Allowance transactions;
    Allowance bytes;
    std::uint64_t streams = 0;
  };

  Account& AccountOf(const Identity& caller, std::uint64_t now_ms);
  void Forget(std::uint64_t now_ms);
  void CloseStream(const Identity& caller);
  [[nodiscard]] std::unexpected<ApiError> Refuse(ApiError error) const;

  const CallerBudget budget_;
  const std::function<void()> on_refused_;
  mutable std::mutex mutex_;
  Allowance strangers_;                   // guarded by mutex_
  std::map<Identity, Account> accounts_;  // guarded by mutex_
  std::uint64_t streams_ = 0;             // guarded by mutex_
  std::size_t forget_at_;                 // guarded by mutex_
};

// Milliseconds of a clock that never goes back, for the calls above.
[[nodiscard]] std::uint64_t SteadyMs();

}  // namespace heng::node
