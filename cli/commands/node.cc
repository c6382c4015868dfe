// SPDX-License-Identifier: Apache-2.0
// heng node status: how the nodes of a network are, and how consensus looks from one of them.
#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <ostream>

#include "cli/commands/commands.h"
#include "cli/network/node_table.h"

namespace heng::cli {
namespace {

struct Options {
  std::string directory = DefaultNetworkDirectory();
  std::string person;
  std::string node;
};

std::string Mark(bool yes) {
  return yes ? "✓" : "-";
}

std::string ConsensusText(const std::string& from,
                          const v1::GetConsensusStatusResponse& consensus,
                          const Session& session) {
  std::string text = std::string(session.Say("consensus as ", "共识状态，来自 ")) + from +
                     std::string(session.Say(" sees it: view ", "：视图 ")) +
                     std::to_string(consensus.view()) +
                     std::string(session.Say(", leader ", "，提案节点 ")) + consensus.leader() +
                     std::string(session.Say(", last final height ", "，最终高度 ")) +
                     std::to_string(consensus.last_final_height());
  if (consensus.next_timeout_ms() != 0) {
    text += std::string(session.Say(", patience ends in ", "，超时剩余 ")) +
            std::to_string(consensus.next_timeout_ms()) + " ms";
  }
  Table table(
      {{.title = std::string(session.Say("validator", "验证节点"))},
       {.title = std::string(session.Say("linked", "连接"))},
       {.title = std::string(session.Say("notarize", "公证"))},
       {.title = std::string(session.Say("nullify", "作废"))},
       {.title = std::string(session.Say("finalize", "终局"))},
       {.title = std::string(session.Say("last vote in view", "最近投票视图")), .right = true}});
  for (const auto& vote : consensus.votes()) {
    table.AddRow({{.text = vote.validator()},
                  {.text = vote.connected() ? "✓" : "✗",
                   .tone = vote.connected() ? Tone::kGood : Tone::kBad},
                  {.text = Mark(vote.notarize())},
                  {.text = Mark(vote.nullify())},
                  {.text = Mark(vote.finalize())},
                  {.text = std::to_string(vote.last_vote_view())}});
  }
  return text + "\n" + table.Render(session.style);
}

nlohmann::ordered_json ConsensusJson(const std::string& from,
                                     const v1::GetConsensusStatusResponse& consensus) {
  auto votes = nlohmann::ordered_json::array();
  for (const auto& vote : consensus.votes()) {
    votes.push_back({{"validator", vote.validator()},
                     {"connected", vote.connected()},
                     {"notarize", vote.notarize()},
                     {"nullify", vote.nullify()},
                     {"finalize", vote.finalize()},
                     {"last_vote_view", vote.last_vote_view()}});
  }
  return {{"from", from},
          {"epoch", consensus.epoch()},
          {"view", consensus.view()},
          {"leader", consensus.leader()},
          {"last_final_view", consensus.last_final_view()},
          {"last_final_height", consensus.last_final_height()},
          {"next_timeout_ms", consensus.next_timeout_ms()},
          {"votes", std::move(votes)}};
}

// Of the first node that answers.
struct Seen {
  std::string from;
  v1::GetConsensusStatusResponse consensus;
};

std::optional<Seen> AskConsensus(Connection& connection) {
  for (Connection::Link& link : connection.links()) {
    if (link.operators == nullptr) {
      continue;
    }
    if (auto answer = link.operators->GetConsensusStatus()) {
      return Seen{.from = link.endpoint.name, .consensus = *std::move(answer)};
    }
  }
  return std::nullopt;
}

Result<void, Status> ShowStatus(Session& session, const Options& options) {
  HENG_TRY(const NetworkProfile profile, LoadProfile(options.directory));
  HENG_TRY(const auto connection, Connection::Open(profile, options.person, options.node));
  const std::vector<NodeRow> rows = AskNodes(*connection);
  const std::optional<Seen> seen = AskConsensus(*connection);
  if (session.format == Format::kJson) {
    auto json = nlohmann::ordered_json::parse(NodeJson(rows));
    if (seen) {
      json["consensus"] = ConsensusJson(seen->from, seen->consensus);
    }
    session.out << json.dump(2) << "\n";
  } else {
    session.out << NodeTable(rows, session);
    if (seen) {
      session.out << "\n" << ConsensusText(seen->from, seen->consensus, session);
    }
  }
  if (!seen) {
    return Fail(StatusCode::kUnavailable, rows.empty() ? "no node is known" : rows.front().problem);
  }
  return {};
}

}  // namespace

void AddNodeCommands(CLI::App& program, Session& session) {
  auto* family =
      program.add_subcommand("node", std::string(session.Say("Look at nodes", "查看节点")));
  family->require_subcommand(1);
  const auto options = std::make_shared<Options>();
  auto* status = family->add_subcommand(
      "status",
      std::string(session.Say("Height, readiness and consensus of the nodes\n\n"
                              "  heng node status\n"
                              "  heng -o json node status | jq '.nodes[].height'\n",
                              "各节点高度、就绪情况与共识状态\n\n"
                              "  heng node status\n")));
  status
      ->add_option("--network",
                   options->directory,
                   std::string(session.Say("directory of the network", "网络目录")))
      ->capture_default_str();
  status->add_option(
      "--as", options->person, std::string(session.Say("who connects", "以何人身份连接")));
  status->add_option(
      "--node", options->node, std::string(session.Say("ask only this node", "仅询问该节点")));
  status->callback([&session, options] {
    if (const auto shown = ShowStatus(session, *options); !shown) {
      Complain(session, shown.error());
    }
  });
}

}  // namespace heng::cli
