// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/bench_network.h"

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <thread>
#include <utility>

#include "cli/network/connection.h"
#include "cli/network/processes.h"
#include "core/time.h"
#include "node/development/network_files.h"

namespace heng::bench {
namespace {

namespace fs = std::filesystem;

constexpr auto kReadyPatience = std::chrono::seconds(90);
constexpr auto kEndPatience = std::chrono::seconds(30);
constexpr auto kPause = std::chrono::milliseconds(5);
constexpr auto kCallTimeout = std::chrono::seconds(30);
// Clocks start right after midnight: a trade that was locked stays locked until the evening.
constexpr CstDay kDay(20240301);
constexpr std::uint64_t kAfterMidnightMs = 60'000;
constexpr int kEndedBySignal = 128;         // as a shell says it
constexpr std::uint64_t kBlockBytes = 512;  // of st_blocks

std::string Content(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

cli::NetworkProfile ProfileOf(const node::DevelopmentNetwork& network,
                              const std::string& directory) {
  cli::NetworkProfile profile;
  profile.directory = directory;
  profile.chain_id = network.chain_id;
  profile.development = true;
  profile.person = "reg.maker";
  profile.authority_file = network.authority_file;
  profile.clients_directory = network.clients_directory;
  for (const node::DevelopmentNode& node : network.nodes) {
    profile.nodes.push_back({.name = node.name,
                             .client = node.client,
                             .operators = node.operators,
                             .directory = node.directory,
                             .config_file = node.config_file,
                             .metrics = node.metrics});
  }
  return profile;
}

// One line of /proc about a process or a thread.
struct Stat {
  std::string name;
  std::uint64_t cpu_us = 0;
  std::uint64_t rss_pages = 0;
};

Result<Stat, Status> ReadStat(const std::string& root) {
  const std::string text = Content(root + "/stat");
  const std::size_t name = text.find('(');
  const std::size_t name_end = text.rfind(')');
  if (name == std::string::npos || name_end == std::string::npos) {
    return Fail(StatusCode::kNotFound, root + " has ended");
  }
  // After the name: state is field 3, user and system time are fields 14 and 15, the resident
  // pages field 24.
  std::istringstream fields(text.substr(name_end + 1));
  const std::vector<std::string> words{std::istream_iterator<std::string>(fields), {}};
  if (words.size() < 22) {
    return Fail(StatusCode::kMalformed, root + "/stat has another form than expected");
  }
  const auto per_second = static_cast<std::uint64_t>(sysconf(_SC_CLK_TCK));
  return Stat{.name = text.substr(name + 1, name_end - name - 1),
              .cpu_us = (std::stoull(words[11]) + std::stoull(words[12])) * 1'000'000 / per_second,
              .rss_pages = std::stoull(words[21])};
}

// Nodes are in sessions of their own and would outlive an interrupted program. From here on a
// thread waits for the signals that end this process, and ends the nodes first. Threads that start
// later leave the signals to it.
void EndNodesOnSignal(std::vector<cli::NodeEndpoint> nodes) {
  sigset_t ending;
  sigemptyset(&ending);
  sigaddset(&ending, SIGINT);
  sigaddset(&ending, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &ending, nullptr);
  std::thread([ending, nodes = std::move(nodes)] {
    int signal = 0;
    sigwait(&ending, &signal);
    for (const cli::NodeEndpoint& node : nodes) {
      (void)cli::EndProcess(node, SIGKILL, kEndPatience);
    }
    _exit(kEndedBySignal + signal);
  }).detach();
}

}  // namespace

Result<Usage, Status> UsageOf(int pid) {
  const std::string root = "/proc/" + std::to_string(pid);
  HENG_TRY(const Stat stat, ReadStat(root));
  const auto page_kib = static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE)) / 1'024;
  Usage usage{.cpu_us = stat.cpu_us, .rss_kib = stat.rss_pages * page_kib};
  std::error_code error;
  for (fs::directory_iterator it(root + "/task", error), end; !error && it != end;
       it.increment(error)) {
    // A thread that has just ended is none that lives.
    if (const auto thread = ReadStat(it->path().string())) {
      usage.cpu_us_by_thread[thread->name] += thread->cpu_us;
    }
  }
  return usage;
}

void AddByThread(const Usage& before,
                 const Usage& after,
                 std::map<std::string, std::uint64_t>& cpu_us_by_thread) {
  for (const auto& [name, cpu_us] : after.cpu_us_by_thread) {
    const auto found = before.cpu_us_by_thread.find(name);
    const std::uint64_t earlier = found == before.cpu_us_by_thread.end() ? 0 : found->second;
    // Less than before when one of the threads has ended meanwhile.
    cpu_us_by_thread[name] += cpu_us > earlier ? cpu_us - earlier : 0;
  }
}

