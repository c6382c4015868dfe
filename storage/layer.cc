// SPDX-License-Identifier: Apache-2.0
#include "storage/layer.h"

#include <utility>

#include "core/check.h"
#include "storage/keys.h"
#include "storage/layer_block.h"
#include "storage/node_reader.h"

namespace heng::storage {
namespace {

using Blocks = std::vector<std::shared_ptr<const Layer::Block>>;

// The changes of several blocks as one ascending sequence of keys; of equal keys the newest block's
// value counts.
class MergedChanges {
 public:
  MergedChanges(const Blocks& blocks, ByteView from) {
    for (auto block = blocks.rbegin(); block != blocks.rend(); ++block) {
      const ChangeSet& changes = (*block)->executed.changes;
      cursors_.push_back({changes.lower_bound(from), changes.end()});
    }
    Settle();
  }

  // The next change, or null at the end.
  [[nodiscard]] const ChangeSet::value_type* next() const { return next_; }

  void Advance() {
    const Bytes& key = next_->first;
    for (auto& [at, end] : cursors_) {
      if (at != end && at->first == key) {
        ++at;
      }
    }
    Settle();
  }

 private:
  void Settle() {
    next_ = nullptr;
    for (const auto& [at, end] : cursors_) {  // newest block first, so that ties keep the newest
      if (at != end && (next_ == nullptr || at->first < next_->first)) {
        next_ = &*at;
      }
    }
  }

  std::vector<std::pair<ChangeSet::const_iterator, ChangeSet::const_iterator>> cursors_;
  const ChangeSet::value_type* next_ = nullptr;
};

// The newest word of the blocks about a key: null when they do not mention it.
const std::optional<Bytes>* FindChange(const Blocks& blocks, ByteView key) {
  for (auto block = blocks.rbegin(); block != blocks.rend(); ++block) {
    const ChangeSet& changes = (*block)->executed.changes;
    if (const auto change = changes.find(key); change != changes.end()) {
      return &change->second;
    }
  }
  return nullptr;
}

}  // namespace

Result<TreeNode, Status> LayerNodes::Read(const NodeReference& reference,
                                          const NibblePath& path) const {
  for (const auto& block : blocks_) {
    if (block->header.height != reference.version) {
      continue;
    }
    // A head that was read back from disk has its nodes there.
    if (const NodePtr node = block->tree.Find(path)) {
      return *node;
    }
  }
  return DatabaseNodes(*base_.view, base_.cache.get()).Read(reference, path);
}

Layer::Layer(std::shared_ptr<const Base> base, std::vector<std::shared_ptr<const Block>> blocks)
    : base_(std::move(base)), blocks_(std::move(blocks)) {
  HENG_ASSERT(!blocks_.empty());
}

Layer::~Layer() = default;

Height Layer::height() const {
  return block().header.height;
}
const BlockId& Layer::id() const {
  return block().id;
}
const BlockHeader& Layer::header() const {
  return block().header;
}
const Bytes& Layer::header_bytes() const {
  return block().header_bytes;
}
const StateRoot& Layer::state_root() const {
  return block().header.state_root;
}
const merkle::LogFrontier& Layer::header_log() const {
  return block().header_log;
}
const std::vector<BlockTransaction>& Layer::transactions() const {
  return block().transactions;
}
const std::vector<Receipt>& Layer::receipts() const {
  return block().executed.receipts;
}
const std::vector<Bytes>& Layer::events() const {
  return block().executed.events;
}
const ChangeSet& Layer::changes() const {
  return block().executed.changes;
}

bool Layer::Covers(Height height, const BlockId& id) const {
  if (height == *base_->head) {
    return true;  // there is one committed block of a height
  }
  // Heights of the blocks follow one another, and the lowest is at most one above the base.
  const Height lowest = blocks_.front()->header.height;
  if (height < *base_->head || height < lowest) {
    return false;
  }
  const std::uint64_t place = height.value() - lowest.value();
  return place < blocks_.size() && blocks_[static_cast<std::size_t>(place)]->id == id;
}

std::optional<Bytes> Layer::Get(ByteView key) const {
  if (const auto* change = FindChange(blocks_, key)) {
    return *change;
  }
  if (!base_->head) {
    return base_->view->Get(ColumnFamily::kLatest, key);
  }
  const auto covers = [this](const HeadCache::Head& head) { return Covers(head.height, head.id); };
  if (auto known = base_->cache->FindRow(covers, key)) {
    return *std::move(known);
  }
  auto row = base_->view->Get(ColumnFamily::kLatest, key);
  base_->cache->RememberRow(covers, key, row);
  return row;
}

std::optional<std::pair<Bytes, Bytes>> Layer::FindLast(ByteView prefix, ByteView at) const {
  std::optional<Bytes> bound = BoundOfLast(prefix, at);
  while (bound) {
    auto best = base_->view->FindBefore(ColumnFamily::kLatest, *bound);
    for (const auto& block : blocks_) {  // oldest first: of equal keys the newest stays
      const ChangeSet& changes = block->executed.changes;
      auto change = changes.lower_bound(*bound);
      if (change != changes.begin() && (!best || std::prev(change)->first >= best->first)) {
        --change;
        best.emplace(change->first, Bytes());
      }
    }
    if (!best || !best->first.starts_with(prefix)) {
      return std::nullopt;
    }
    const auto* change = FindChange(blocks_, best->first);
    if (change == nullptr) {
      return best;
    }
    if (change->has_value()) {
      best->second = **change;
      return best;
    }
    bound = std::move(best->first);  // erased: look below it
  }
  return std::nullopt;
}

void Layer::Scan(const KeyRange& range,
                 const std::function<bool(ByteView key, ByteView value)>& visit) const {
  MergedChanges changes(blocks_, range.from);
  bool more = true;
  // Visits the changed keys below `bound` (all of them without one).
  const auto visit_changes = [&](const ByteView* bound) {
    while (more && changes.next() != nullptr && range.Holds(changes.next()->first) &&
           (bound == nullptr || changes.next()->first < *bound)) {
      const auto& [key, value] = *changes.next();
      more = !value || visit(key, *value);
      changes.Advance();
    }
  };
  base_->view->Scan(ColumnFamily::kLatest, range, [&](ByteView key, ByteView value) {
    visit_changes(&key);
    if (!more) {
      return false;
    }
    if (changes.next() != nullptr && changes.next()->first == key) {
      const auto& change = changes.next()->second;
      more = !change || visit(key, *change);
      changes.Advance();
    } else {
      more = visit(key, value);
    }
    return more;
  });
  visit_changes(nullptr);
}

}  // namespace heng::storage
