// SPDX-License-Identifier: Apache-2.0
// Errors of the API: google.rpc.Status with ErrorInfo (domain "heng" and a stable reason that
// programs test), the fields that are wrong, when to try again, and the sentence in Chinese.
// docs/reference/errors.md lists every reason.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "core/result.h"

namespace grpc {
class Status;
}  // namespace grpc

namespace heng::node {

// Append only: names are part of the API.
enum class ErrorReason : std::uint32_t {
  kMalformed,           // MALFORMED
  kSignatureInvalid,    // SIGNATURE_INVALID
  kWrongChain,          // WRONG_CHAIN
  kTransactionExpired,  // TRANSACTION_EXPIRED
  kPoolFull,            // POOL_FULL
  kAuthorQuota,         // AUTHOR_QUOTA
  kCallerUnknown,       // CALLER_UNKNOWN
  kCallerDenied,        // CALLER_DENIED
  kNotFound,            // NOT_FOUND
  kPruned,              // PRUNED
  kHeightNotYet,        // HEIGHT_NOT_YET
  kPageTokenInvalid,    // PAGE_TOKEN_INVALID
  kLimitExceeded,       // LIMIT_EXCEEDED
  kNotDevelopment,      // NOT_A_DEVELOPMENT_CHAIN
  kClockBackwards,      // CLOCK_BACKWARDS
  kNotReady,            // NOT_READY
  kCorrupt,             // CORRUPT
  kDiskFull,            // DISK_FULL
  kRateLimited,         // RATE_LIMITED
  kStreamLimit,         // STREAM_LIMIT
  kMaxValue = kStreamLimit,
};

struct ReasonText {
  ErrorReason reason;
  const char* name;
  int grpc_code;
  bool retry;  // whether the same call may succeed later
  const char* zh;
};

[[nodiscard]] const ReasonText& TextOf(ErrorReason reason);

struct ApiError {
  ErrorReason reason = ErrorReason::kMalformed;
  std::string message;  // English: what, why, what next
  std::string field;    // of the request, where one is wrong
  std::map<std::string, std::string> metadata;
  std::uint64_t retry_after_ms = 0;  // where it is known; else a short pause is advised
};

// The error for a failed read of storage or a failed decode.
[[nodiscard]] ApiError FromStatus(const heng::Status& status);

[[nodiscard]] grpc::Status ToGrpc(const ApiError& error);

}  // namespace heng::node
