// SPDX-License-Identifier: Apache-2.0
// What a replica wants done. Step returns effects in order, and the driver runs them in order.
//
// Durable before visible: a *visible* effect (Send, Broadcast, ServeAncestors, ReportEvidence,
// Commit) may be run only when every Persist that came before it, in this or an earlier Step, is
// synced. All others may be run at once. So the driver appends the Persists of a loop turn to the
// journal, holds visible effects back, syncs once, releases them, and feeds Persisted with the
// number of the last Persist. The replica itself counts an own vote only when Persisted covers it.
// A failed sync ends the process. No message speaks for a committed block, only receipts do: so
// Commits may take until later, in their order, and other effects need not wait for them, but
// ServeAncestors do.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "consensus/durable_state.h"
#include "consensus/event.h"
#include "consensus/message.h"
#include "consensus/types.h"

namespace heng::consensus {

// Append the record to the vote journal. Numbers are 1, 2, 3 ... since the replica was constructed.
struct Persist {
  std::uint64_t number = 0;
  JournalRecord record;
};

// Visible. A peer that is not connected loses the message; the protocol repeats what matters.
struct Send {
  PeerId to;
  Message message;
};

// Visible. To every connected peer, validators and followers.
struct Broadcast {
  Message message;
};

// Arms the timer of this kind; a running one of the same kind is replaced. A delay of 0 is allowed
// and fires in a later Step.
struct SetTimer {
  TimerKind kind = TimerKind::kView;
  View view;
  std::uint64_t delay_ms = 0;
};

struct CancelTimer {
  TimerKind kind = TimerKind::kView;
};

// Choose what to order on top of `parent`: transactions that are held in full, checked, and in
// neither the committed chain nor an ancestor of the proposal. Answer PayloadBuilt at once, empty
// when there is nothing. At most `transactions_max`, kBlockTransactionsMax and kBlockBytesMax.
struct BuildPayload {
  View view;
  ProposalId parent;
  Height height;
  std::uint32_t transactions_max = 0;
};

// Make the payload of the proposal whole: from the own store (it may be a block executed before a
// restart), the mempool, then by FetchTransactions from the proposer and the other sources. Without
// digests (a block known by its certificate only), ask the sources by FetchPayload first and check
// what comes against transaction_root. Answer PayloadReady; keep trying until then, Discard or
// Commit. May come a second time, when the digests have become known.
struct RequestPayload {
  ProposalId pid;
  Proposal proposal;
  std::optional<std::vector<TransactionDigest>> transactions;
  std::vector<PeerId> sources;  // who has it, best first; others may have it too
  // A certificate of it or of a descendant says that a quorum found it well made: VerifyPayload
  // will not be asked, and signatures need no second check.
  bool accepted = false;
};

// Check that every transaction of a ready payload may be admitted: form, signatures, sizes. Answer
// PayloadVerified, at once or later.
struct VerifyPayload {
  ProposalId pid;
};

// Make the payload durable unless the block is decided, and execute it on the state of `parent`,
// which is the committed tip or was executed before. `proposer` goes into the header. Answer
// Executed. Executing the same proposal again must give the same answer.
struct Execute {
  ProposalId pid;
  Proposal proposal;
  ProposalId parent;
  ValidatorIndex proposer;
  // A Fin of its view or a later one is known: no FINALIZE of this node will rest on the payload,
  // and a quorum has it.
  bool decided = false;
};

// Visible. The block is final: in one atomic batch write block, state, proposal, certificate and
// the new tip {view, pid, height, block id, time}; then answer Committed. In height order. The
// block was executed, with this block id. `certificate` is there when the block has a Fin of its
// own; otherwise it is final through a descendant, whose Commit follows in the same Step.
struct Commit {
  ProposalId pid;
  BlockId block_id;
  Proposal proposal;
  std::optional<Certificate> certificate;
};

// The proposal can never be committed here: drop its payload request and its speculative state.
struct Discard {
  ProposalId pid;
};

// The journal may forget everything before the Persist with this number, recovered records too:
// what is still needed of it was persisted again, from that number on, and is already synced. Rare
// (once in kJournalCheckpointRecords), so the journal may rewrite its file.
struct PruneJournal {
  std::uint64_t first_kept = 0;
};

// Visible. The peer lacks committed blocks: send it Ancestors from the block store, heights
// after_height + 1 up to kAncestorsUsual more, or fewer that hold kAncestorsTransactionsUsual
// transactions, cut after the last one that has a Fin of its own, with that Fin; when none of these
// has one, go on to the first that has, at most kAncestorsMax. Nothing is sent when there is no
// such segment.
struct ServeAncestors {
  PeerId to;
  FetchAncestors request;
};

// Visible. Verified evidence, new to this node: for the operator and for the ledger. It was
// persisted, has been gossiped, and goes into the next own proposal.
struct ReportEvidence {
  Evidence evidence;
};

enum class AlarmKind : std::uint32_t {
  kDiverged,                 // a Fin names another block id than ours, or a block we found bad
  kConflictingCertificates,  // two certificates exclude each other: more than f are faulty
  kAmnesia,                  // the journal lacks a vote that this node has cast
  kResultsDiffer,  // f + 1 FINALIZE votes differ from our block id; a warning before the Fin
};

// Tell the operator. After any kind but kResultsDiffer this replica signs nothing any more; the
// driver keeps it running, so that its state can be inspected. `seen` and `own` are zero where they
// have no meaning.
struct Alarm {
  AlarmKind kind = AlarmKind::kDiverged;
  View view;
  ProposalId pid;
  BlockId own;
  BlockId seen;
};

using Effect = std::variant<Persist,
                            Send,
                            Broadcast,
                            SetTimer,
                            CancelTimer,
                            BuildPayload,
                            RequestPayload,
                            VerifyPayload,
                            Execute,
                            Commit,
                            Discard,
                            PruneJournal,
                            ServeAncestors,
                            ReportEvidence,
                            Alarm>;

using Effects = std::vector<Effect>;

// True for the effects that must wait for the Persists before them.
[[nodiscard]] constexpr bool IsVisible(const Effect& effect) {
  return std::holds_alternative<Send>(effect) || std::holds_alternative<Broadcast>(effect) ||
         std::holds_alternative<Commit>(effect) || std::holds_alternative<ServeAncestors>(effect) ||
         std::holds_alternative<ReportEvidence>(effect);
}

}  // namespace heng::consensus
