// SPDX-License-Identifier: Apache-2.0
// The small words of the protocol that are in no one message: who a validator and a peer are, the
// kinds of votes, and the bounds that every other file obeys.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/strong.h"
#include "core/validator.h"

namespace heng::consensus {

// Position in the validator set of the epoch, from 0.
using ValidatorIndex = StrongInt<struct ValidatorIndexTag, std::uint32_t>;

// An authenticated link, as the driver numbers it. Values below kValidatorsMax are the validator
// with that index (the transport has checked its pinned key); greater values are followers.
using PeerId = StrongInt<struct PeerIdTag, std::uint32_t>;

inline PeerId PeerOf(ValidatorIndex index) {
  return PeerId(index.value());
}

// Append only: the number is one of the signed bytes and is on disk.
enum class VoteType : std::uint32_t {
  kUnspecified = 0,
  kNotarize = 1,
  kNullify = 2,
  kFinalize = 3,
  kMaxValue = kFinalize,
};

// R of the specification: how many views below the last finalized one votes are still heard.
inline constexpr std::uint64_t kVoteWindowViews = 64;
// Votes of views further than this below the current one are dropped even when nothing finalizes.
inline constexpr std::uint64_t kVoteHistoryViews = 256;
// Nullifications that travel inside a proposal; older ones are fetched.
inline constexpr std::size_t kInlineNullificationsMax = 16;
// Evidence that one proposal may carry.
inline constexpr std::size_t kProposalEvidenceMax = 4;
// Certified but unfinalized blocks above which a leader proposes empty blocks only.
inline constexpr std::uint64_t kUnfinalizedBlocksMax = 32;
// Proposals in one answer to FetchAncestors, and the most that a segment without a certificate of
// its own may stretch to reach one. A segment commits as a whole, when its last block is executed,
// so the first should be written while the next is executed: one of full blocks is shorter.
inline constexpr std::size_t kAncestorsUsual = 64;
inline constexpr std::uint64_t kAncestorsTransactionsUsual = 250;
inline constexpr std::size_t kAncestorsMax = 1024;
// Uncommitted proposals that are kept; what would not fit is asked for again later.
inline constexpr std::size_t kTreeBlocksMax = 4096;
// Open views whose own votes are repeated by one retry.
inline constexpr std::uint64_t kRetryViewsMax = 16;
// Certificates that one FetchCertificates may ask for.
inline constexpr std::uint64_t kFetchCertificatesMax = 64;
// Unexecuted ancestors of a block whose payload may already be requested.
inline constexpr std::size_t kPayloadsAheadMax = 4;
// The same for a block that is known to be final, as a height above the tip: nothing of it is in
// vain. The driver bounds the bytes.
inline constexpr std::uint64_t kFinalPayloadsAheadMax = 64;
// How far above the tip a node that catches up asks for final blocks.
inline constexpr std::uint64_t kFinalBlocksAheadMax = 256;
// Records after which the journal is written anew and its old part pruned.
inline constexpr std::size_t kJournalCheckpointRecords = 4096;
// Bytes of one consensus message on the wire.
inline constexpr std::size_t kMessageBytesMax = 12 << 20;
// How far ahead of the local clock a block time may be, and how far behind beside delta_k.
inline constexpr std::uint64_t kBlockTimeAheadMaxMs = 500;
inline constexpr std::uint64_t kBlockTimeBehindMaxMs = 2'000;

}  // namespace heng::consensus
