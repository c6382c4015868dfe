// SPDX-License-Identifier: Apache-2.0
// Reads everything that a database keeps and holds it against the chain's own hashes, a few rows at
// a time: every block with its lists, its place in the header log and its indexes, every version of
// every record against the state tree of its height, every record as it is now, every node of the
// tree, and the tree of the head as a whole. What does not fit is told, row by row, and the scrub
// goes on. One thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/block.h"
#include "core/result.h"
#include "storage/chain_reader.h"
#include "storage/kv_store.h"

namespace heng::storage {

class ChainScrub {
 public:
  using Told = std::function<void(const std::string& damage)>;
  // What is opaque here: whether proposal and certificate, empty when there is none, are those of
  // the block with this header.
  using EvidenceCheck = std::function<Result<void, Status>(
      const BlockHeader& header, const BlockId& id, ByteView proposal, ByteView certificate)>;

  // Begins at the block `first`.
  ChainScrub(Height first, EvidenceCheck evidence, Told told)
      : evidence_(std::move(evidence)), told_(std::move(told)), height_(first) {}

  // Looks at about `rows` rows of `view`, whose head is `head`; later steps may bring later views.
  // False when there is nothing more to look at.
  [[nodiscard]] bool Step(const std::shared_ptr<const KvView>& view, Height head, std::size_t rows);

  // The block that is next, and how many rows and damages there were so far.
  [[nodiscard]] Height height() const { return height_; }
  [[nodiscard]] std::uint64_t rows() const { return rows_; }
  [[nodiscard]] std::uint64_t damages() const { return damages_; }

 private:
  enum class Phase { kBlocks, kHistory, kLatest, kTreeNodes, kTree, kDone };

  void Tell(const std::string& damage);
  // Tells the error, if there is one, and says whether there was none.
  template <class T>
  bool Holds(const Result<T, Status>& result);
  void CheckBlock(const KvView& view, const ChainReader& chain);
  void CheckLog(const KvView& view, const ChainReader& chain, const BlockHeader& header);
  void CheckLists(const KvView& view, const ChainReader& chain, const BlockHeader& header);
  void CheckRecordEvents(const KvView& view, const ChainReader& chain);
  // Visits rows from next_ on; false when it has come to the end of the family.
  bool VisitRows(const KvView& view,
                 ColumnFamily family,
                 std::size_t rows,
                 const std::function<void(ByteView key, ByteView value)>& visit);
  void CheckHistoryRow(const ChainReader& chain, Height head, ByteView key, ByteView value);
  void CheckNodeRow(const KvView& view, Height head, ByteView key, ByteView value);
  void CheckTree(const KvView& view, const ChainReader& chain, Height head);

  EvidenceCheck evidence_;
  Told told_;
  Phase phase_ = Phase::kBlocks;
  Height height_;
  Bytes next_;  // row to go on from, in the phases after the blocks
  std::uint64_t rows_ = 0;
  std::uint64_t damages_ = 0;
};

}  // namespace heng::storage
