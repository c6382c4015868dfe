// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/attacker.h"

#include <arpa/inet.h>
#include <grpcpp/grpcpp.h>
#include <heng/v1/events.grpc.pb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace heng::testing {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kGarbageTransactions = 1'000;
constexpr std::size_t kGarbageBytes = 200;
constexpr std::size_t kListersPerNode = 4;
constexpr std::size_t kOversizedBytes = 8 << 20;
constexpr std::size_t kStreams = 1'000;
constexpr std::size_t kConnections = 300;
constexpr milliseconds kTimeout{5'000};

sdk::ClientOptions OptionsOf(const TestNetwork& network,
                             std::size_t node,
                             const std::string& person) {
  auto identity = cli::LoadIdentity(network.profile(), person);
  EXPECT_TRUE(identity) << identity.error().context;
  return {.endpoint = network.node(node).client,
          .identity = *std::move(identity),
          .timeout = kTimeout,
          .wait_when_limited = false};
}

std::shared_ptr<grpc::Channel> ChannelTo(const sdk::ClientOptions& options) {
  grpc::SslCredentialsOptions ssl;
  ssl.pem_root_certs = options.identity.authority_pem;
  ssl.pem_cert_chain = options.identity.certificate_pem;
  ssl.pem_private_key = options.identity.key_pem;
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(options.endpoint, grpc::SslCredentials(ssl), arguments);
}

int ConnectTo(const std::string& endpoint) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port =
      htons(static_cast<std::uint16_t>(std::stoul(endpoint.substr(endpoint.rfind(':') + 1))));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  static_cast<void>(
      ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address)));
  return socket;
}

}  // namespace

Attacker::Attacker(const TestNetwork& network,
                   const std::string& person,
                   const AttackOptions& options)
    : network_(network), person_(person) {
  for (std::size_t node = 0; node < network.profile().nodes.size(); ++node) {
    if (options.garbage) {
      threads_.emplace_back([this, node] { SendGarbage(node); });
    }
    for (std::size_t i = 0; options.listings && i < kListersPerNode; ++i) {
      threads_.emplace_back([this, node] { ListAll(node); });
    }
    if (options.oversized) {
      threads_.emplace_back([this, node] { SendOversized(node); });
    }
    if (options.streams) {
      threads_.emplace_back([this, node] { HoldStreams(node); });
    }
    if (options.connections) {
      threads_.emplace_back([this, node] { HoldConnections(node); });
    }
  }
}

Attacker::~Attacker() {
  stopping_ = true;
  for (std::thread& thread : threads_) {
    thread.join();
  }
}

void Attacker::Count(const sdk::ClientError& error) {
  if (error.reason == "RATE_LIMITED" || error.reason == "STREAM_LIMIT") {
    ++refused_;
    refused_with_time_ += error.retry_after_ms > 0 ? 1U : 0U;
  }
}

void Attacker::SendGarbage(std::size_t node) {
  sdk::Client client(OptionsOf(network_, node, person_));
  const std::vector<Bytes> noise(kGarbageTransactions, Bytes(kGarbageBytes, '\x5a'));
  while (!stopping_) {
    if (const auto answers = client.SubmitAll(noise); !answers) {
      Count(answers.error());
    } else if (!answers->empty() && answers->front().reason() == "RATE_LIMITED") {
      ++refused_;
      ++refused_with_time_;  // a stream answers each transaction, with the time in its sentence
    } else {
      ++served_;
    }
  }
}

void Attacker::ListAll(std::size_t node) {
  sdk::Client client(OptionsOf(network_, node, person_));
  v1::ListRecordsRequest request;
  request.set_prefix("person/");
  request.set_page_size(1'000);
  while (!stopping_) {
    if (const auto page = client.ListRecords(request); !page) {
      Count(page.error());
    } else {
      ++served_;
    }
  }
}

void Attacker::SendOversized(std::size_t node) {
  sdk::Client client(OptionsOf(network_, node, person_));
  const Bytes transaction(kOversizedBytes, '\0');
  while (!stopping_) {
    EXPECT_FALSE(client.Submit(transaction)) << "more than a message may hold";
    std::this_thread::sleep_for(milliseconds(200));
  }
}

void Attacker::HoldStreams(std::size_t node) {
  const auto stub = v1::EventService::NewStub(ChannelTo(OptionsOf(network_, node, person_)));
  struct Open {
    grpc::ClientContext context;
    std::unique_ptr<grpc::ClientReader<v1::StreamEventsResponse>> reader;
  };
  v1::StreamEventsRequest from_the_start;
  from_the_start.set_height(1);
  std::vector<std::unique_ptr<Open>> held;
  while (!stopping_) {
    if (held.size() < kStreams) {
      held.push_back(std::make_unique<Open>());
      held.back()->reader = stub->StreamEvents(&held.back()->context, from_the_start);
    } else {
      std::this_thread::sleep_for(milliseconds(20));
    }
  }
  for (const auto& open : held) {
    open->context.TryCancel();
    const grpc::Status status = open->reader->Finish();
    if (status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED) {
      Count(sdk::FromGrpc(status, network_.node(node).client));
    }
  }
}

void Attacker::HoldConnections(std::size_t node) {
  std::vector<int> sockets;
  for (std::size_t i = 0; i < kConnections && !stopping_; ++i) {
    sockets.push_back(ConnectTo(network_.node(node).client));
  }
  while (!stopping_) {
    std::this_thread::sleep_for(milliseconds(20));
  }
  for (const int socket : sockets) {
    ::close(socket);
  }
}

}  // namespace heng::testing
