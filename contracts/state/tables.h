// SPDX-License-Identifier: Apache-2.0
// Every table of the state: the prefixes of its keys. Append only; a prefix is never reused,
// renamed or a prefix of another. Parts after the prefix are identifiers (core/ids.h) joined by
// '/', serials as eight big-endian bytes.
#pragma once

#include "core/bytes.h"

namespace heng::contracts::tables {

// Authenticated records.
inline constexpr ByteView kChain = "sys/chain";            // the chain's own parameters; one record
inline constexpr ByteView kUnitBlock = "u/";               // batch / first (8 bytes)
inline constexpr ByteView kBatch = "b/";                   // batch
inline constexpr ByteView kHolding = "a/";                 // account / series
inline constexpr ByteView kTotals = "c/";                  // series
inline constexpr ByteView kRetirement = "r/";              // retirement id
inline constexpr ByteView kParticipant = "participant/";   // unified social credit code
inline constexpr ByteView kPerson = "person/";             // person
inline constexpr ByteView kKeyBinding = "key/";            // public key in hex -> person
inline constexpr ByteView kAccount = "account/";           // account
inline constexpr ByteView kClass = "class/";               // class
inline constexpr ByteView kParameter = "parameter/";       // name / scope / effective-from day
inline constexpr ByteView kSequence = "sequence/";         // person
inline constexpr ByteView kPending = "pending/";           // id of the proposing transaction
inline constexpr ByteView kBusinessKey = "business-key/";  // kind / value -> record key
inline constexpr ByteView kCap = "cap/";                   // cap id
inline constexpr ByteView kEmission = "emission/";         // participant / year
inline constexpr ByteView kObligation = "obligation/";     // participant / year
inline constexpr ByteView kPrice = "price/";               // class / day
inline constexpr ByteView kMeter = "meter/";               // permit / class / year
inline constexpr ByteView kAnnouncement = "announcement/";         // exchange / announcement
inline constexpr ByteView kTrade = "trade/";                       // exchange / trade
inline constexpr ByteView kPledge = "pledge/";                     // pledge
inline constexpr ByteView kFreeze = "freeze/";                     // order
inline constexpr ByteView kPermit = "permit/";                     // permit number
inline constexpr ByteView kProject = "project/";                   // project
inline constexpr ByteView kMethodology = "methodology/";           // methodology
inline constexpr ByteView kReduction = "reduction/";               // project / first day
inline constexpr ByteView kWaterAllocation = "water-allocation/";  // basin / province / year
inline constexpr ByteView kControlTotal = "control-total/";        // pool / pollutant / year

// Sequence windows and nothing else have no event log: every transaction, refused ones too, moves
// one. Index: derived, never hashed, see core/kv.h.
inline constexpr ByteView kHolderIndex = "x/holder/";  // account / series / batch / first -> ""
// Record key -> right edge of its log, where that is more than the root (not for 1, 2, 4 ...
// leaves).
inline constexpr ByteView kFrontierIndex = "x/frontier/";
inline constexpr ByteView kDueIndex = "x/due/";              // time (8 bytes) / kind / id -> ""
inline constexpr ByteView kDueFrom = "x/due-from";           // -> time (8 bytes): nothing before it
inline constexpr ByteView kAccountIndex = "x/accounts-of/";  // participant / account -> ""
inline constexpr ByteView kTlsKeyIndex = "x/tls-key/";  // client certificate key in hex -> person

}  // namespace heng::contracts::tables
