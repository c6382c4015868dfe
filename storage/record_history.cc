// SPDX-License-Identifier: Apache-2.0
#include "storage/record_history.h"

#include <algorithm>
#include <utility>

#include "storage/end_process.h"
#include "storage/keys.h"

namespace heng::storage {
namespace {

constexpr char kErased = 0;
constexpr char kWritten = 1;
// Rows of one record to pass over before seeking to the next record is cheaper.
constexpr int kVersionsBeforeSeek = 16;

std::optional<Bytes> FromHistoryValue(ByteView row) {
  if (row.empty() || row.front() != kWritten) {
    return std::nullopt;
  }
  return Bytes(row.substr(1));
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
        record = FromHistoryValue(value);
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
    value = FromHistoryValue(row);
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

Bytes HistoryValue(const std::optional<Bytes>& value) {
  Bytes row(1, value ? kWritten : kErased);
  if (value) {
    row.append(*value);
  }
  return row;
}

}  // namespace heng::storage
