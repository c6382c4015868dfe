// SPDX-License-Identifier: Apache-2.0
#include "cli/network/node_table.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>

#include "cli/network/processes.h"
#include "core/bytes.h"
#include "core/time.h"

namespace heng::cli {
namespace {

constexpr std::size_t kRootDigits = 16;

std::string ClockText(std::uint64_t ms) {
  std::string text = FormatCst(BlockTime(ms)).substr(0, 19);
  text[10] = ' ';
  return text;
}

std::string Reasons(const v1::GetStatusResponse& status) {
  std::string text;
  for (const std::string& reason : status.not_ready_reasons()) {
    text += (text.empty() ? "" : "; ") + reason;
  }
  return text;
}

Cell ReadyCell(const NodeRow& row, const Session& session) {
  if (!row.status) {
    return {.text = std::string(session.Say("✗ down", "✗ 无响应")), .tone = Tone::kBad};
  }
  if (row.status->ready()) {
    return {.text = std::string(session.Say("✓ ready", "✓ 就绪")), .tone = Tone::kGood};
  }
  return {.text = std::string(session.Say("✗ not ready", "✗ 未就绪")), .tone = Tone::kBad};
}

}  // namespace

std::vector<NodeRow> AskNodes(Connection& connection) {
  std::vector<NodeRow> rows;
  for (Connection::Link& link : connection.links()) {
    NodeRow row;
    row.endpoint = link.endpoint;
    if (!link.endpoint.directory.empty()) {
      row.pid = RunningPid(link.endpoint);
    }
    if (link.operators == nullptr) {
      row.problem = "the profile names no operator port";
    } else if (auto status = link.operators->GetStatus()) {
      row.status = *std::move(status);
    } else {
      row.problem = StatusOf(status.error()).context;
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

bool AllReady(const std::vector<NodeRow>& rows) {
  return std::ranges::all_of(rows,
                             [](const NodeRow& row) { return row.status && row.status->ready(); });
}

std::string NodeTable(const std::vector<NodeRow>& rows, const Session& session) {
  Table table({{.title = std::string(session.Say("node", "节点"))},
               {.title = std::string(session.Say("state", "状态"))},
               {.title = std::string(session.Say("height", "高度")), .right = true},
               {.title = std::string(session.Say("state root", "状态根"))},
               {.title = std::string(session.Say("clock (UTC+8)", "时钟 (UTC+8)"))},
               {.title = std::string(session.Say("clients", "客户端口"))},
               {.title = std::string(session.Say("operators", "运维端口"))},
               {.title = std::string(session.Say("process", "进程")), .right = true}});
  for (const NodeRow& row : rows) {
    const auto& status = row.status;
    table.AddRow({{.text = row.endpoint.name},
                  ReadyCell(row, session),
                  {.text = status ? std::to_string(status->height()) : ""},
                  {.text = status ? ToHex(status->state_root()).substr(0, kRootDigits) : ""},
                  {.text = status ? ClockText(status->clock_ms()) : ""},
                  {.text = row.endpoint.client},
                  {.text = row.endpoint.operators},
                  {.text = row.pid ? std::to_string(*row.pid) : "-"}});
    if (status && !status->ready()) {
      table.AddLine("      " + Reasons(*status), Tone::kFaint);
    }
  }
  return session.format == Format::kMarkdown ? table.Markdown() : table.Render(session.style);
}

std::string NodeJson(const std::vector<NodeRow>& rows) {
  auto nodes = nlohmann::ordered_json::array();
  for (const NodeRow& row : rows) {
    nlohmann::ordered_json json;
    json["name"] = row.endpoint.name;
    json["client"] = row.endpoint.client;
    json["operator"] = row.endpoint.operators;
    json["pid"] = row.pid ? nlohmann::ordered_json(*row.pid) : nlohmann::ordered_json(nullptr);
    json["answers"] = row.status.has_value();
    if (row.status) {
      const v1::GetStatusResponse& status = *row.status;
      json["ready"] = status.ready();
      json["not_ready_reasons"] = std::vector<std::string>(status.not_ready_reasons().begin(),
                                                           status.not_ready_reasons().end());
      json["voting"] = status.voting();
      json["alarm"] = status.alarm();
      json["height"] = status.height();
      json["state_root"] = ToHex(status.state_root());
      json["block_id"] = ToHex(status.head_block_id());
      json["head_time"] = FormatCst(BlockTime(status.head_time_ms()));
      json["clock"] = FormatCst(BlockTime(status.clock_ms()));
      json["pool_transactions"] = status.pool_transactions();
      json["uptime_ms"] = status.uptime_ms();
      if (status.has_catch_up()) {
        json["catch_up"] = {{"target_height_max", status.catch_up().target_height_max()},
                            {"blocks_per_s", status.catch_up().blocks_per_s()},
                            {"seconds_left", status.catch_up().seconds_left()}};
      }
    } else {
      json["problem"] = row.problem;
    }
    nodes.push_back(std::move(json));
  }
  return nlohmann::ordered_json{{"nodes", std::move(nodes)}}.dump(2) + "\n";
}

void ShowNodes(const std::vector<NodeRow>& rows, Session& session) {
  session.out << (session.format == Format::kJson ? NodeJson(rows) : NodeTable(rows, session));
}

}  // namespace heng::cli
