// SPDX-License-Identifier: Apache-2.0
// How the nodes of a network are, one row a node.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "cli/network/connection.h"
#include "cli/output.h"

namespace heng::cli {

struct NodeRow {
  NodeEndpoint endpoint;
  std::optional<pid_t> pid;                     // when its process is on this machine
  std::optional<v1::GetStatusResponse> status;  // nothing: it does not answer
  std::string problem;                          // why not
};

// Asks every node's operator port.
[[nodiscard]] std::vector<NodeRow> AskNodes(Connection& connection);

[[nodiscard]] bool AllReady(const std::vector<NodeRow>& rows);
[[nodiscard]] std::string NodeTable(const std::vector<NodeRow>& rows, const Session& session);
[[nodiscard]] std::string NodeJson(const std::vector<NodeRow>& rows);

// In the form that the session wants.
void ShowNodes(const std::vector<NodeRow>& rows, Session& session);

}  // namespace heng::cli
