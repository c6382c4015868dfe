// SPDX-License-Identifier: Apache-2.0
#include "storage/header_log.h"

#include "storage/keys.h"

namespace heng::storage {

merkle::SubtreeReader HeaderLogReader(const KvView& view) {
  return [&view](std::uint32_t level, std::uint64_t index) {
    const auto row = view.Get(ColumnFamily::kHeaderLog, LogNodeKey(level, index));
    return row && row->size() == Hash::kSize ? Hash::FromBytes(*row) : Hash();
  };
}

Result<merkle::LogFrontier, Status> ReadHeaderLog(const KvView& view, std::uint64_t count) {
  Bytes hashes;
  std::uint64_t position = 0;
  for (int bit = 63; bit >= 0; --bit) {
    const std::uint64_t width = std::uint64_t{1} << bit;
    if ((count & width) == 0) {
      continue;
    }
    const auto row = view.Get(ColumnFamily::kHeaderLog,
                              LogNodeKey(static_cast<std::uint32_t>(bit), position >> bit));
    if (!row || row->size() != Hash::kSize) {
      return Fail(StatusCode::kCorrupt, "the header log on disk misses a subtree");
    }
    hashes.append(*row);
    position += width;
  }
  return merkle::LogFrontier::FromBytes(count, hashes);
}

}  // namespace heng::storage
