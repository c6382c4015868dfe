// SPDX-License-Identifier: Apache-2.0
#include "cli/network/connection.h"

#include <utility>

namespace heng::cli {
namespace {

constexpr auto kQuiet = std::chrono::seconds(1);

StatusCode CodeOf(const sdk::ClientError& error) {
  if (MayRetry(error)) {
    return StatusCode::kUnavailable;
  }
  if (error.reason == "NOT_FOUND") {
    return StatusCode::kNotFound;
  }
  if (error.reason == "PRUNED") {
    return StatusCode::kPruned;
  }
  if (error.reason == "CALLER_UNKNOWN" || error.reason == "CALLER_DENIED") {
    return StatusCode::kDenied;
  }
  return StatusCode::kInvalid;
}

}  // namespace

bool MayRetry(const sdk::ClientError& error) {
  return error.unreachable() || error.unknown_outcome() || error.retry_after_ms != 0;
}

Status StatusOf(const sdk::ClientError& error) {
  std::string sentence = error.reason + ": " + error.message;
  if (!error.message_zh.empty()) {
    sentence += " (" + error.message_zh + ")";
  }
  return {.code = CodeOf(error), .context = std::move(sentence)};
}

Result<std::unique_ptr<Connection>, Status> Connection::Open(const NetworkProfile& profile,
                                                             const std::string& person,
                                                             const std::string& only) {
  HENG_TRY(const sdk::ClientIdentity identity, LoadIdentity(profile, person));
  if (!only.empty()) {
    HENG_CHECK_OK(FindNode(profile, only));
  }
  std::unique_ptr<Connection> connection(new Connection);
  for (const NodeEndpoint& endpoint : profile.nodes) {
    if (!only.empty() && endpoint.name != only) {
      continue;
    }
    Link link;
    link.endpoint = endpoint;
    link.client = std::make_unique<sdk::Client>(
        sdk::ClientOptions{.endpoint = endpoint.client, .identity = identity});
    if (!endpoint.operators.empty()) {
      link.operators = std::make_unique<sdk::Client>(
          sdk::ClientOptions{.endpoint = endpoint.operators, .identity = identity});
    }
    connection->links_.push_back(std::move(link));
  }
  return connection;
}

void Connection::Next() {
  for (std::size_t i = 0; i < links_.size(); ++i) {
    current_ = (current_ + 1) % links_.size();
    if (!current().quiet()) {
      return;
    }
  }
  current_ = (current_ + 1) % links_.size();
}

void Connection::Leave(const sdk::ClientError& error) {
  if (error.unreachable()) {
    Rest(current());
  }
  Next();
}

void Connection::Rest(Link& link) {
  link.quiet_until = std::chrono::steady_clock::now() + kQuiet;
}

}  // namespace heng::cli
