// SPDX-License-Identifier: Apache-2.0
#include "node/api/errors.h"

#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>
#include <grpcpp/support/status.h>

#include <array>

#include "core/utf8.h"

namespace heng::node {
namespace {

using Code = grpc::StatusCode;

constexpr std::array kTexts = {
    ReasonText{
        ErrorReason::kMalformed, "MALFORMED", Code::INVALID_ARGUMENT, false, "请求格式不正确"},
    ReasonText{ErrorReason::kSignatureInvalid,
               "SIGNATURE_INVALID",
               Code::INVALID_ARGUMENT,
               false,
               "签名无效"},
    ReasonText{
        ErrorReason::kWrongChain, "WRONG_CHAIN", Code::INVALID_ARGUMENT, false, "交易不属于本链"},
    ReasonText{ErrorReason::kTransactionExpired,
               "TRANSACTION_EXPIRED",
               Code::INVALID_ARGUMENT,
               false,
               "交易已过有效期"},
    ReasonText{ErrorReason::kPoolFull,
               "POOL_FULL",
               Code::RESOURCE_EXHAUSTED,
               true,
               "交易池已满，请稍后重试"},
    ReasonText{ErrorReason::kAuthorQuota,
               "AUTHOR_QUOTA",
               Code::RESOURCE_EXHAUSTED,
               true,
               "该发起人待处理交易过多，请稍后重试"},
    ReasonText{ErrorReason::kCallerUnknown,
               "CALLER_UNKNOWN",
               Code::UNAUTHENTICATED,
               false,
               "客户端证书密钥未在登记簿中登记"},
    ReasonText{ErrorReason::kCallerDenied,
               "CALLER_DENIED",
               Code::PERMISSION_DENIED,
               false,
               "该角色无权执行此调用"},
    ReasonText{ErrorReason::kNotFound, "NOT_FOUND", Code::NOT_FOUND, false, "未找到"},
    ReasonText{
        ErrorReason::kPruned, "PRUNED", Code::FAILED_PRECONDITION, false, "该版本已被本节点清理"},
    ReasonText{ErrorReason::kHeightNotYet,
               "HEIGHT_NOT_YET",
               Code::OUT_OF_RANGE,
               true,
               "该高度尚未最终确认"},
    ReasonText{ErrorReason::kPageTokenInvalid,
               "PAGE_TOKEN_INVALID",
               Code::INVALID_ARGUMENT,
               false,
               "分页标记无效"},
    ReasonText{
        ErrorReason::kLimitExceeded, "LIMIT_EXCEEDED", Code::INVALID_ARGUMENT, false, "超过上限"},
    ReasonText{ErrorReason::kNotDevelopment,
               "NOT_A_DEVELOPMENT_CHAIN",
               Code::FAILED_PRECONDITION,
               false,
               "仅开发链允许此操作"},
    ReasonText{ErrorReason::kClockBackwards,
               "CLOCK_BACKWARDS",
               Code::FAILED_PRECONDITION,
               false,
               "时钟不得回拨"},
    ReasonText{ErrorReason::kNotReady, "NOT_READY", Code::UNAVAILABLE, true, "节点尚未就绪"},
    ReasonText{ErrorReason::kCorrupt, "CORRUPT", Code::DATA_LOSS, false, "本节点存储的数据已损坏"},
    ReasonText{ErrorReason::kDiskFull,
               "DISK_FULL",
               Code::RESOURCE_EXHAUSTED,
               true,
               "本节点磁盘空间不足，暂不接收新交易"},
    ReasonText{ErrorReason::kRateLimited,
               "RATE_LIMITED",
               Code::RESOURCE_EXHAUSTED,
               true,
               "该身份的请求过于频繁，请稍后重试"},
    ReasonText{ErrorReason::kStreamLimit,
               "STREAM_LIMIT",
               Code::RESOURCE_EXHAUSTED,
               true,
               "打开的流过多，请先关闭一些"},
};
static_assert(kTexts.size() == static_cast<std::size_t>(ErrorReason::kMaxValue) + 1);

constexpr std::uint64_t kRetryDelayMs = 200;

}  // namespace

const ReasonText& TextOf(ErrorReason reason) {
  return kTexts.at(static_cast<std::size_t>(reason));
}

ApiError FromStatus(const heng::Status& status) {
  ApiError error{
      .reason = ErrorReason::kMalformed, .message = status.context, .field = {}, .metadata = {}};
  switch (status.code) {
    case StatusCode::kMalformed:
    case StatusCode::kInvalid:
      break;
    case StatusCode::kNotFound:
      error.reason = ErrorReason::kNotFound;
      break;
    case StatusCode::kPruned:
      error.reason = ErrorReason::kPruned;
      break;
    case StatusCode::kLimit:
      error.reason = ErrorReason::kLimitExceeded;
      break;
    case StatusCode::kCorrupt:
      error.reason = ErrorReason::kCorrupt;
      break;
    case StatusCode::kDenied:
      error.reason = ErrorReason::kCallerDenied;
      break;
    case StatusCode::kUnavailable:
    case StatusCode::kIo:
      error.reason = ErrorReason::kNotReady;
      break;
  }
  return error;
}

grpc::Status ToGrpc(const ApiError& error) {
  const ReasonText& text = TextOf(error.reason);
  // A state key in a sentence may hold any bytes, and one that is not text would cost the caller
  // the whole status.
  const std::string message = ToUtf8(error.message);
  google::rpc::Status status;
  status.set_code(text.grpc_code);
  status.set_message(message);
  google::rpc::ErrorInfo info;
  info.set_reason(text.name);
  info.set_domain("heng");
  for (const auto& [name, value] : error.metadata) {
    (*info.mutable_metadata())[name] = ToUtf8(value);
  }
  status.add_details()->PackFrom(info);
  if (!error.field.empty()) {
    google::rpc::BadRequest bad;
    auto* violation = bad.add_field_violations();
    violation->set_field(error.field);
    violation->set_description(message);
    status.add_details()->PackFrom(bad);
  }
  if (text.retry) {
    google::rpc::RetryInfo retry;
    const std::uint64_t delay_ms = error.retry_after_ms == 0 ? kRetryDelayMs : error.retry_after_ms;
    retry.mutable_retry_delay()->set_seconds(static_cast<std::int64_t>(delay_ms / 1'000));
    retry.mutable_retry_delay()->set_nanos(static_cast<std::int32_t>(delay_ms % 1'000 * 1'000'000));
    status.add_details()->PackFrom(retry);
  }
  google::rpc::LocalizedMessage chinese;
  chinese.set_locale("zh-CN");
  chinese.set_message(text.zh);
  status.add_details()->PackFrom(chinese);
  return {static_cast<grpc::StatusCode>(text.grpc_code), message, status.SerializeAsString()};
}

}  // namespace heng::node
