// SPDX-License-Identifier: Apache-2.0
#include "sdk/cpp/client_error.h"

#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>
#include <grpcpp/support/status.h>

namespace heng::sdk {
namespace {

constexpr std::int64_t kNanosPerMs = 1'000'000;
constexpr std::int64_t kMsPerSecond = 1'000;

void ReadDetails(const std::string& bytes, ClientError& error) {
  google::rpc::Status details;
  if (!details.ParseFromString(bytes)) {
    return;
  }
  for (const auto& any : details.details()) {
    google::rpc::ErrorInfo info;
    google::rpc::BadRequest bad;
    google::rpc::RetryInfo retry;
    google::rpc::LocalizedMessage localized;
    if (any.UnpackTo(&info)) {
      error.reason = info.reason();
      error.metadata.insert(info.metadata().begin(), info.metadata().end());
    } else if (any.UnpackTo(&bad) && bad.field_violations_size() > 0) {
      error.field = bad.field_violations(0).field();
    } else if (any.UnpackTo(&retry)) {
      const auto& delay = retry.retry_delay();
      error.retry_after_ms =
          static_cast<std::uint64_t>(delay.seconds() * kMsPerSecond + delay.nanos() / kNanosPerMs);
    } else if (any.UnpackTo(&localized)) {
      error.message_zh = localized.message();
    }
  }
}

}  // namespace

ClientError FromGrpc(const grpc::Status& status, const std::string& endpoint) {
  ClientError error;
  error.message = status.error_message();
  ReadDetails(status.error_details(), error);
  if (!error.reason.empty()) {
    return error;
  }
  const grpc::StatusCode code = status.error_code();
  if (code == grpc::StatusCode::UNAVAILABLE) {
    error.reason = "UNREACHABLE";
    error.message = "no node answers at " + endpoint + " (" + status.error_message() +
                    "); check the address, that the node runs, and that the certificates are of "
                    "one network";
  } else if (code == grpc::StatusCode::DEADLINE_EXCEEDED) {
    error.reason = "DEADLINE";
    error.message = "the node at " + endpoint +
                    " did not answer in time; what was asked may still happen: ask again by id";
  } else if (code == grpc::StatusCode::NOT_FOUND) {
    error.reason = "NOT_FOUND";  // details that cannot be read must not hide a plain answer
  } else {
    error.reason = "RPC_" + std::to_string(static_cast<int>(code));
  }
  return error;
}

}  // namespace heng::sdk
