// SPDX-License-Identifier: Apache-2.0
// Records as they were, and where the events are that made them so.
//
// A KvReader of one committed height reads the newest values at the head and shows index keys too;
// below, it reads the history, which has records only.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "core/height.h"
#include "core/kv.h"
#include "core/result.h"
#include "storage/kv_store.h"

namespace heng::storage {

// The value of a record right after `height`; nothing when it was not there.
[[nodiscard]] std::optional<Bytes> RecordAt(const KvView& view, ByteView key, Height height);

// `view` must be of one moment, at or after the commit of `height`.
[[nodiscard]] std::unique_ptr<KvReader> ReaderOfHead(std::shared_ptr<const KvView> view);
[[nodiscard]] std::unique_ptr<KvReader> ReaderOfHeight(std::shared_ptr<const KvView> view,
                                                       Height height);

// A row of the history: what a block made of a record.
struct HistoryEntry {
  std::optional<ByteView> value;      // nothing: the block erased it
  std::uint64_t first_event = 0;      // number in the record's log of the first of `events`
  std::vector<std::uint32_t> events;  // of the block, about the record, ascending
};

[[nodiscard]] Bytes EncodeHistory(const HistoryEntry& entry);
// The value is a part of `row`. kCorrupt when it is no row of the history.
[[nodiscard]] Result<HistoryEntry, Status> DecodeHistory(ByteView row);

// Where an event of a record's log is.
struct EventPlace {
  Height height;
  std::uint32_t index = 0;  // in the block
};

// Events `first` .. of the record's log as it was right after `head`, at most `limit`; fewer only
// where the log ends. Reads the blocks that they are in and a few more, however long the log is.
// kCorrupt when the log has a gap among them.
[[nodiscard]] Result<std::vector<EventPlace>, Status> EventPlaces(
    const KvView& view, ByteView key, Height head, std::uint64_t first, std::size_t limit);

}  // namespace heng::storage
