// SPDX-License-Identifier: Apache-2.0
// Goal: who may call what is exactly what this table says, for every role and every method.
// Method: the table is written out once more, by hand, and compared with what Authorise answers.
// Callers whom nobody registered, or whom somebody revoked, call every method of it over the wire.
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>

#include "node/api/api_server.h"
#include "node/api/authorise.h"
#include "sdk/cpp/client_error.h"
#include "tests/unit/node/api/test_node.h"

namespace heng::node {
namespace {

using contracts::Role;
using contracts::RoleSet;

// A letter a role, from kMinistry to kAuditor: A everything, o its own, - nothing.
struct Expected {
  std::string_view method;
  std::string_view reach;
};

constexpr std::string_view kReaders = "AAAoAAAooAAAAAA";
constexpr std::string_view kInstitutionsOnly = "AAA-AAA--AAAAAA";

constexpr std::array kExpected = {
    Expected{"/heng.v1.SubmitService/Submit", "AAAAAAAAAAAAAA-"},
    Expected{"/heng.v1.SubmitService/SubmitStream", "AAAAAAAAAAAAAA-"},
    Expected{"/heng.v1.SubmitService/Wait", kReaders},
    Expected{"/heng.v1.QueryService/GetRecord", kReaders},
    Expected{"/heng.v1.QueryService/ListRecords", kReaders},
    Expected{"/heng.v1.QueryService/ListRecordEvents", kReaders},
    Expected{"/heng.v1.QueryService/GetUnit", kReaders},
    Expected{"/heng.v1.QueryService/GetBlock", kInstitutionsOnly},
    Expected{"/heng.v1.QueryService/GetTransaction", kReaders},
    Expected{"/heng.v1.QueryService/GetChain", "AAAAAAAAAAAAAAA"},
    Expected{"/heng.v1.EventService/StreamEvents", kInstitutionsOnly},
    Expected{"/heng.v1.ProofService/GetRecordProof", kReaders},
    Expected{"/heng.v1.OperatorService/GetStatus", kInstitutionsOnly},
    Expected{"/heng.v1.OperatorService/GetConsensusStatus", kInstitutionsOnly},
    Expected{"/heng.v1.OperatorService/SetDevelopmentClock", "AAA-A----------"},
};

Caller WithRoles(contracts::RoleSet roles) {
  Caller caller;
  caller.person.id = PersonId("somebody");
  caller.participant.id = ParticipantId("91420100MA0000015F");
  caller.participant.roles = roles;
  return caller;
}

char ReachOf(contracts::RoleSet roles, std::string_view method) {
  const auto reach = Authorise(WithRoles(roles), method);
  if (!reach) {
    EXPECT_EQ(reach.error().reason, ErrorReason::kCallerDenied);
    return '-';
  }
  return *reach == Reach::kAll ? 'A' : 'o';
}

TEST(Access, EveryRoleReachesExactlyWhatTheTableSays) {
  ASSERT_EQ(AccessTable().size(), kExpected.size());
  for (const Expected& row : kExpected) {
    ASSERT_EQ(row.reach.size(), static_cast<std::size_t>(Role::kMaxValue));
    for (std::size_t i = 0; i < row.reach.size(); ++i) {
      const Role role = static_cast<Role>(i + 1);
      EXPECT_EQ(ReachOf(contracts::Bit(role), row.method), row.reach[i])
          << row.method << " for " << contracts::NameOf(role);
    }
  }
}

TEST(Access, WithoutARoleNothingMayBeCalled) {
  for (const Expected& row : kExpected) {
    EXPECT_EQ(ReachOf(0, row.method), '-') << row.method;
    EXPECT_EQ(ReachOf(contracts::Bit(Role::kUnspecified), row.method), '-') << row.method;
    EXPECT_EQ(ReachOf(RoleSet{1} << 31, row.method), '-') << row.method;
  }
}

// Why the node refuses an empty request, for any kind of method: on the wire a unary call is a
// stream of one message.
std::string Refusal(const std::shared_ptr<grpc::Channel>& channel, std::string_view method) {
  grpc::GenericStub stub(channel);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + TestNode::kTimeout);
  grpc::CompletionQueue queue;
  const grpc::Slice nothing;
  const grpc::ByteBuffer request(&nothing, 1);
  grpc::ByteBuffer response;
  grpc::Status status;
  const auto call = stub.PrepareUnaryCall(&context, std::string(method), request, &queue);
  call->StartCall();
  call->Finish(&response, &status, nullptr);
  void* tag = nullptr;
  bool ok = false;
  EXPECT_TRUE(queue.Next(&tag, &ok));
  return status.ok() ? "OK" : sdk::FromGrpc(status, "the node").reason;
}

void ExpectUnknown(const TestNode& node, const std::string& person) {
  const auto clients = node.ChannelAs(person);
  const auto operators = node.ChannelAs(person, /*to_operators=*/true);
  for (const Expected& row : kExpected) {
    const bool of_operators = row.method.starts_with("/heng.v1.OperatorService/");
    EXPECT_EQ(Refusal(of_operators ? operators : clients, row.method), "CALLER_UNKNOWN")
        << row.method;
  }
}

TEST(Access, WhomNobodyRegisteredMayCallNothing) {
  const TestNode node;
  ExpectUnknown(node, "stranger");
  EXPECT_TRUE(node.pool.Received().empty());
}

TEST(Access, WhoWasRevokedMayCallNothing) {
  TestNode node;
  // The same connection, before and after.
  const auto channel = node.ChannelAs("mee.maker");
  EXPECT_EQ(Refusal(channel, "/heng.v1.QueryService/GetChain"), "OK");
  node.Revoke("mee.maker");
  EXPECT_EQ(Refusal(channel, "/heng.v1.QueryService/GetChain"), "CALLER_UNKNOWN");
  ExpectUnknown(node, "mee.maker");
  EXPECT_TRUE(node.pool.Received().empty());
}

TEST(Access, AMethodWithoutARowIsDeniedToEverybody) {
  for (const char* method : {"",
                             "/",
                             "/heng.v1.QueryService/",
                             "/heng.v1.QueryService/GetRecordX",
                             "/heng.v1.QueryService/getrecord",
                             "/heng.v1.QueryService",
                             "/grpc.health.v1.Health/Check"}) {
    EXPECT_EQ(ReachOf(~RoleSet{0}, method), '-') << method;
  }
}

TEST(Access, TheWidestRoleOfAParticipantDecides) {
  const auto holder = contracts::Bit(Role::kHolder);
  EXPECT_EQ(ReachOf(holder | contracts::Bit(Role::kExchange), "/heng.v1.QueryService/GetRecord"),
            'A');
  EXPECT_EQ(ReachOf(holder | contracts::Bit(Role::kBank), "/heng.v1.QueryService/GetRecord"), 'o');
  EXPECT_EQ(ReachOf(holder | contracts::Bit(Role::kAuditor), "/heng.v1.SubmitService/Submit"), 'A');
}

TEST(Access, EveryMethodOfEveryServiceHasARow) {
  const auto checked = CheckAccessTable();
  EXPECT_TRUE(checked) << checked.error().context;
}

}  // namespace
}  // namespace heng::node
