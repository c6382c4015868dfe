// SPDX-License-Identifier: Apache-2.0
#include "storage/record_history.h"

#include <algorithm>
#include <utility>

#include "storage/big_endian.h"
#include "storage/end_process.h"
#include "storage/keys.h"

namespace heng::storage {
namespace {

constexpr char kErased = 0;
constexpr char kWritten = 1;
// Rows of one record to pass over before seeking to the next record is cheaper.
constexpr int kVersionsBeforeSeek = 16;

// What stands before the value: the tag, how many events, and, when there are any, the number of
// the first and where each is. Nothing when the row is too short for it.
std::optional<std::size_t> ValueOffset(ByteView row) {
  constexpr std::size_t kHeadBytes = 1 + 4;
  if (row.size() < kHeadBytes) {
    return std::nullopt;
  }
  const std::size_t events = ReadBe32(row.substr(1));
  const std::size_t offset = kHeadBytes + (events == 0 ? 0 : 8 + 4 * events);
  return offset > row.size() ? std::nullopt : std::optional(offset);
}

std::optional<Bytes> ValueOf(ByteView row) {
  const auto offset = ValueOffset(row);
  if (!offset || row.front() != kWritten) {
    return std::nullopt;
  }
  return Bytes(row.substr(*offset));
}

struct HistoryRow {
  Bytes record_key;
  Height height;
};

HistoryRow ReadHistoryKey(ByteView key) {
  ByteView rest = key;
  auto record_key = TakeEscapedKey(rest);
  if (!record_key || rest.size() != 8) {
    EndProcess("reading the history", ToHex(key), "the row's key is malformed");
  }
  return {.record_key = *std::move(record_key), .height = Height(~ReadBe64(rest))};
}

// Sorts after every version of every key below `key`, and before those of `key` itself: the escaped
// form without its end.
Bytes EscapedStart(ByteView key) {
  Bytes start = EscapeKey(key);
  start.resize(start.size() - 2);
  return start;
}

// What one block added to the log of a record.
struct LogPart {
  Height height;
  std::uint64_t first = 0;
  std::vector<std::uint32_t> events;

  [[nodiscard]] std::uint64_t end() const { return first + events.size(); }
};

std::unexpected<Status> GapAt(ByteView record_key, std::uint64_t number) {
  return Fail(StatusCode::kCorrupt,
              "the event log of record '" + ToHex(record_key) + "' has a gap at " +
                  std::to_string(number) + "; the database of this node is damaged");
}

// Visits what the blocks added to the log of a record, from `from` down to its oldest, until
// `visit` returns false.
Result<void, Status> VisitLog(const KvView& view,
                              ByteView record_key,
                              Height from,
                              const std::function<bool(LogPart)>& visit) {
  Result<void, Status> read;
  view.Scan(ColumnFamily::kHistory,
            KeysOf(EscapeKey(record_key), HistoryKey(record_key, from)),
            [&](ByteView key, ByteView row) {
              auto entry = DecodeHistory(row);
              if (!entry) {
                read = std::unexpected(std::move(entry.error()));
                return false;
              }
              return visit({.height = ReadHistoryKey(key).height,
                            .first = entry->first_event,
                            .events = std::move(entry->events)});
            });
  return read;
}

// What the newest block up to `height` that changed the record added to its log.
Result<std::optional<LogPart>, Status> LogPartAt(const KvView& view,
                                                 ByteView record_key,
                                                 Height height) {
  std::optional<LogPart> newest;
  HENG_CHECK_OK(VisitLog(view, record_key, height, [&](LogPart part) {
    newest = std::move(part);
    return false;
  }));
  return newest;
}

class HeadReader final : public KvReader {
 public:
  explicit HeadReader(std::shared_ptr<const KvView> view) : view_(std::move(view)) {}

  std::optional<Bytes> Get(ByteView key) const override {
    return view_->Get(ColumnFamily::kLatest, key);
  }

  std::optional<std::pair<Bytes, Bytes>> FindLast(ByteView prefix, ByteView at) const override {
    const auto bound = BoundOfLast(prefix, at);
    if (!bound) {
      return std::nullopt;
    }
    auto row = view_->FindBefore(ColumnFamily::kLatest, *bound);
    return row && row->first.starts_with(prefix) ? std::move(row) : std::nullopt;
  }

  void Scan(const KeyRange& range,
            const std::function<bool(ByteView, ByteView)>& visit) const override {
    view_->Scan(ColumnFamily::kLatest, range, visit);
  }

 private:
  std::shared_ptr<const KvView> view_;
};

class HeightReader final : public KvReader {
 public:
  HeightReader(std::shared_ptr<const KvView> view, Height height)
      : view_(std::move(view)), height_(height) {}

  std::optional<Bytes> Get(ByteView key) const override { return RecordAt(*view_, key, height_); }

  std::optional<std::pair<Bytes, Bytes>> FindLast(ByteView prefix, ByteView at) const override {
    const auto last = BoundOfLast(prefix, at);
    if (!last) {
      return std::nullopt;
    }
    Bytes bound = EscapedStart(*last);
    while (const auto row = view_->FindBefore(ColumnFamily::kHistory, bound)) {
      const HistoryRow found = ReadHistoryKey(row->first);
      if (!found.record_key.starts_with(prefix)) {
        return std::nullopt;
      }
      if (auto value = RecordAt(*view_, found.record_key, height_)) {
        return std::pair(found.record_key, *std::move(value));
      }
      bound = EscapedStart(found.record_key);
    }
    return std::nullopt;
  }

