// SPDX-License-Identifier: Apache-2.0
// The only code that makes, moves, splits and ends unit blocks. It keeps holdings, batches, totals
// and the holder index in step and emits the event of each step, so conservation is visible here.
// Whether a movement is allowed is the rules' business; these functions refuse only what cannot be
// done: too little in the position, serials that are not there, too many blocks.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "contracts/result.h"
#include "contracts/serial_range.h"
#include "contracts/state/journal.h"
#include "contracts/state/records/unit_block.h"

namespace heng::contracts {

inline constexpr std::size_t kBlocksPerMoveMax = 256;

// Units to take: a quantity of a series from one position of an account, or named serials.
struct Source {
  AccountId account;
  SeriesId series;
  Position position = Position::kRegistered;
  Quantity quantity;
  std::vector<SerialRange>
      ranges;               // empty: lowest batch, then lowest serial; last block's high end
  std::string encumbrance;  // only blocks encumbered by this; empty: only unencumbered ones
};

// The ranges to move, each inside one active block of the source; they add up to the quantity.
[[nodiscard]] Outcome<std::vector<SerialRange>> Select(const View& view, const Source& source);

// Where they go.
struct Target {
  AccountId holder;
  Position position = Position::kRegistered;
  std::string encumbrance;
  // Position to return to when a lock ends; kept from the block when unspecified.
  Position origin_position = Position::kUnspecified;
  CstDay received;  // set by a trade's delivery; kept from the block when zero
};

// Moves each range whole, splitting blocks where it must. Ranges come from Select.
[[nodiscard]] Outcome<void> MoveUnits(Journal& journal,
                                      const std::vector<SerialRange>& ranges,
                                      const Target& target,
                                      const std::vector<EventReference>& references);

// The end of units: a terminal status, and for retired and cancelled ones a retirement record.
struct Ending {
  UnitStatus status = UnitStatus::kRetired;
  std::string purpose;
  std::string reference;
  std::string beneficiary;
  Hash beneficiary_commitment;
};

// Ends each range. Returns the ids of the retirement records written.
[[nodiscard]] Outcome<std::vector<std::string>> EndUnits(
    Journal& journal,
    const TransactionId& transaction,
    const std::vector<SerialRange>& ranges,
    const Ending& ending,
    const std::vector<EventReference>& references);

struct Issue {
  BatchId batch;  // made at its first issuance
  SeriesId series;
  ClassId class_id;
  std::uint32_t vintage = 0;
  std::string pool;
  std::string basis;  // state key of the cap, project or permit
  Quantity quantity;  // > 0
  AccountId account;
};

// Takes the next serials of the batch into the account's registered position.
[[nodiscard]] Outcome<SerialRange> IssueUnits(Journal& journal,
                                              const Issue& issue,
                                              const std::vector<EventReference>& references);

// The active or ended block that holds the serial, or nothing when it was never issued.
[[nodiscard]] std::optional<UnitBlock> BlockHolding(const View& view,
                                                    const BatchId& batch,
                                                    Serial serial);

// Visits the account's active blocks of a series, lowest batch and serial first, until `visit`
// returns false.
void ForEachBlockOf(const View& view,
                    const AccountId& account,
                    const SeriesId& series,
                    const std::function<bool(const UnitBlock&)>& visit);

// Where the holder index has an active block.
[[nodiscard]] Bytes HolderIndexKey(const UnitBlock& block);

// "CEA/2024/CN".
[[nodiscard]] SeriesId SeriesOf(const ClassId& class_id,
                                std::uint32_t vintage,
                                const std::string& pool);

}  // namespace heng::contracts
