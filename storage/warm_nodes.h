// SPDX-License-Identifier: Apache-2.0
// Reads tree nodes into the cache that a restart has emptied: from the root down, and of what can
// be reached the newest first. What was written last is what the next blocks change. And with a
// node the rows of the records that came when it was written: so many that it does not take long,
// and no more than fill half of their memory.
#pragma once

#include <cstddef>
#include <functional>

#include "core/bytes.h"
#include "storage/head_cache.h"
#include "storage/kv_store.h"
#include "storage/state_tree.h"

namespace heng::storage {

// Until as many were read as the cache wants, while `may_go_on`. Only a hint: a node that is
// damaged ends it, and is named when it is used. `read_row` reads a row into the cache as it is by
// then: the head moves on meanwhile. Returns how many inner nodes were read.
std::size_t WarmNodes(const KvView& view,
                      const NodeReference& root,
                      HeadCache& cache,
                      const std::function<void(ByteView key)>& read_row,
                      const std::function<bool()>& may_go_on);

}  // namespace heng::storage
