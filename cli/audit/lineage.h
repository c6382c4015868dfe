// SPDX-License-Identifier: Apache-2.0
// The lineage of units: from what was fetched of their blocks to the story of each block, checked.
// Pure. It follows from the bytes alone that nothing is left out: each block's events are its whole
// log, each event left the block as the next one found it, each split gave exactly its high part to
// one child, and the story ends in the block as its record says.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/audit/record_source.h"
#include "cli/audit/unit_state.h"
#include "core/event.h"

namespace heng::cli::audit {

// A person who signed, and for whom.
struct Signer {
  PersonId person;
  ParticipantId participant;
  std::string name;  // of the participant

  friend bool operator==(const Signer&, const Signer&) = default;
};

// What was fetched of one unit block.
struct FetchedBlock {
  Bytes value;                     // its record at the height of the audit
  std::vector<Bytes> events;       // its log, as of then or later
  std::map<Height, Bytes> states;  // its record after each height at which it changed
};

struct Fetched {
  ChainHead head;  // the moment of the audit
  BatchId batch;
  Serial first;  // the serials that were asked about
  Serial last;
  std::map<Serial, FetchedBlock> blocks;  // by first serial
  Bytes batch_value;                      // the batch's record; empty: was not read, `cut` says so
  std::vector<Bytes> batch_events;
  std::map<std::string, Bytes> retirements;  // records, by id
  std::map<TransactionId, std::vector<Signer>> signers;
  std::vector<std::string> cut;  // what was not followed, and why
};

// For what units ended.
struct RetirementNote {
  std::string purpose;    // "surrender", "offset", "use" ...
  std::string reference;  // state key of the obligation, permit or fact served
  std::string beneficiary;
};

enum class StepKind {
  kIssued,    // arose by issuance
  kReceived,  // arose as the high part of its parent
  kGave,      // gave its high part to a child
  kMoved,     // changed holder as a whole
  kPlaced,    // changed position in the same hand
  kEnded,     // reached a terminal status
};

struct Step {
  StepKind kind = StepKind::kIssued;
  Event event;
  std::uint64_t before = 0;  // quantity of the block; 0 when it arises
  std::uint64_t after = 0;
  Serial child;  // of kGave
  // The block after the step; nothing when a later step of the same height hid it.
  std::optional<UnitState> state;
};

struct BlockLife {
  UnitName name;
  UnitState now;
  std::vector<Step> steps;
};

struct Lineage {
  ChainHead head;
  BatchId batch;
  Serial first;
  Serial last;
  std::map<Serial, BlockLife> lives;  // by first serial
  std::map<std::string, RetirementNote> retirements;
  std::map<TransactionId, std::vector<Signer>> signers;
  std::vector<std::string> cut;
  std::vector<std::string> faults;  // what does not hold; empty when all does
  std::size_t event_count = 0;      // checked, each once

  // The blocks whose story begins here: issued, or with a parent that was not followed.
  [[nodiscard]] std::vector<Serial> Roots() const;
  // The holders and ends of the serials that were asked about, and how many they are.
  [[nodiscard]] std::vector<const BlockLife*> Leaves() const;
  [[nodiscard]] std::uint64_t asked_quantity() const { return last.value() - first.value() + 1; }
};

[[nodiscard]] Lineage TraceLineage(const Fetched& fetched);

}  // namespace heng::cli::audit
