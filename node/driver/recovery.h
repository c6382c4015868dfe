// SPDX-License-Identifier: Apache-2.0
// What a node finds on its disk when it starts, and what it makes of it: the replica's anchor from
// the last commit, its promises from the vote journal, and the chain's own parameters. A fresh
// store gets genesis; its journal is made first, so that a crash in between cannot look like a lost
// journal.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "consensus/config.h"
#include "consensus/durable_state.h"
#include "core/result.h"
#include "node/driver/config.h"
#include "storage/vote_journal.h"

namespace heng::node {

struct RecoveredNode {
  consensus::Config consensus;
  consensus::RecoveredState state;
  std::uint64_t transactions_max = 0;  // of a block, by the chain's parameters
  std::uint64_t bytes_max = 0;
  std::unique_ptr<storage::VoteJournal> journal;  // null in amnesia: nothing is promised any more
  std::optional<std::string> amnesia;             // why
};

// Fails when the disk does, and when it holds another chain than `config` names.
[[nodiscard]] Result<RecoveredNode, Status> Recover(const DriverConfig& config, const Ports& ports);

}  // namespace heng::node
