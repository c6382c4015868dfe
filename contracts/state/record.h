// SPDX-License-Identifier: Apache-2.0
// What every record of the state has. A record is a struct with Fields (core/codec/codec.h), where
//   field 1         is the schema number, never 0, so that a value is never empty;
//   fields 30, 31   are the count and root of the record's event log (core/event.h).
// The "core" of a record is its bytes without the event log; as the log's fields are the last,
// the core is a prefix of the value.
//
//   struct Cap {
//     static constexpr ByteView kTable = tables::kCap;
//     std::uint32_t schema = 1;
//     std::string id; ...
//     EventLog log;
//     Bytes Key() const { return KeyOf(id); }
//     static Bytes KeyOf(const std::string& id) { return StateKey(kTable, {id}); }
//     template <class Self, class Codec> static void Fields(Self& self, Codec& codec) {
//       codec(1, self.schema); codec(2, self.id, Bound{.bytes = 64}); ...
//       EventLog::Fields(self.log, codec);
//     }
//   };
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>

#include "core/codec/codec.h"
#include "core/crypto/hash.h"
#include "core/ids.h"

namespace heng::contracts {

// RFC 6962 log of the events that touched a record. Kept by the journal alone.
struct EventLog {
  std::uint64_t count = 0;
  Hash root;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(30, self.count);
    codec(31, self.root);
  }
  friend bool operator==(const EventLog&, const EventLog&) = default;
};

// The log in an encoded record, whatever its type; a count of zero when it has none.
[[nodiscard]] EventLog LogIn(ByteView record);

template <class T>
concept Record = requires(const T& record) {
  { record.Key() } -> std::same_as<Bytes>;
  { record.log } -> std::convertible_to<EventLog>;
  { T::kTable } -> std::convertible_to<ByteView>;
};

// table | part | '/' | part ... ; a table's name ends with '/'.
[[nodiscard]] inline Bytes StateKey(ByteView table, std::initializer_list<ByteView> parts) {
  Bytes key(table);
  bool first = true;
  for (const ByteView part : parts) {
    if (!first) {
      key.push_back('/');
    }
    first = false;
    key.append(part);
  }
  return key;
}

// SHA-256(02 | core bytes): what events and proofs say of a record's content.
[[nodiscard]] inline Hash CoreHash(ByteView core) {
  return Sha256({ByteView("\2", 1), core});
}

}  // namespace heng::contracts
