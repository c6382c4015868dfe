// SPDX-License-Identifier: Apache-2.0
// The statement of an account: what it holds by series and position, which serials those are, and
// what came and went. Complete by arithmetic: every block that ever came into the account is named
// by an event of its holding's log, the log is checked against its root, and the blocks that stand
// in the account must add up to the holding, position by position.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "cli/audit/record_source.h"
#include "cli/audit/unit_state.h"
#include "core/event.h"

namespace heng::cli::audit {

// Adjacent serials in one position, however many blocks they are.
struct SerialGroup {
  BatchId batch;
  Serial first;
  Serial last;
  std::uint32_t position = 0;
  std::string encumbrance;
  std::size_t blocks = 0;

  [[nodiscard]] std::uint64_t quantity() const { return last.value() - first.value() + 1; }
};

struct AccountMovement {
  Event event;
  bool in = false;  // in and out: the units stayed, in another position or block
  bool out = false;
  std::uint64_t balance = 0;  // of the series, after it

  [[nodiscard]] std::uint64_t quantity() const {
    return event.last.value() - event.first.value() + 1;
  }
};

inline constexpr std::size_t kPositionCount = 7;  // heng.v1.Position

struct HoldingStatement {
  SeriesId series;
  std::array<std::uint64_t, kPositionCount> positions{};  // by heng.v1.Position
  std::uint64_t total = 0;
  std::uint64_t block_count = 0;
  std::vector<SerialGroup> groups;
  std::uint64_t opening = 0;  // before the first movement shown
  std::vector<AccountMovement> movements;
};

struct Statement {
  ChainHead head;
  Height at;  // the height that was read
  AccountId account;
  ParticipantId participant;
  std::string participant_name;
  std::vector<HoldingStatement> holdings;
  std::vector<std::string> faults;  // what does not add up; empty when all does
};

struct StatementQuery {
  AccountId account;
  Height at;        // 0 is the head
  BlockTime since;  // of the movements to show
  std::size_t blocks_max = 10'000;
};

// kNotFound when there is no such account, kLimit when it has too many blocks for one statement.
[[nodiscard]] Result<Statement, Status> MakeStatement(RecordSource& source,
                                                      const StatementQuery& query);

// Joins what is adjacent. `blocks` in any order.
[[nodiscard]] std::vector<SerialGroup> GroupAdjacent(std::vector<UnitState> blocks);

}  // namespace heng::cli::audit
