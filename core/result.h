// SPDX-License-Identifier: Apache-2.0
// Errors are values. Three kinds, never mixed:
//   a programmer's error   HENG_ASSERT (core/check.h), ends the process;
//   a refused input        contracts::Refusal in receipts, consensus::Reject for messages;
//   the world failed       Status: malformed bytes, a disk, a socket, a file.
#pragma once

#include <expected>
#include <string>
#include <utility>

namespace heng {

template <class T, class E>
using Result = std::expected<T, E>;

enum class StatusCode {
  kMalformed,    // bytes or text that do not have the form they claim
  kNotFound,     // nothing under that name
  kPruned,       // it existed, but this node no longer holds it
  kLimit,        // past a stated bound
  kCorrupt,      // bytes on disk that are not what was written
  kUnavailable,  // the other side does not answer
  kDenied,       // the caller may not
  kInvalid,      // well-formed and wrong
  kIo,           // the operating system refused
};

// What failed, why, and what to do next, in one English sentence.
struct Status {
  StatusCode code = StatusCode::kInvalid;
  std::string context;

  friend bool operator==(const Status&, const Status&) = default;
};

[[nodiscard]] inline std::unexpected<Status> Fail(StatusCode code, std::string context) {
  return std::unexpected<Status>(Status{code, std::move(context)});
}

}  // namespace heng

#define HENG_CONCAT_INNER(a, b) a##b
#define HENG_CONCAT(a, b) HENG_CONCAT_INNER(a, b)

// HENG_TRY(auto x, F()): x = *F(), or return F()'s error from the enclosing function.
#define HENG_TRY(declaration, expression) \
  HENG_TRY_INNER(declaration, expression, HENG_CONCAT(heng_try_, __LINE__))
#define HENG_TRY_INNER(declaration, expression, name) \
  auto name = (expression);                           \
  if (!name) {                                        \
    return std::unexpected(std::move(name).error());  \
  }                                                   \
  declaration = *std::move(name)

// HENG_CHECK_OK(F()): return F()'s error from the enclosing function, if there is one.
#define HENG_CHECK_OK(expression)                              \
  do {                                                         \
    if (auto heng_checked = (expression); !heng_checked) {     \
      return std::unexpected(std::move(heng_checked).error()); \
    }                                                          \
  } while (false)
