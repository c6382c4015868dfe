// SPDX-License-Identifier: Apache-2.0
// A caller is shown only what the chain's own hashes vouch for. What does not fit them is an error
// CORRUPT that names the row, never an answer.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "node/api/call.h"
#include "storage/chain_reader.h"

namespace heng::node {

// The record, or its absence, against the state tree of the height. A version whose tree nodes were
// pruned is shown unchecked: nothing is left to check it with.
[[nodiscard]] Result<void, ApiError> CheckShown(const storage::ChainReader& chain,
                                                ByteView key,
                                                const std::optional<ByteView>& value,
                                                Height height);

// The finality certificate of the block, empty when it has none of its own. Its signatures are for
// the caller to check, and for the scrub.
[[nodiscard]] Result<Bytes, ApiError> CheckedCertificate(const storage::ChainReader& chain,
                                                         Height height);

// Events `first` .. of the record's log, at most `limit`, against the log's root in `value` or the
// roots of their blocks, whichever takes less reading.
[[nodiscard]] Result<std::vector<Bytes>, ApiError> CheckedRecordEvents(
    const storage::ChainReader& chain,
    ByteView key,
    ByteView value,
    std::uint64_t first,
    std::size_t limit);

}  // namespace heng::node