  void Scan(const KeyRange& range,
            const std::function<bool(ByteView, ByteView)>& visit) const override {
    const Bytes until = range.until.empty() ? Bytes() : EscapedStart(range.until);
    std::optional<Bytes> next = range.from;
    while (next) {
      next = ScanFrom(*next, until, visit);
    }
  }

 private:
  // Visits records until one has many versions; returns where to seek to, or nothing at the end.
  std::optional<Bytes> ScanFrom(const Bytes& from,
                                const Bytes& until,
                                const std::function<bool(ByteView, ByteView)>& visit) const {
    std::optional<Bytes> seek;
    Bytes done;        // the record already visited
    bool any = false;  // `done` holds a key
    int passed = 0;
    const auto on_row = [&](ByteView key, ByteView value) {
      HistoryRow row = ReadHistoryKey(key);
      if (any && row.record_key == done) {
        if (++passed < kVersionsBeforeSeek) {
          return true;
        }
        seek = std::move(done);
        seek->push_back('\0');
        return false;
      }
      std::optional<Bytes> record;
      if (row.height <= height_) {
        record = ValueOf(value);
      } else if (++passed < kVersionsBeforeSeek) {
        return true;
      } else {
        record = RecordAt(*view_, row.record_key, height_);
      }
      passed = 0;
      any = true;
      done = std::move(row.record_key);
      return !record || visit(done, *record);
    };
    view_->Scan(ColumnFamily::kHistory, {.from = EscapedStart(from), .until = until}, on_row);
    return seek;
  }

  std::shared_ptr<const KvView> view_;
  Height height_;
};

}  // namespace

std::optional<Bytes> RecordAt(const KvView& view, ByteView key, Height height) {
  const Bytes start = HistoryKey(key, height);
  const ByteView same_record = ByteView(start).substr(0, start.size() - 8);
  std::optional<Bytes> value;
  view.Scan(ColumnFamily::kHistory, KeysOf(same_record, start), [&](ByteView, ByteView row) {
    value = ValueOf(row);
    return false;
  });
  return value;
}

std::unique_ptr<KvReader> ReaderOfHead(std::shared_ptr<const KvView> view) {
  return std::make_unique<HeadReader>(std::move(view));
}

std::unique_ptr<KvReader> ReaderOfHeight(std::shared_ptr<const KvView> view, Height height) {
  return std::make_unique<HeightReader>(std::move(view), height);
}

Bytes EncodeHistory(const HistoryEntry& entry) {
  Bytes row;
  row.reserve(13 + 4 * entry.events.size() + (entry.value ? entry.value->size() : 0));
  row.push_back(entry.value ? kWritten : kErased);
  AppendBe32(row, static_cast<std::uint32_t>(entry.events.size()));
  if (!entry.events.empty()) {
    AppendBe64(row, entry.first_event);
  }
  for (const std::uint32_t index : entry.events) {
    AppendBe32(row, index);
  }
  if (entry.value) {
    row.append(*entry.value);
  }
  return row;
}

Result<HistoryEntry, Status> DecodeHistory(ByteView row) {
  const auto offset = ValueOffset(row);
  const bool written = offset && row.front() == kWritten;
  if (!offset || !(written || (row.front() == kErased && *offset == row.size()))) {
    return Fail(StatusCode::kCorrupt,
                "a row of the history is malformed: it begins with " + ToHex(row.substr(0, 16)));
  }
  HistoryEntry entry;
  if (written) {
    entry.value = row.substr(*offset);
  }
  const std::size_t events = ReadBe32(row.substr(1));
  if (events != 0) {
    entry.first_event = ReadBe64(row.substr(5));
  }
  entry.events.reserve(events);
  for (std::size_t i = 0; i < events; ++i) {
    entry.events.push_back(ReadBe32(row.substr(13 + 4 * i)));
  }
  return entry;
}

Result<std::vector<EventPlace>, Status> EventPlaces(
    const KvView& view, ByteView key, Height head, std::uint64_t first, std::size_t limit) {
  HENG_TRY(std::optional<LogPart> top, LogPartAt(view, key, head));
  if (!top || first >= top->end() || limit == 0) {
    return std::vector<EventPlace>();
  }
  const std::uint64_t end = first + std::min<std::uint64_t>(limit, top->end() - first);
  // The log grows with the height, so the block of the last event is found by halving.
  Height low(0);
  while (top->first >= end) {
    if (low >= top->height) {
      return GapAt(key, end - 1);
    }
    const Height middle(low.value() + (top->height.value() - 1 - low.value()) / 2);
    HENG_TRY(std::optional<LogPart> part, LogPartAt(view, key, middle));
    if (part && part->end() >= end) {
      top = std::move(part);
    } else {
      low = Next(middle);
    }
  }
  // From there down to the first one; `left` are still to be found.
  std::vector<EventPlace> places(static_cast<std::size_t>(end - first));
  std::uint64_t left = end;
  bool gap = false;
  HENG_CHECK_OK(VisitLog(view, key, top->height, [&](const LogPart& part) {
    gap = part.end() < left || (left != end && part.end() != left);
    for (; !gap && left > std::max(first, part.first); --left) {
      places[static_cast<std::size_t>(left - 1 - first)] = {
          .height = part.height,
          .index = part.events[static_cast<std::size_t>(left - 1 - part.first)]};
    }
    return !gap && left > first;
  }));
  if (gap || left > first) {
    return GapAt(key, left - 1);
  }
  return places;
}

}  // namespace heng::storage
