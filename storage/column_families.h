// SPDX-License-Identifier: Apache-2.0
// The drawers of the database. Keys and values, byte by byte: storage/FORMAT.md.
// Append only: the names are on disk. One goes with a new format (keys.h) only.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace heng::storage {

enum class ColumnFamily : std::uint8_t {
  kMeta,            // format version, head, consensus metadata, pruning floor
  kHeaders,         // height -> header bytes
  kTransactions,    // height, index -> signed bytes
  kReceipts,        // height, index -> receipt bytes
  kEvents,          // height, index -> event bytes
  kLatest,          // record or index key -> value at the head
  kHistory,         // record key, height (newest first) -> value or erased, and its events
  kTreeNodes,       // version, nibble path -> tree node
  kStaleNodes,      // height -> keys of the nodes it replaced
  kTreeRoots,       // height -> reference to the tree's root node
  kHeaderLog,       // level, index -> root of a perfect subtree of block ids
  kTransactionIds,  // transaction id -> height, index
  kCertificates,    // height -> finality certificate bytes
  kProposals,       // height -> proposal bytes
};

inline constexpr std::array<std::string_view, 14> kColumnFamilyNames = {
    "meta",
    "headers",
    "transactions",
    "receipts",
    "events",
    "latest",
    "history",
    "tree_nodes",
    "stale_nodes",
    "tree_roots",
    "header_log",
    "transaction_ids",
    "certificates",
    "proposals",
};

inline constexpr std::size_t kColumnFamilyCount = kColumnFamilyNames.size();

inline constexpr std::size_t IndexOf(ColumnFamily family) {
  return static_cast<std::size_t>(family);
}
inline constexpr std::string_view NameOf(ColumnFamily family) {
  return kColumnFamilyNames[IndexOf(family)];
}

}  // namespace heng::storage
