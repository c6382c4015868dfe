// SPDX-License-Identifier: Apache-2.0
// What contracts read and what they change, without saying where it is kept.
//
// Keys of two kinds share one ordered space. A key that starts with "x/" is index: derived from
// the records, kept beside them, never hashed into the state tree, and free to be erased. Every
// other key is a record: hashed, versioned by height, and never erased.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "core/bytes.h"

namespace heng {

inline constexpr ByteView kIndexPrefix = "x/";

inline bool IsIndexKey(ByteView key) {
  return key.starts_with(kIndexPrefix);
}

// The keys from `from` on that are below `until`; all from `from` on when `until` is empty. A scan
// that says where it ends never steps over what was erased behind its end.
struct KeyRange {
  Bytes from;
  Bytes until;

  [[nodiscard]] bool Holds(ByteView key) const {
    return from <= key && (until.empty() || key < until);
  }
};

// The keys that start with `prefix` and are not below `from`.
[[nodiscard]] KeyRange KeysOf(ByteView prefix, ByteView from = {});

// A consistent view of one height. A read cannot fail: an implementation that cannot read its
// disk ends the process, because an executor that guesses would diverge.
class KvReader {
 public:
  KvReader() = default;
  KvReader(const KvReader&) = delete;
  KvReader& operator=(const KvReader&) = delete;
  virtual ~KvReader() = default;

  [[nodiscard]] virtual std::optional<Bytes> Get(ByteView key) const = 0;

  // The last key that starts with `prefix` and is not above `at`, with its value.
  [[nodiscard]] virtual std::optional<std::pair<Bytes, Bytes>> FindLast(ByteView prefix,
                                                                        ByteView at) const = 0;

  // Visits the keys of the range in byte order, ascending, until `visit` returns false.
  virtual void Scan(const KeyRange& range,
                    const std::function<bool(ByteView key, ByteView value)>& visit) const = 0;
};

// The last value of each key that a block wrote, in key order; nothing means erased.
using ChangeSet = std::map<Bytes, std::optional<Bytes>, std::less<>>;

}  // namespace heng
