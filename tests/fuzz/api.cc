// SPDX-License-Identifier: Apache-2.0
// Every call of the node's API with any request bytes, as several persons, over real mutual TLS on
// loopback to the real handlers. Nobody unknown is answered, nobody reaches further than the access
// table says, and no request changes the ledger.
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/generic/generic_stub.h>
#include <heng/v1/submit.pb.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>

#include "node/api/authorise.h"
#include "tests/fuzz/api_input.h"
#include "tests/fuzz/canonical.h"
#include "tests/fuzz/targets.h"
#include "tests/unit/node/api/test_node.h"

namespace heng::fuzz {
namespace {

// A handler that takes longer hangs.
constexpr std::chrono::milliseconds kDeadline(20'000);
// A stream of events that starts at the end waits for the next block, and there is none.
constexpr std::chrono::milliseconds kStreamDeadline(200);
constexpr std::uint32_t kWaitMaxMs = 2;
constexpr int kReadsMax = 3;

// Three blocks: one with a transaction, one that is certified through the next only.
class StandingNode final : public node::TestNode {
 public:
  StandingNode() {
    Commit(Sign({"reg.maker", "reg.checker"}, 1));
    Commit({}, false);
    Commit();
  }
};

node::TestNode& Node() {
  static StandingNode node;
  return node;
}

std::shared_ptr<grpc::Channel> ChannelOf(std::size_t person, bool operators) {
  node::TestNode& node = Node();  // before the channels, so that they end before it does
  static std::array<std::array<std::shared_ptr<grpc::Channel>, 2>, kPersons.size()> channels;
  std::shared_ptr<grpc::Channel>& channel = channels[person][operators ? 1 : 0];
  if (!channel) {
    channel = node.ChannelAs(std::string(kPersons[person]), operators);
  }
  return channel;
}

grpc::ByteBuffer BufferOf(const Bytes& bytes) {
  const grpc::Slice slice(bytes);
  return {&slice, 1};
}

// A call that waits for a transaction would wait as long as it is told.
Bytes Impatient(const Bytes& request) {
  v1::WaitRequest wait;
  if (!wait.ParseFromString(request)) {
    return request;
  }
  wait.set_timeout_ms(std::min(wait.timeout_ms(), kWaitMaxMs));
  return wait.SerializeAsString();
}

// One call, from the first byte to its status. Every method is a stream on the wire.
class RawCall {
 public:
  RawCall(const std::shared_ptr<grpc::Channel>& channel,
          const std::string& method,
          std::chrono::milliseconds deadline)
      : stub_(channel) {
    context_.set_deadline(std::chrono::system_clock::now() + deadline);
    call_ = stub_.PrepareCall(&context_, method, &queue_);
    call_->StartCall(this);
    open_ = Next();
  }

  [[nodiscard]] bool Write(const Bytes& request) {
    if (open_) {
      call_->Write(BufferOf(request), this);
      open_ = Next();
    }
    return open_;
  }

  [[nodiscard]] bool Read() {
    grpc::ByteBuffer answer;
    call_->Read(&answer, this);
    return Next();
  }

  [[nodiscard]] grpc::Status Finish(bool cancel) {
    if (cancel) {
      context_.TryCancel();
    }
    grpc::Status status;
    call_->Finish(&status, this);
    (void)Next();
    return status;
  }

  void WritesDone() {
    if (open_) {
      call_->WritesDone(this);
      (void)Next();
    }
  }

 private:
  bool Next() {
    void* tag = nullptr;
    bool ok = false;
    HENG_ASSERT(queue_.Next(&tag, &ok));
    return ok;
  }

  grpc::GenericStub stub_;
  grpc::CompletionQueue queue_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> call_;
  bool open_ = false;
};

// Whether any answer came, and how it ended.
struct Ending {
  bool answered = false;
  grpc::Status status;
};

Ending Make(const ApiInput& input, const Method& method, std::size_t person) {
  const bool conversation = method.path.ends_with("/SubmitStream");
  const bool endless = method.path.ends_with("/StreamEvents");
  RawCall call(ChannelOf(person, method.operators),
               std::string(method.path),
               endless ? kStreamDeadline : kDeadline);
  Ending ending;
  if (conversation) {
    for (const Bytes& request : input.requests) {
      if (!call.Write(request) || !call.Read()) {
        break;
      }
      ending.answered = true;
    }
    call.WritesDone();
    ending.status = call.Finish(false);
    return ending;
  }
  const Bytes request = input.requests.empty() ? Bytes() : input.requests.front();
  (void)call.Write(method.path.ends_with("/Wait") ? Impatient(request) : request);
  call.WritesDone();
  // The story has three blocks with events at most: a stream is left before it would wait.
  const int reads = endless ? kReadsMax : 1;
  int read = 0;
  while (read < reads && call.Read()) {
    ending.answered = true;
    ++read;
  }
  ending.status = call.Finish(endless && read == reads);
  return ending;
}

contracts::RoleSet RolesOf(std::size_t person) {
  if (kPersons[person] == "nobody") {
    return 0;
  }
  const auto& genesis = Node().genesis();
  const auto found = std::ranges::find(
      genesis.persons, PersonId(std::string(kPersons[person])), &contracts::Person::id);
  HENG_ASSERT(found != genesis.persons.end());
  return std::ranges::find(genesis.participants, found->participant, &contracts::Participant::id)
      ->roles;
}

bool MayCall(std::size_t person, const Method& method) {
  const auto rows = node::AccessTable();
  const auto row = std::ranges::find(rows, method.path, &node::AccessRow::method);
  HENG_ASSERT(row != rows.end());
  return (RolesOf(person) & (row->everything | row->own)) != 0;
}

}  // namespace

void Api(ByteView input) {
  const auto wanted = Canonical<ApiInput>(input);
  if (!wanted) {
    return;
  }
  const Method& method = kMethods[wanted->method % kMethods.size()];
  const std::size_t person = wanted->person % kPersons.size();
  const std::uint64_t height = Node().height();
  const Ending ending = Make(*wanted, method, person);
  HENG_ASSERT(Node().height() == height);
  HENG_ASSERT(ending.status.error_code() != grpc::StatusCode::DEADLINE_EXCEEDED ||
              method.path.ends_with("/Wait") || method.path.ends_with("/StreamEvents"));
  HENG_ASSERT(ending.status.error_code() != grpc::StatusCode::UNKNOWN);
  if (!MayCall(person, method)) {
    HENG_ASSERT(!ending.answered && !ending.status.ok());
  }
}

}  // namespace heng::fuzz
