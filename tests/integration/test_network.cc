// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/test_network.h"

#include <httplib.h>
#include <signal.h>

#include <thread>

#include "cli/network/processes.h"
#include "core/block.h"
#include "core/codec/codec.h"
#include "core/crypto/development_key.h"
#include "node/development/network_files.h"

namespace heng::testing {
namespace {

constexpr auto kPause = std::chrono::milliseconds(50);
constexpr std::uint64_t kHourMs = 3'600'000;
constexpr const char* kRegistrar = "91420100MA0000015F";

std::unique_ptr<sdk::Client> Dial(const cli::NetworkProfile& profile,
                                  const std::string& endpoint,
                                  const std::string& person,
                                  std::chrono::milliseconds timeout = std::chrono::seconds(10)) {
  auto identity = cli::LoadIdentity(profile, person);
  EXPECT_TRUE(identity) << identity.error().context;
  return std::make_unique<sdk::Client>(sdk::ClientOptions{
      .endpoint = endpoint, .identity = *std::move(identity), .timeout = timeout});
}

}  // namespace

bool Eventually(const std::function<bool()>& condition, std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() >= deadline) {
      return false;
    }
    std::this_thread::sleep_for(kPause);
  }
  return true;
}

TestNetwork::TestNetwork(const TestNetworkOptions& wanted) {
  node::DevelopmentNetworkOptions options;
  options.directory = directory_.path();
  options.chain_id = ChainId("heng-test");
  options.nodes = wanted.nodes;
  options.idle_interval_ms = wanted.idle_interval_ms;
  const auto network = node::CreateDevelopmentNetwork(options);
  if (!network) {
    ADD_FAILURE() << network.error().context;
    return;
  }
  ports_ = network->ports;
  profile_.directory = options.directory;
  profile_.chain_id = network->chain_id;
  profile_.development = true;
  profile_.person = "reg.maker";
  profile_.authority_file = network->authority_file;
  profile_.clients_directory = network->clients_directory;
  for (const node::DevelopmentNode& node : network->nodes) {
    profile_.nodes.push_back({.name = node.name,
                              .client = node.client,
                              .operators = node.operators,
                              .directory = node.directory,
                              .config_file = node.config_file,
                              .metrics = node.metrics});
  }
  for (std::size_t i = 0; wanted.prepare && i < profile_.nodes.size(); ++i) {
    wanted.prepare(profile_.nodes[i]);
  }
  killed_ = wanted.not_started;
  for (std::size_t i = 0; i < profile_.nodes.size(); ++i) {
    if (!wanted.not_started.contains(i)) {
      Start(i);
    }
  }
}

