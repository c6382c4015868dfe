// SPDX-License-Identifier: Apache-2.0
// Goal: the google.rpc messages that we wrote ourselves are the ones that every gRPC client reads.
// Method: bytes made by hand from the published field numbers, beside what the generated code
// makes.
#include <google/rpc/code.pb.h>
#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>
#include <grpcpp/support/status.h>
#include <gtest/gtest.h>

#include "core/bytes.h"

namespace heng {
namespace {

TEST(RpcStatus, CarriesDetailsUnderTheirTypeUrl) {
  google::rpc::ErrorInfo info;
  info.set_reason("A");
  info.set_domain("heng");
  (*info.mutable_metadata())["k"] = "v";
  EXPECT_EQ(ToHex(info.SerializeAsString()),
            "0a0141"
            "120468656e67"
            "1a060a016b120176");

  google::rpc::Status status;
  status.set_code(google::rpc::RESOURCE_EXHAUSTED);
  status.set_message("m");
  status.add_details()->PackFrom(info);
  EXPECT_EQ(status.details(0).type_url(), "type.googleapis.com/google.rpc.ErrorInfo");
  EXPECT_EQ(ToHex(status.SerializeAsString()).substr(0, 10), "080812016d");
}

TEST(RpcStatus, EncodesRetryLocalizedAndFieldDetails) {
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(1);
  EXPECT_EQ(ToHex(retry.SerializeAsString()), "0a020801");

  google::rpc::LocalizedMessage text;
  text.set_locale("zh-CN");
  text.set_message("x");
  EXPECT_EQ(ToHex(text.SerializeAsString()), "0a057a682d434e120178");

  google::rpc::BadRequest bad;
  auto* violation = bad.add_field_violations();
  violation->set_field("f");
  violation->set_description("d");
  EXPECT_EQ(ToHex(bad.SerializeAsString()), "0a060a0166120164");
}

TEST(RpcStatus, NumbersCodesAsTheGrpcLibraryDoes) {
  EXPECT_EQ(static_cast<int>(google::rpc::UNAUTHENTICATED),
            static_cast<int>(grpc::StatusCode::UNAUTHENTICATED));
  EXPECT_EQ(static_cast<int>(google::rpc::PERMISSION_DENIED),
            static_cast<int>(grpc::StatusCode::PERMISSION_DENIED));
  EXPECT_EQ(static_cast<int>(google::rpc::DATA_LOSS),
            static_cast<int>(grpc::StatusCode::DATA_LOSS));
}

}  // namespace
}  // namespace heng
