// SPDX-License-Identifier: Apache-2.0
#include "storage/chain_scrub.h"

#include <bit>
#include <utility>
#include <vector>

#include "core/crypto/hash.h"
#include "core/event.h"
#include "core/merkle/log.h"
#include "storage/header_log.h"
#include "storage/keys.h"
#include "storage/node_reader.h"
#include "storage/record_history.h"
#include "storage/state_tree.h"

namespace heng::storage {
namespace {

std::string BlockName(Height height) {
  return "block " + std::to_string(height.value());
}

std::string Differs(const Hash& expected, const Hash& found) {
  return ": expected " + expected.hex() + ", found " + found.hex();
}

bool IsPruned(const KvView& view, Height height) {
  const auto floor = view.Get(ColumnFamily::kMeta, kMetaTreeFloor);
  return floor && floor->size() == 8 && height.value() < ReadBe64(*floor);
}

using OpenNodes = std::vector<std::pair<NodeReference, NibblePath>>;

void OpenChildren(const InnerNode& node, const NibblePath& path, OpenNodes& open) {
  for (unsigned nibble = 0; nibble < 16; ++nibble) {
    if (const NodeReference* child = node.child(nibble)) {
      open.emplace_back(*child, path.Child(nibble));
    }
  }
}

// Visits every leaf of the tree whose root is given, and tells what cannot be read. The stack holds
// at most 16 children of each of 64 levels.
void VisitLeaves(const NodeReader& nodes,
                 const NodeReference& root,
                 const std::function<void(const HashedLeaf&)>& visit,
                 const ChainScrub::Told& told) {
  OpenNodes open{{root, NibblePath()}};
  while (!open.empty()) {
    const auto [reference, path] = open.back();
    open.pop_back();
    const auto node = nodes.Read(reference, path);
    if (!node) {
      told(node.error().context);
    } else if (const auto* leaf = std::get_if<LeafNode>(&*node)) {
      visit({.node = *leaf, .hash = reference.hash});
    } else {
      OpenChildren(std::get<InnerNode>(*node), path, open);
    }
  }
}

}  // namespace

void ChainScrub::Tell(const std::string& damage) {
  ++damages_;
  told_(damage);
}

template <class T>
bool ChainScrub::Holds(const Result<T, Status>& result) {
  if (!result && result.error().code != StatusCode::kPruned) {
    Tell(result.error().context);
  }
  return result.has_value();
}

bool ChainScrub::Step(const std::shared_ptr<const KvView>& view, Height head, std::size_t rows) {
  const ChainReader chain(view, head);
  const std::uint64_t until = rows_ + rows;
  while (phase_ == Phase::kBlocks && rows_ < until) {
    if (height_ > head) {
      phase_ = Phase::kHistory;
      break;
    }
    CheckBlock(*view, chain);
    height_ = Next(height_);
  }
  if (phase_ == Phase::kHistory && rows_ < until &&
      !VisitRows(
          *view,
          ColumnFamily::kHistory,
          rows,
          [&](ByteView key, ByteView value) { CheckHistoryRow(chain, head, key, value); })) {
    phase_ = Phase::kLatest;
  }
  if (phase_ == Phase::kLatest && rows_ < until &&
      !VisitRows(
          *view,
          ColumnFamily::kLatest,
          rows,
          [&](ByteView key, ByteView value) {
            if (!IsIndexKey(key)) {
              Holds(chain.CheckRecord(key, value, head));
            }
          })) {
    phase_ = Phase::kTreeNodes;
  }
  if (phase_ == Phase::kTreeNodes && rows_ < until &&
      !VisitRows(
          *view,
          ColumnFamily::kTreeNodes,
          rows,
          [&](ByteView key, ByteView value) { CheckNodeRow(*view, head, key, value); })) {
    phase_ = Phase::kTree;
  }
  if (phase_ == Phase::kTree && rows_ < until) {
    CheckTree(*view, chain, head);
    phase_ = Phase::kDone;
  }
  return phase_ != Phase::kDone;
}

void ChainScrub::CheckBlock(const KvView& view, const ChainReader& chain) {
  ++rows_;
  const auto header = chain.Header(height_);
  if (!Holds(header)) {
    return;
  }
  if (header->height != height_) {
    Tell("the header of " + BlockName(height_) + " says that it is " + BlockName(header->height));
  }
  CheckLog(view, chain, *header);
  CheckLists(view, chain, *header);
  CheckRecordEvents(view, chain);
  const auto id = chain.IdAt(height_);
  const auto proposal = chain.Proposal(height_);
  const auto certificate = chain.Certificate(height_);
  if (id && proposal && certificate && evidence_) {
    Holds(evidence_(*header, *id, *proposal, *certificate));
  }
}

// Parent, log root, and the subtrees that this block completed.
void ChainScrub::CheckLog(const KvView& view, const ChainReader& chain, const BlockHeader& header) {
  const std::uint64_t index = height_.value();
  if (index > 0) {
    const auto parent = chain.IdAt(Height(index - 1));  // damage of its own was told in its turn
    if (parent && *parent != header.parent) {
      Tell(BlockName(height_) + " does not stand on the block below it" +
           Differs(Hash::FromBytes(header.parent.view()), Hash::FromBytes(parent->view())));
    }
  }
  Holds(chain.HeaderLogRoot(index));
  const merkle::SubtreeReader subtree = HeaderLogReader(view);
  const auto completed = static_cast<std::uint32_t>(std::countr_one(index));
  for (std::uint32_t level = 1; level <= completed; ++level) {
    const std::uint64_t at = index >> level;
    const Hash expected =
        merkle::NodeHash(subtree(level - 1, 2 * at), subtree(level - 1, 2 * at + 1));
    if (const Hash found = subtree(level, at); found != expected) {
      Tell("the header log's node of level " + std::to_string(level) + " and index " +
           std::to_string(at) + " is not the hash of its children" + Differs(expected, found));
    }
  }
}

void ChainScrub::CheckLists(const KvView& view,
                            const ChainReader& chain,
                            const BlockHeader& header) {
  rows_ += 2 * header.transaction_count + header.event_count;
  Holds(chain.Transactions(height_));
  const auto receipts = chain.Receipts(height_);
  for (std::uint32_t index = 0; Holds(receipts) && index < receipts->size(); ++index) {
    const TransactionId& id = (*receipts)[index].transaction_id;
    const auto place = chain.Find(id);
    const auto there =
        place ? view.Get(ColumnFamily::kReceipts, HeightIndexKey(place->height, place->index))
              : std::nullopt;
    const auto receipt = there ? Decode<Receipt>(*there) : Fail(StatusCode::kNotFound, "");
    if (!receipt || receipt->transaction_id != id) {
      Tell("the index transaction_ids has transaction " + id.hex() + " of " + BlockName(height_) +
           (place ? " at number " + std::to_string(place->index) + " of " +
                        BlockName(place->height) + ", where it is not"
                  : " nowhere"));
    }
  }
  const auto row = view.Get(ColumnFamily::kTreeRoots, HeightKey(height_));
  const auto root = row ? DecodeRoot(*row) : Fail(StatusCode::kCorrupt, "");
  if (!root || RootHash(*root) != header.state_root) {
    Tell(BlockName(height_) + ": the row of its state tree's root is not the state root " +
         header.state_root.hex() + " in its header");
  } else if (*root && !IsPruned(view, height_)) {
    Holds(DatabaseNodes(view).Read(**root, NibblePath()));
  }
}

// Every event is where the logs of its records say.
void ChainScrub::CheckRecordEvents(const KvView& view, const ChainReader& chain) {
  const auto events = chain.Events(height_);
  for (std::uint32_t index = 0; Holds(events) && index < events->size(); ++index) {
    const auto event = Decode<Event>((*events)[index]);
    if (!Holds(event)) {
      continue;
    }
    for (const EventSubject& subject : event->subjects) {
      ++rows_;
      const auto row = view.Get(ColumnFamily::kHistory, HistoryKey(subject.key, height_));
      const auto entry = row ? DecodeHistory(*row) : Fail(StatusCode::kNotFound, "");
      // Below the first one the difference is larger than any count.
      const std::uint64_t at = entry ? subject.seq - entry->first_event : 0;
      if (!entry || at >= entry->events.size() || entry->events[at] != index) {
        Tell("the log of record '" + ToHex(subject.key) + "' should have event " +
             std::to_string(index) + " of " + BlockName(height_) + " at number " +
             std::to_string(subject.seq) + ", and its history says " +
             (row ? ToHex(ByteView(*row).substr(0, 32)) : "nothing"));
      }
    }
  }
}

bool ChainScrub::VisitRows(const KvView& view,
                           ColumnFamily family,
                           std::size_t rows,
                           const std::function<void(ByteView key, ByteView value)>& visit) {
  std::size_t left = rows;
  const KeyRange rest{.from = std::exchange(next_, Bytes()), .until = {}};
  view.Scan(family, rest, [&](ByteView key, ByteView value) {
    if (left == 0) {
      next_ = Bytes(key);
      return false;
    }
    --left;
    ++rows_;
    visit(key, value);
    return true;
  });
  return !next_.empty();
}

void ChainScrub::CheckHistoryRow(const ChainReader& chain,
                                 Height head,
                                 ByteView key,
                                 ByteView value) {
  ByteView rest = key;
  const auto record = TakeEscapedKey(rest);
  const auto entry = DecodeHistory(value);
  if (!record || rest.size() != 8 || !entry) {
    Tell("the row " + ToHex(key) + " of the history is malformed");
    return;
  }
  // What was written after this view's head is for the next round.
  if (const Height height(~ReadBe64(rest)); height <= head) {
    Holds(chain.CheckRecord(*record, entry->value, height));
  }
}

// A node's hash is checked from above, and of a leaf with every row of the history. Here it is
// whether what it speaks of is there: the record of a leaf, and the nodes below an inner one, whose
// versions are in no hash.
void ChainScrub::CheckNodeRow(const KvView& view, Height head, ByteView key, ByteView value) {
  const auto node = DecodeNode(value);
  if (!node || key.size() < 9 || NodeKey::SizeOf(key) != key.size()) {
    Tell("the tree node " + ToHex(key) + " is malformed");
    return;
  }
  const Height version(ReadBe64(key));
  if (version > head) {
    return;
  }
  Bytes packed(key.substr(9));
  packed.resize(Hash::kSize, '\0');
  const NibblePath path(Hash::FromBytes(packed), static_cast<unsigned char>(key[8]));
  if (const auto* leaf = std::get_if<LeafNode>(&*node)) {
    if (!leaf->Fits(path) || !RecordAt(view, leaf->key, version)) {
      Tell(BlockName(version) + ": the tree node " + ToHex(key) + " is a leaf of the record '" +
           ToHex(leaf->key) + "', which has no place there or no history");
    }
    return;
  }
  const InnerNode& inner = std::get<InnerNode>(*node);
  const bool pruned = view.Get(ColumnFamily::kMeta, kMetaTreeFloor).has_value();
  for (unsigned nibble = 0; nibble < 16; ++nibble) {
    const NodeReference* child = inner.child(nibble);
    if (child == nullptr) {
      continue;
    }
    const Bytes place = NodeKey{.version = child->version, .path = path.Child(nibble)}.ToBytes();
    // Pruning takes a replaced node before the parent that it had.
    if (!pruned || view.Get(ColumnFamily::kTreeNodes, place)) {
      Holds(DatabaseNodes(view).Read(*child, path.Child(nibble)));
    }
  }
}

// Nothing is missing: each leaf of the head's tree has its record, in both families.
void ChainScrub::CheckTree(const KvView& view, const ChainReader& chain, Height head) {
  const auto header = chain.Header(head);
  const auto row = view.Get(ColumnFamily::kTreeRoots, HeightKey(head));
  const auto root = row ? DecodeRoot(*row) : Fail(StatusCode::kCorrupt, "there is no tree");
  if (!Holds(header) || !Holds(root) || !*root || RootHash(*root) != header->state_root) {
    return;  // told with the block
  }
  const auto visit = [&](const HashedLeaf& leaf) {
    ++rows_;
    const Bytes& key = leaf.node.key;
    const auto latest = view.Get(ColumnFamily::kLatest, key);
    const auto history = RecordAt(view, key, head);
    for (const auto& [name, value] :
         {std::pair("latest", &latest), std::pair("history", &history)}) {
      if (!*value || !leaf.Commits(**value)) {
        Tell("the record '" + ToHex(key) + "' in " + name + " differs from the state tree" +
             (*value ? Differs(leaf.hash, leaf.HashWith(**value)) : ": it is not there"));
      }
    }
  };
  VisitLeaves(
      DatabaseNodes(view), **root, visit, [this](const std::string& damage) { Tell(damage); });
}

}  // namespace heng::storage
