// SPDX-License-Identifier: Apache-2.0
// Goal: every error tells a program a stable reason and people a sentence in two languages, and no
// byte of a message can cost the caller the whole status.
#include "node/api/errors.h"

#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>
#include <grpcpp/support/status.h>
#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "core/utf8.h"
#include "sdk/cpp/client_error.h"
#include "tests/support/source_dir.h"

namespace heng::node {
namespace {

constexpr std::uint32_t kReasons = static_cast<std::uint32_t>(ErrorReason::kMaxValue) + 1;

ApiError ErrorOf(ErrorReason reason) {
  return {.reason = reason, .message = "what, why", .field = {}, .metadata = {}};
}

TEST(Errors, EveryReasonHasItsOwnNameACodeAndASentenceInChinese) {
  std::set<std::string> names;
  for (std::uint32_t i = 0; i < kReasons; ++i) {
    const ReasonText& text = TextOf(static_cast<ErrorReason>(i));
    EXPECT_EQ(static_cast<std::uint32_t>(text.reason), i) << text.name;
    EXPECT_TRUE(names.insert(text.name).second) << text.name;
    EXPECT_GT(text.grpc_code, grpc::StatusCode::OK) << text.name;
    EXPECT_LE(text.grpc_code, grpc::StatusCode::UNAUTHENTICATED) << text.name;
    EXPECT_NE(text.grpc_code, grpc::StatusCode::INTERNAL) << text.name;
    EXPECT_TRUE(IsUtf8(text.zh));
    EXPECT_GE(static_cast<unsigned char>(text.zh[0]), 0xE4U) << text.name << ": not Chinese";
  }
}

TEST(Errors, TheReferenceListsEveryReason) {
  std::ifstream in(heng::tests::SourceDir() + "/docs/reference/errors.md");
  std::stringstream page;
  page << in.rdbuf();
  for (std::uint32_t i = 0; i < kReasons; ++i) {
    const std::string name = TextOf(static_cast<ErrorReason>(i)).name;
    EXPECT_NE(page.str().find("`" + name + "`"), std::string::npos) << name;
  }
}

TEST(Errors, TheSdkReadsBackWhatTheNodeSays) {
  for (std::uint32_t i = 0; i < kReasons; ++i) {
    ApiError error = ErrorOf(static_cast<ErrorReason>(i));
    error.field = "page_size";
    error.metadata = {{"transaction_id", "ab"}};
    const ReasonText& text = TextOf(error.reason);
    const grpc::Status status = ToGrpc(error);
    EXPECT_EQ(static_cast<int>(status.error_code()), text.grpc_code);
    const sdk::ClientError read = sdk::FromGrpc(status, "nowhere");
    EXPECT_EQ(read.reason, text.name);
    EXPECT_EQ(read.message, "what, why");
    EXPECT_EQ(read.message_zh, text.zh);
    EXPECT_EQ(read.field, "page_size");
    EXPECT_EQ(read.metadata.at("transaction_id"), "ab");
    EXPECT_EQ(read.retry_after_ms != 0, text.retry);
  }
}

TEST(Errors, TheDetailsNameTheDomain) {
  const grpc::Status status = ToGrpc(ErrorOf(ErrorReason::kPoolFull));
  google::rpc::Status details;
  ASSERT_TRUE(details.ParseFromString(status.error_details()));
  EXPECT_EQ(details.code(), static_cast<int>(status.error_code()));
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(details.details(0).UnpackTo(&info));
  EXPECT_EQ(info.domain(), "heng");
  // No field is wrong, so no BadRequest is there.
  for (const auto& any : details.details()) {
    EXPECT_FALSE(any.Is<google::rpc::BadRequest>());
  }
}

TEST(Errors, BytesThatAreNoTextDoNotCostTheCallerTheReason) {
  ApiError error = ErrorOf(ErrorReason::kNotFound);
  error.message = std::string("there is no record 'u/B/\0\0\0\0\0\0\xFF\x80'", 31);
  error.metadata = {{"key", "\xC0\xAF"}};
  const sdk::ClientError read = sdk::FromGrpc(ToGrpc(error), "nowhere");
  EXPECT_EQ(read.reason, "NOT_FOUND");
  EXPECT_TRUE(IsUtf8(read.message));
  EXPECT_EQ(read.metadata.at("key"), "\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(Errors, EveryStatusBecomesAReason) {
  struct Row {
    StatusCode code;
    const char* name;
  };
  constexpr std::array kRows = {
      Row{StatusCode::kMalformed, "MALFORMED"},
      Row{StatusCode::kInvalid, "MALFORMED"},
      Row{StatusCode::kNotFound, "NOT_FOUND"},
      Row{StatusCode::kPruned, "PRUNED"},
      Row{StatusCode::kLimit, "LIMIT_EXCEEDED"},
      Row{StatusCode::kCorrupt, "CORRUPT"},
      Row{StatusCode::kDenied, "CALLER_DENIED"},
      Row{StatusCode::kUnavailable, "NOT_READY"},
      Row{StatusCode::kIo, "NOT_READY"},
  };
  ASSERT_EQ(kRows.size(), static_cast<std::size_t>(StatusCode::kIo) + 1);
  for (const Row& row : kRows) {
    const ApiError error = FromStatus(heng::Status{row.code, "because"});
    EXPECT_STREQ(TextOf(error.reason).name, row.name);
    EXPECT_EQ(error.message, "because");
  }
}

}  // namespace
}  // namespace heng::node
