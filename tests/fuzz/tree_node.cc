// SPDX-License-Identifier: Apache-2.0
// Rows of the state tree: nodes, roots and the keys of nodes (storage/FORMAT.md).
#include "storage/state_tree.h"
#include "tests/fuzz/canonical.h"
#include "tests/fuzz/targets.h"

namespace heng::fuzz {

void TreeNode(ByteView input) {
  if (const auto node = storage::DecodeNode(input)) {
    HENG_ASSERT(storage::EncodeNode(*node) == input);
    if (const auto* inner = std::get_if<storage::InnerNode>(&*node)) {
      HENG_ASSERT(inner->count() >= 1 && inner->count() <= 16);
      // The hash is a function of the bytes, and an image is the node.
      const auto again = storage::DecodeNode(input);
      HENG_ASSERT(inner->hash() == std::get<storage::InnerNode>(*again).hash());
      Bytes image;
      inner->AppendImage(image);
      const auto imaged = storage::InnerNode::FromImage(image);
      HENG_ASSERT(storage::EncodeNode(imaged) == input && imaged.hash() == inner->hash());
      for (unsigned nibble = 0; nibble < 16; ++nibble) {
        HENG_ASSERT((inner->child(nibble) != nullptr) == (((inner->present() >> nibble) & 1) != 0));
      }
    }
  }
  if (const auto root = storage::DecodeRoot(input)) {
    HENG_ASSERT(storage::EncodeRoot(*root) == input);
    HENG_ASSERT(root->has_value() || storage::RootHash(*root).is_zero());
  }
  HENG_ASSERT(storage::NodeKey::SizeOf(input) <= input.size());
}

}  // namespace heng::fuzz
