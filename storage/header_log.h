// SPDX-License-Identifier: Apache-2.0
// The log of block ids as the database holds it: the root of every perfect subtree, by level and
// index. Level 0 is the ids themselves.
#pragma once

#include <cstdint>

#include "core/merkle/log.h"
#include "core/result.h"
#include "storage/kv_store.h"

namespace heng::storage {

// Reads subtrees for paths. A missing one shows as zero, and then the path does not verify; who
// makes a path checks it. `view` must outlive the reader.
[[nodiscard]] merkle::SubtreeReader HeaderLogReader(const KvView& view);

// The right edge of the log of the first `count` headers.
[[nodiscard]] Result<merkle::LogFrontier, Status> ReadHeaderLog(const KvView& view,
                                                                std::uint64_t count);

}  // namespace heng::storage
