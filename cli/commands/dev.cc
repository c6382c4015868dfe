// SPDX-License-Identifier: Apache-2.0
// heng dev: a network of validators on this machine, each a process of its own, for trying things
// out. Everything is in one directory; removing it removes the network.
#include <signal.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <filesystem>
#include <memory>
#include <ostream>
#include <thread>

#include "cli/commands/commands.h"
#include "cli/network/node_table.h"
#include "cli/network/processes.h"
#include "cli/network/profile.h"
#include "node/development/network_files.h"

namespace heng::cli {
namespace {

namespace fs = std::filesystem;

constexpr auto kReadyPatience = std::chrono::seconds(90);
constexpr auto kStopPatience = std::chrono::seconds(30);
constexpr auto kPause = std::chrono::milliseconds(100);
constexpr std::string_view kPerson = "reg.maker";

struct Options {
  std::string directory = DefaultNetworkDirectory();
  std::uint32_t nodes = 4;
  std::string time = "2024-01-01 00:00";
  std::string chain_id = "heng-dev";
  std::string hengd;
  bool fresh = false;
  std::string name;
};

NetworkProfile ProfileOf(const node::DevelopmentNetwork& network, const std::string& directory) {
  NetworkProfile profile;
  profile.directory = directory;
  profile.chain_id = network.chain_id;
  profile.development = true;
  profile.person = kPerson;
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

Result<void, Status> RemoveOld(const std::string& directory) {
  HENG_TRY(const NetworkProfile old, LoadProfile(directory));
  for (const NodeEndpoint& node : old.nodes) {
    if (RunningPid(node)) {
      return Fail(StatusCode::kInvalid,
                  node.name + " of " + directory +
                      " runs; end it first with `heng dev down --dir " + directory + "`");
    }
  }
  std::error_code error;
  fs::remove_all(directory, error);
  if (error) {
    return Fail(StatusCode::kIo, "cannot remove " + directory + ": " + error.message());
  }
  return {};
}

// The network of the directory, made now if there is none.
Result<NetworkProfile, Status> OpenOrCreate(const Options& options) {
  const std::string directory = fs::absolute(options.directory).lexically_normal().string();
  if (fs::exists(ProfileFile(directory))) {
    if (!options.fresh) {
      return LoadProfile(directory);
    }
    HENG_CHECK_OK(RemoveOld(directory));
  }
  std::error_code error;
  if (fs::exists(directory) && !fs::is_empty(directory, error)) {
    return Fail(
        StatusCode::kInvalid,
        directory + " holds other files and no network; name an empty directory with --dir");
  }
  const auto time = ParseCst(options.time);
  if (!time) {
    return Fail(StatusCode::kInvalid,
                "'" + options.time + "' is no time; write it as 2024-01-01 00:00");
  }
  if (!IsIdentifier(options.chain_id)) {
    return Fail(StatusCode::kInvalid,
                "'" + options.chain_id + "' is no chain id: letters, digits and . _ : -");
  }
  node::DevelopmentNetworkOptions wanted;
  wanted.directory = directory;
  wanted.chain_id = ChainId(options.chain_id);
  wanted.time = *time;
  wanted.nodes = options.nodes;
  HENG_TRY(const node::DevelopmentNetwork network, node::CreateDevelopmentNetwork(wanted));
  NetworkProfile profile = ProfileOf(network, directory);
  HENG_CHECK_OK(SaveProfile(profile));
  return profile;
}

Result<void, Status> Start(const NetworkProfile& profile,
                           const NodeEndpoint& node,
                           const std::string& hengd) {
  std::vector<std::string> others;
  for (const NodeEndpoint& other : profile.nodes) {
    if (other.name != node.name) {
      others.push_back(other.directory);
    }
  }
  HENG_CHECK_OK(node::CatchUpDevelopmentClock(node.directory, others));
  HENG_CHECK_OK(StartProcess(node, hengd));
  return {};
}

// Waits until the nodes that run are ready. An error when one ends or time is over.
Result<std::vector<NodeRow>, Status> AwaitReady(const NetworkProfile& profile,
                                                const std::string& only) {
  HENG_TRY(const std::unique_ptr<Connection> connection, Connection::Open(profile, {}, only));
  const auto deadline = std::chrono::steady_clock::now() + kReadyPatience;
  while (true) {
    std::vector<NodeRow> rows = AskNodes(*connection);
    if (AllReady(rows)) {
      return rows;
    }
    std::string waiting;
    for (const NodeRow& row : rows) {
      if (!row.pid) {
        return Fail(StatusCode::kUnavailable,
                    row.endpoint.name + " has ended: " + LastWords(row.endpoint) +
                        "\nits log is in " + row.endpoint.directory + "/log");
      }
      if (row.status) {
        for (const std::string& reason : row.status->not_ready_reasons()) {
          waiting += "\n  " + row.endpoint.name + ": " + reason;
        }
      } else {
        waiting += "\n  " + row.endpoint.name + ": " + row.problem;
      }
    }
    if (std::chrono::steady_clock::now() >= deadline) {
      return Fail(StatusCode::kUnavailable, "not every node is ready in time:" + waiting);
    }
    std::this_thread::sleep_for(kPause);
  }
}

Result<std::vector<NodeRow>, Status> UpAll(const Options& options, NetworkProfile& profile) {
  HENG_TRY(const std::string hengd, FindHengd(options.hengd));
  HENG_TRY(profile, OpenOrCreate(options));
  for (const NodeEndpoint& node : profile.nodes) {
    if (!RunningPid(node)) {
      HENG_CHECK_OK(Start(profile, node, hengd));
    }
  }
  return AwaitReady(profile, {});
}

void Up(Session& session, const Options& options) {
  NetworkProfile profile;
  const auto rows = UpAll(options, profile);
  if (!rows) {
    Complain(session, rows.error());
    return;
  }
  ShowNodes(*rows, session);
  session.err << session.Say("The network is up in ", "网络已启动，目录：") << profile.directory
              << "\n"
              << session.Say("Next: heng scenario run FILE --network ",
                             "下一步：heng scenario run FILE --network ")
              << profile.directory << "\n";
}

// Loads the profile, or complains.
std::optional<NetworkProfile> Loaded(Session& session, const Options& options) {
  auto profile = LoadProfile(fs::absolute(options.directory).lexically_normal().string());
  if (!profile) {
    Complain(session, profile.error());
    return std::nullopt;
  }
  return *std::move(profile);
}

void Down(Session& session, const Options& options) {
  const auto profile = Loaded(session, options);
  if (!profile) {
    return;
  }
  // All are told first, so that they end side by side.
  for (const NodeEndpoint& node : profile->nodes) {
    if (const auto pid = RunningPid(node)) {
      kill(*pid, SIGTERM);
    }
  }
  for (const NodeEndpoint& node : profile->nodes) {
    const auto ended = EndProcess(node, SIGTERM, kStopPatience);
    if (!ended) {
      Complain(session, ended.error());
    }
  }
  if (session.exit_code == ExitCode::kOk) {
    session.err << session.Say("no node of this network runs: ", "该网络已无节点运行：")
                << profile->directory << "\n";
  }
}

void ShowStatus(Session& session, const Options& options) {
  const auto profile = Loaded(session, options);
  if (!profile) {
    return;
  }
  const auto connection = Connection::Open(*profile, {});
  if (!connection) {
    Complain(session, connection.error());
    return;
  }
  const auto rows = AskNodes(**connection);
  ShowNodes(rows, session);
  session.exit_code = AllReady(rows) ? ExitCode::kOk : ExitCode::kUnreachable;
}

void Kill(Session& session, const Options& options) {
  const auto profile = Loaded(session, options);
  if (!profile) {
    return;
  }
  const auto node = FindNode(*profile, options.name);
  if (!node) {
    Complain(session, node.error());
    return;
  }
  const auto ended = EndProcess(*node, SIGKILL, kStopPatience);
  if (!ended) {
    Complain(session, ended.error());
    return;
  }
  session.err << node->name
              << (*ended ? session.Say(" was killed\n", " 已被强制终止\n")
                         : session.Say(" was not running\n", " 本未运行\n"));
}

Result<std::vector<NodeRow>, Status> StartOne(const NetworkProfile& profile,
                                              const Options& options) {
  HENG_TRY(const NodeEndpoint node, FindNode(profile, options.name));
  HENG_TRY(const std::string hengd, FindHengd(options.hengd));
  HENG_CHECK_OK(Start(profile, node, hengd));
  return AwaitReady(profile, node.name);
}

void StartNode(Session& session, const Options& options) {
  const auto profile = Loaded(session, options);
  if (!profile) {
    return;
  }
  const auto rows = StartOne(*profile, options);
  if (!rows) {
    Complain(session, rows.error());
    return;
  }
  ShowNodes(*rows, session);
}

void Identity(Session& session, const Options& options) {
  const auto profile = Loaded(session, options);
  if (!profile) {
    return;
  }
  const auto made =
      node::CreateDevelopmentIdentity(profile->directory, profile->chain_id, options.name);
  if (!made) {
    Complain(session, made.error());
    return;
  }
  session.err << profile->clients_directory << "/" << options.name << ".crt\n";
}

using Verb = void (*)(Session&, const Options&);

CLI::App* AddVerb(CLI::App& family,
                  Session& session,
                  const std::shared_ptr<Options>& options,
                  const std::string& name,
                  std::string_view help,
                  Verb verb) {
  auto* command = family.add_subcommand(name, std::string(help));
  command
      ->add_option("--dir,--network",
                   options->directory,
                   std::string(session.Say("directory of the network", "网络目录")))
      ->capture_default_str();
  command->callback([&session, options, verb] { verb(session, *options); });
  return command;
}

void AddUp(CLI::App& family, Session& session, const std::shared_ptr<Options>& options) {
  auto* up =
      AddVerb(family,
              session,
              options,
              "up",
              session.Say("Make a network of validators on this machine, or start it again\n\n"
                          "  heng dev up\n"
                          "  heng dev up --fresh --nodes 7 --time \"2024-01-01 00:00\"\n",
                          "在本机建立或重新启动验证节点网络\n\n"
                          "  heng dev up\n"
                          "  heng dev up --fresh --nodes 7 --time \"2024-01-01 00:00\"\n"),
              Up);
  up->add_option("--nodes", options->nodes, std::string(session.Say("validators", "验证节点数")))
      ->check(CLI::Range(1, 16))
      ->capture_default_str();
  up->add_option(
        "--time",
        options->time,
        std::string(session.Say("time of block 0, China Standard Time", "创世时间（北京时间）")))
      ->capture_default_str();
  up->add_option("--chain-id", options->chain_id)->capture_default_str();
  up->add_option("--hengd", options->hengd, std::string(session.Say("the program", "节点程序")));
  up->add_flag("--fresh",
               options->fresh,
               std::string(session.Say("remove the network that is there", "删除已有网络")));
}

}  // namespace

void AddDevCommands(CLI::App& program, Session& session) {
  auto* family = program.add_subcommand(
      "dev", std::string(session.Say("A network of validators on this machine", "本机开发网络")));
  family->require_subcommand(1);
  const auto options = std::make_shared<Options>();
  AddUp(*family, session, options);
  AddVerb(*family,
          session,
          options,
          "down",
          session.Say("Stop every node and wait until they are gone", "停止全部节点并等待结束"),
          Down);
  AddVerb(
      *family,
      session,
      options,
      "status",
      session.Say("Height, state root and readiness of every node", "各节点高度、状态根与就绪情况"),
      ShowStatus);
  auto* kill_node = AddVerb(*family,
                            session,
                            options,
                            "kill",
                            session.Say("SIGKILL one node, to see what happens\n\n"
                                        "  heng dev kill node-03 && heng dev start node-03\n",
                                        "强制终止一个节点\n\n"
                                        "  heng dev kill node-03 && heng dev start node-03\n"),
                            Kill);
  kill_node->add_option("name", options->name)->required();
  auto* start = AddVerb(
      *family,
      session,
      options,
      "start",
      session.Say("Start one node again and wait until it is ready", "重新启动一个节点并等待就绪"),
      StartNode);
  start->add_option("name", options->name)->required();
  start->add_option("--hengd", options->hengd, std::string(session.Say("the program", "节点程序")));
  auto* identity = AddVerb(*family,
                           session,
                           options,
                           "identity",
                           session.Say("Write the certificate and key with which a person connects",
                                       "生成人员连接用证书与密钥"),
                           Identity);
  identity->add_option("person", options->name)->required();
}

}  // namespace heng::cli