TestNetwork::~TestNetwork() {
  for (const cli::NodeEndpoint& node : profile_.nodes) {
    if (::testing::Test::HasFailure()) {
      std::cerr << node.name << " said: " << cli::LastWords(node) << "\n"
                << ReadFile(node.directory + "/log/hengd.log").substr(0, 20'000) << "\n";
    }
    const auto ended = cli::EndProcess(node, SIGKILL, std::chrono::seconds(10));
    EXPECT_TRUE(ended) << ended.error().context;
  }
}

void TestNetwork::Start(std::size_t node) {
  killed_.erase(node);
  const auto started = cli::StartProcess(profile_.nodes.at(node), HENG_HENGD);
  EXPECT_TRUE(started) << started.error().context;
}

void TestNetwork::Kill(std::size_t node) {
  killed_.insert(node);
  const auto ended = cli::EndProcess(profile_.nodes.at(node), SIGKILL, std::chrono::seconds(10));
  EXPECT_TRUE(ended && *ended);
}

void TestNetwork::Pause(std::size_t node) {
  const auto pid = cli::RunningPid(profile_.nodes.at(node));
  EXPECT_TRUE(pid && kill(*pid, SIGSTOP) == 0);
}

void TestNetwork::Resume(std::size_t node) {
  const auto pid = cli::RunningPid(profile_.nodes.at(node));
  EXPECT_TRUE(pid && kill(*pid, SIGCONT) == 0);
}

std::string TestNetwork::Page(std::size_t node, const std::string& path) const {
  httplib::Client http("http://" + profile_.nodes.at(node).metrics);
  http.set_read_timeout(std::chrono::seconds(10));
  const auto answer = http.Get(path);
  return answer ? answer->body : std::string();
}

double TestNetwork::Metric(std::size_t node, const std::string& series) const {
  const std::string page = "\n" + Page(node, "/metrics");
  const auto line = page.find("\n" + series + " ");
  return line == std::string::npos ? 0 : std::stod(page.substr(line + series.size() + 2));
}

std::string TestNetwork::Log(std::size_t node) const {
  return ReadFile(profile_.nodes.at(node).directory + "/log/hengd.log");
}

bool TestNetwork::AwaitReady() {
  for (std::size_t i = 0; i < profile_.nodes.size(); ++i) {
    const auto client = Operate(i);
    const bool ready = Eventually([&] {
      if (killed_.contains(i)) {
        return true;
      }
      const auto status = client->GetStatus();
      return status && status->ready();
    });
    if (!ready) {
      // Here and not only at the end: a suite that could not be set up has no failed test.
      std::cerr << profile_.nodes[i].name
                << " is not ready; it said: " << cli::LastWords(profile_.nodes[i]) << "\n";
      return false;
    }
  }
  return true;
}

std::unique_ptr<sdk::Client> TestNetwork::Connect(std::size_t node,
                                                  const std::string& person,
                                                  std::chrono::milliseconds timeout) const {
  return Dial(profile_, profile_.nodes.at(node).client, person, timeout);
}

std::unique_ptr<sdk::Client> TestNetwork::Operate(std::size_t node) const {
  return Dial(profile_, profile_.nodes.at(node).operators, {});
}

KeyPair TestNetwork::KeyOf(const std::string& name) const {
  return DevelopmentKey(profile_.chain_id.value(), name);
}

sdk::Draft TestNetwork::RegisterPerson(const std::string& id,
                                       std::uint64_t sequence,
                                       BlockTime valid_until) const {
  sdk::Draft draft;
  draft.chain_id = profile_.chain_id;
  draft.author = PersonId("reg.maker");
  draft.sequence = sequence;
  draft.valid_until = valid_until;
  v1::Operation operation;
  auto& person = *operation.mutable_register_person();
  person.set_id(id);
  person.set_participant(kRegistrar);
  person.set_public_key(Bytes(KeyOf(id).public_key().view()));
  person.set_duty(v1::DUTY_MAKE);
  person.set_identity_commitment(Bytes(32, 'c'));
  draft.operations.push_back(std::move(operation));
  return draft;
}

sdk::TransactionBuilder TestNetwork::Signed(const sdk::Draft& draft) const {
  auto builder = sdk::TransactionBuilder::Make(draft);
  EXPECT_TRUE(builder) << builder.error().context;
  builder->Sign(KeyOf(draft.author.value()));
  builder->Sign(KeyOf("reg.checker"));
  return *std::move(builder);
}

BlockTime TestNetwork::ValidUntil() const {
  const auto status = Operate(0)->GetStatus();
  EXPECT_TRUE(status) << status.error().message;
  return BlockTime(status ? status->clock_ms() + kHourMs : 0);
}

Bytes TestNetwork::StateRootAt(std::size_t node, std::uint64_t height) const {
  const auto block = Connect(node, "reg.maker")->GetBlock(height, false, false);
  if (!block) {
    return {};
  }
  const auto header = Decode<BlockHeader>(block->header());
  EXPECT_TRUE(header) << header.error().context;
  return header ? Bytes(header->state_root.view()) : Bytes();
}

v1::GetChainResponse TestNetwork::Chain(std::size_t node) const {
  const auto chain = Connect(node, "reg.maker")->GetChain();
  EXPECT_TRUE(chain) << chain.error().message;
  return chain ? *chain : v1::GetChainResponse();
}

}  // namespace heng::testing
