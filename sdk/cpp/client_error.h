// SPDX-License-Identifier: Apache-2.0
// What a call that failed says. `reason` is stable and is what programs test
// (docs/reference/errors.md); the sentences are for people.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace grpc {
class Status;
}  // namespace grpc

namespace heng::sdk {

struct ClientError {
  std::string reason;      // "POOL_FULL"; "UNREACHABLE" or "DEADLINE" when no node answered
  std::string message;     // English: what, why, what next
  std::string message_zh;  // as the node says it; may be empty
  std::string field;       // of the request, where one is wrong
  std::map<std::string, std::string> metadata;
  std::uint64_t retry_after_ms = 0;  // 0: the same call will not succeed later

  [[nodiscard]] bool unreachable() const { return reason == "UNREACHABLE"; }
  [[nodiscard]] bool unknown_outcome() const { return reason == "DEADLINE"; }
};

// `endpoint` is named in the sentence when nobody answered.
[[nodiscard]] ClientError FromGrpc(const grpc::Status& status, const std::string& endpoint);

}  // namespace heng::sdk
