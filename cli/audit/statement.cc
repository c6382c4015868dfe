// SPDX-License-Identifier: Apache-2.0
#include "cli/audit/statement.h"

#include <heng/v1/records.pb.h>

#include <algorithm>
#include <set>

#include "cli/audit/record_log.h"

namespace heng::cli::audit {
namespace {

constexpr std::size_t kHoldingsMax = 1'000;

HoldingStatement ReadHolding(const v1::Holding& record) {
  HoldingStatement holding;
  holding.series = SeriesId(record.series());
  holding.positions = {0,
                       record.registered(),
                       record.tradable(),
                       record.pending(),
                       record.pledged(),
                       record.frozen(),
                       record.repo()};
  for (const std::uint64_t quantity : holding.positions) {
    holding.total += quantity;
  }
  holding.block_count = record.block_count();
  return holding;
}

class Maker {
 public:
  Maker(RecordSource& source, const StatementQuery& query) : source_(source), query_(query) {}

  Result<Statement, Status> Make() && {
    HENG_TRY(statement_.head, source_.Head());
    statement_.account = query_.account;
    statement_.at = query_.at.value() == 0 ? statement_.head.height : query_.at;
    HENG_CHECK_OK(ReadAccount());
    const Bytes prefix = "a/" + query_.account.value() + "/";
    HENG_TRY(const auto records, source_.Records(prefix, statement_.at, kHoldingsMax));
    for (const RecordEntry& record : records) {
      HENG_CHECK_OK(AddHolding(record));
    }
    return std::move(statement_);
  }

 private:
  Result<void, Status> ReadAccount() {
    HENG_TRY(const auto value, source_.Record("account/" + query_.account.value(), statement_.at));
    v1::Account account;
    if (!value) {
      return Fail(StatusCode::kNotFound,
                  "there is no account '" + query_.account.value() + "' that you may read");
    }
    if (!account.ParseFromString(*value)) {
      return Fail(StatusCode::kMalformed, "the account's record cannot be read");
    }
    statement_.participant = ParticipantId(account.participant());
    HENG_TRY(const auto owner,
             source_.Record("participant/" + account.participant(), statement_.at));
    v1::Participant participant;
    if (owner && participant.ParseFromString(*owner)) {
      statement_.participant_name = participant.name();
    }
    return {};
  }

  Result<void, Status> AddHolding(const RecordEntry& entry) {
    v1::Holding record;
    if (!record.ParseFromString(entry.value) || record.account() != query_.account.value()) {
      return Fail(StatusCode::kMalformed, "the record of a holding cannot be read");
    }
    HoldingStatement holding = ReadHolding(record);
    HENG_TRY(const auto bytes, source_.Events(entry.key));
    const auto log = CheckedLog(entry.key, entry.value, bytes);
    if (!log) {
      statement_.faults.push_back(log.error().context);
    } else {
      AddMovements(*log, holding);
      HENG_TRY(const std::vector<UnitState> blocks, BlocksOf(*log, holding.series));
      CheckSums(holding, blocks);
      holding.groups = GroupAdjacent(blocks);
    }
    statement_.holdings.push_back(std::move(holding));
    return {};
  }

  void Fault(const HoldingStatement& holding, const std::string& what) {
    statement_.faults.push_back(query_.account.value() + " " + holding.series.value() + ": " +
                                what);
  }

  void AddMovements(const std::vector<Event>& log, HoldingStatement& holding) {
    std::uint64_t balance = 0;
    for (const Event& event : log) {
      AccountMovement movement{.event = event,
                               .in = event.to == query_.account,
                               .out = event.from == query_.account,
                               .balance = 0};
      if (movement.in && !movement.out) {
        balance += movement.quantity();
      } else if (movement.out && !movement.in) {
        if (movement.quantity() > balance) {
          Fault(holding,
                "at height " + std::to_string(event.height.value()) +
                    " more goes out than was ever in");
          return;
        }
        balance -= movement.quantity();
      }
      movement.balance = balance;
      if (event.time >= query_.since) {
        holding.movements.push_back(std::move(movement));
      } else {
        holding.opening = balance;
      }
    }
    if (balance != holding.total) {
      Fault(holding,
            "what came and went gives " + std::to_string(balance) + "; the holding says " +
                std::to_string(holding.total));
    }
  }

  // The blocks that stand in the account. All of them: each came by an event of the log.
  Result<std::vector<UnitState>, Status> BlocksOf(const std::vector<Event>& log,
                                                  const SeriesId& series) {
    std::set<UnitName> names;
    for (const Event& event : log) {
      for (const EventSubject& subject : event.subjects) {
        if (const auto name = ParseUnitKey(subject.key)) {
          names.insert(*name);
        }
      }
    }
    if (names.size() > query_.blocks_max) {
      return Fail(StatusCode::kLimit,
                  std::to_string(names.size()) + " blocks passed through " +
                      query_.account.value() + " in " + series.value() +
                      "; raise --max-blocks to read them all");
    }
    std::vector<UnitState> blocks;
    for (const UnitName& name : names) {
      HENG_TRY(const auto value, source_.Record(UnitKey(name), statement_.at));
      if (!value) {
        continue;  // in other hands now, and not for this reader's eyes
      }
      HENG_TRY(UnitState state, ReadUnit(*value));
      if (state.active() && state.holder == query_.account && state.series == series) {
        blocks.push_back(std::move(state));
      }
    }
    return blocks;
  }

  void CheckSums(const HoldingStatement& holding, const std::vector<UnitState>& blocks) {
    std::array<std::uint64_t, kPositionCount> sums{};
    for (const UnitState& block : blocks) {
      sums[block.position < kPositionCount ? block.position : 0] += block.quantity();
    }
    for (std::uint32_t position = 0; position < kPositionCount; ++position) {
      if (sums[position] != holding.positions[position]) {
        Fault(holding,
              "the blocks in position '" + std::string(PositionName(position, Language::kEnglish)) +
                  "' add up to " + std::to_string(sums[position]) + "; the holding says " +
                  std::to_string(holding.positions[position]));
      }
    }
    if (blocks.size() != holding.block_count) {
      Fault(holding,
            std::to_string(blocks.size()) + " blocks stand in it; the holding says " +
                std::to_string(holding.block_count));
    }
  }

  RecordSource& source_;
  const StatementQuery query_;
  Statement statement_;
};

}  // namespace

std::vector<SerialGroup> GroupAdjacent(std::vector<UnitState> blocks) {
  std::ranges::sort(blocks, {}, &UnitState::name);
  std::vector<SerialGroup> groups;
  for (const UnitState& block : blocks) {
    SerialGroup* last = groups.empty() ? nullptr : &groups.back();
    if (last != nullptr && last->batch == block.name.batch &&
        last->last.value() + 1 == block.name.first.value() && last->position == block.position &&
        last->encumbrance == block.encumbrance) {
      last->last = block.last;
      last->blocks += 1;
      continue;
    }
    groups.push_back({.batch = block.name.batch,
                      .first = block.name.first,
                      .last = block.last,
                      .position = block.position,
                      .encumbrance = block.encumbrance,
                      .blocks = 1});
  }
  return groups;
}

Result<Statement, Status> MakeStatement(RecordSource& source, const StatementQuery& query) {
  return Maker(source, query).Make();
}

}  // namespace heng::cli::audit
