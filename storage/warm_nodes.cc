// SPDX-License-Identifier: Apache-2.0
#include "storage/warm_nodes.h"

#include <iterator>
#include <set>
#include <tuple>
#include <variant>

#include "storage/node_reader.h"

namespace heng::storage {
namespace {

// A node that its parent speaks of and that was not read yet.
struct Candidate {
  NodeReference reference;
  NibblePath path;

  // In the order of the rows on disk, the newest version first: what is read next is mostly in the
  // block of the table that was read last.
  bool operator<(const Candidate& other) const {
    return std::tie(other.reference.version, path) < std::tie(reference.version, other.path);
  }
};

// Rows are read one by one, from anywhere.
constexpr std::size_t kRowsMax = 16'384;

}  // namespace

std::size_t WarmNodes(const KvView& view,
                      const NodeReference& root,
                      HeadCache& cache,
                      const std::function<void(ByteView key)>& read_row,
                      const std::function<bool()>& may_go_on) {
  const DatabaseNodes nodes(view, &cache);
  std::set<Candidate> next;
  if (!root.leaf) {
    next.insert({.reference = root, .path = {}});
  }
  std::size_t read = 0;
  std::size_t rows = 0;
  std::size_t wanted = cache.NodesWanted();
  while (wanted != 0 && !next.empty() && may_go_on()) {
    const Candidate candidate = next.extract(next.begin()).value();
    const auto node = nodes.Read(candidate.reference, candidate.path);
    if (!node) {
      break;
    }
    ++read;
    const auto& inner = std::get<InnerNode>(*node);
    for (unsigned nibble = 0; nibble < 16; ++nibble) {
      const NodeReference* child = inner.child(nibble);
      if (child == nullptr) {
        continue;
      }
      const NibblePath place = candidate.path.Child(nibble);
      if (!child->leaf) {
        next.insert({.reference = *child, .path = place});
      } else if (child->version == candidate.reference.version && rows < kRowsMax &&
                 cache.WantsRows()) {
        const auto leaf = nodes.Read(*child, place);
        if (!leaf) {
          return read;
        }
        read_row(std::get<LeafNode>(*leaf).key);
        ++rows;
      }
    }
    wanted = cache.NodesWanted();
    // Those that have as many newer ones before them will not have their turn.
    while (next.size() > wanted) {
      next.erase(std::prev(next.end()));
    }
  }
  return read;
}

}  // namespace heng::storage