std::uint64_t BytesBelow(const std::string& directory) {
  std::uint64_t bytes = 0;
  std::error_code error;
  for (fs::recursive_directory_iterator it(directory, error), end; it != end; it.increment(error)) {
    struct stat entry{};
    // A file that the database removed meanwhile takes nothing.
    if (lstat(it->path().c_str(), &entry) == 0 && S_ISREG(entry.st_mode)) {
      bytes += static_cast<std::uint64_t>(entry.st_blocks) * kBlockBytes;
    }
    if (error) {
      break;
    }
  }
  return bytes;
}

Result<std::unique_ptr<BenchNetwork>, Status> BenchNetwork::Make(const std::string& directory,
                                                                 std::uint32_t nodes,
                                                                 const std::string& hengd) {
  std::unique_ptr<BenchNetwork> network(new BenchNetwork);
  HENG_TRY(network->hengd_, cli::FindHengd(hengd));
  std::error_code error;
  if (fs::exists(directory) && !fs::is_empty(directory, error)) {
    return Fail(StatusCode::kInvalid, directory + " holds files; name an empty directory");
  }
  node::DevelopmentNetworkOptions options;
  options.directory = directory;
  options.chain_id = ChainId("heng-bench");
  options.nodes = nodes;
  options.time = BlockTime(StartOf(kDay).value() + kAfterMidnightMs);
  HENG_TRY(const node::DevelopmentNetwork files, node::CreateDevelopmentNetwork(options));
  network->ports_ = files.ports;
  network->profile_ = ProfileOf(files, directory);
  HENG_CHECK_OK(cli::SaveProfile(network->profile_));
  EndNodesOnSignal(network->profile_.nodes);
  HENG_TRY(const sdk::ClientIdentity identity, cli::LoadIdentity(network->profile_, "reg.maker"));
  for (std::size_t i = 0; i < network->size(); ++i) {
    network->operators_.push_back(std::make_unique<sdk::Client>(
        sdk::ClientOptions{.endpoint = network->profile_.nodes[i].operators,
                           .identity = identity,
                           .timeout = std::chrono::seconds(5)}));
    HENG_CHECK_OK(network->Start(i));
  }
  for (std::size_t i = 0; i < network->size(); ++i) {
    HENG_CHECK_OK(network->AwaitReady(i, kReadyPatience));
  }
  return network;
}

BenchNetwork::~BenchNetwork() {
  for (const cli::NodeEndpoint& node : profile_.nodes) {
    (void)cli::EndProcess(node, SIGKILL, kEndPatience);
  }
}

Result<void, Status> BenchNetwork::Start(std::size_t node, const std::string& hengd) {
  HENG_CHECK_OK(cli::StartProcess(profile_.nodes.at(node), hengd.empty() ? hengd_ : hengd));
  return {};
}

Result<void, Status> BenchNetwork::Kill(std::size_t node) {
  HENG_CHECK_OK(cli::EndProcess(profile_.nodes.at(node), SIGKILL, kEndPatience));
  return {};
}

Result<void, Status> BenchNetwork::AwaitReady(std::size_t node,
                                              std::chrono::milliseconds patience) const {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (true) {
    const auto status = operators_.at(node)->GetStatus();
    if (status && status->ready()) {
      return {};
    }
    if (std::chrono::steady_clock::now() >= deadline || !cli::RunningPid(profile_.nodes.at(node))) {
      const cli::NodeEndpoint& endpoint = profile_.nodes.at(node);
      return Fail(StatusCode::kUnavailable,
                  endpoint.name + " is not ready; its log is in " + endpoint.directory +
                      "/log; it said: " + cli::LastWords(endpoint));
    }
    std::this_thread::sleep_for(kPause);
  }
}

Result<std::unique_ptr<sdk::Client>, Status> BenchNetwork::Connect(
    std::size_t node, const std::string& person) const {
  HENG_TRY(sdk::ClientIdentity identity, cli::LoadIdentity(profile_, person));
  return std::make_unique<sdk::Client>(
      sdk::ClientOptions{.endpoint = profile_.nodes.at(node).client,
                         .identity = std::move(identity),
                         .timeout = kCallTimeout});
}

Result<v1::GetStatusResponse, Status> BenchNetwork::StatusOf(std::size_t node) const {
  auto status = operators_.at(node)->GetStatus();
  if (!status) {
    return std::unexpected(cli::StatusOf(status.error()));
  }
  return *std::move(status);
}

Result<int, Status> BenchNetwork::PidOf(std::size_t node) const {
  const auto pid = cli::RunningPid(profile_.nodes.at(node));
  if (!pid) {
    return Fail(StatusCode::kNotFound, profile_.nodes.at(node).name + " does not run");
  }
  return *pid;
}

Result<Usage, Status> BenchNetwork::UsageOfNode(std::size_t node) const {
  HENG_TRY(const int pid, PidOf(node));
  return UsageOf(pid);
}

std::string BenchNetwork::DataDirectory(std::size_t node) const {
  return profile_.nodes.at(node).directory + "/data";
}

MarketShape BenchNetwork::NewMarket() const {
  MarketShape shape;
  shape.chain_id = profile_.chain_id;
  shape.day = StartOf(kDay);
  return shape;
}

}  // namespace heng::bench
