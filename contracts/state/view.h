// SPDX-License-Identifier: Apache-2.0
// Typed reads of one consistent state. Check phases, rules and approvals hold a View and so cannot
// change anything. A stored record that does not decode is a corrupt disk or a bug, never input:
// it ends the process.
#pragma once

#include <functional>
#include <optional>
#include <utility>

#include "contracts/state/record.h"
#include "contracts/state/tables.h"
#include "core/check.h"
#include "core/kv.h"

namespace heng::contracts {

class View {
 public:
  View() = default;
  View(const View&) = delete;
  View& operator=(const View&) = delete;
  virtual ~View() = default;

  [[nodiscard]] virtual std::optional<Bytes> Read(ByteView key) const = 0;
  // What Read gives, without a copy where that is possible: borrowed from the view until it is
  // written to, or from `room`.
  [[nodiscard]] virtual std::optional<ByteView> Borrow(ByteView key, Bytes& room) const {
    std::optional<Bytes> value = Read(key);
    if (!value) {
      return std::nullopt;
    }
    room = *std::move(value);
    return room;
  }
  virtual void Scan(const KeyRange& range,
                    const std::function<bool(ByteView key, ByteView value)>& visit) const = 0;
  // The last key that starts with `prefix` and is not above `at`, with its value.
  [[nodiscard]] virtual std::optional<std::pair<Bytes, Bytes>> FindLast(ByteView prefix,
                                                                        ByteView at) const = 0;

  // The same among the keys that were read or written lately, if the view keeps such. Another key
  // may be nearer; that it is not must follow from the value.
  [[nodiscard]] virtual std::optional<ByteView> BorrowLastKnown(ByteView /*prefix*/,
                                                                ByteView /*at*/) const {
    return std::nullopt;
  }

  // The record under key R::KeyOf(parts...), or nothing.
  template <Record R, class... Parts>
  [[nodiscard]] std::optional<R> Find(const Parts&... parts) const {
    return FindByKey<R>(R::KeyOf(parts...));
  }

  template <Record R>
  [[nodiscard]] std::optional<R> FindByKey(ByteView key) const {
    Bytes room;
    const std::optional<ByteView> value = Borrow(key, room);
    if (!value) {
      return std::nullopt;
    }
    return DecodeRecord<R>(*value);
  }

  // Visits the records whose keys start with `prefix`, in key order, until `visit` returns false.
  template <Record R>
  void ForEach(ByteView prefix, const std::function<bool(const R&)>& visit) const {
    Scan(KeysOf(prefix),
         [&visit](ByteView, ByteView value) { return visit(DecodeRecord<R>(value)); });
  }

  template <Record R>
  [[nodiscard]] static R DecodeRecord(ByteView value) {
    Result<R, Status> record = Decode<R>(value);
    HENG_ASSERT(record.has_value());
    return *std::move(record);
  }
};

// A View straight over a KvReader: for queries, audits and tests.
class ReaderView final : public View {
 public:
  explicit ReaderView(const KvReader& reader) : reader_(reader) {}

  [[nodiscard]] std::optional<Bytes> Read(ByteView key) const override { return reader_.Get(key); }
  void Scan(const KeyRange& range,
            const std::function<bool(ByteView, ByteView)>& visit) const override {
    reader_.Scan(range, visit);
  }
  [[nodiscard]] std::optional<std::pair<Bytes, Bytes>> FindLast(ByteView prefix,
                                                                ByteView at) const override {
    return reader_.FindLast(prefix, at);
  }

 private:
  const KvReader& reader_;
};

}  // namespace heng::contracts
