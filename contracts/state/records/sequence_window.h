// SPDX-License-Identifier: Apache-2.0
// Which sequences of a person were used: the highest, and a bitmap of the 1,024 up to it. Parallel
// submission works and an old sequence can never return. The one record without an event log:
// every transaction moves it, refused ones too.
#pragma once

#include "contracts/state/record.h"
#include "contracts/state/tables.h"

namespace heng::contracts {

struct SequenceWindow {
  static constexpr ByteView kTable = tables::kSequence;
  static constexpr std::uint64_t kSize = 1024;

  std::uint32_t schema = 1;
  PersonId person;
  std::uint64_t highest = 0;
  Bytes used;  // 128 bytes; bit i of the whole (byte i / 8, bit i % 8) is sequence highest - i
  EventLog log;

  // True when `sequence` was not used and is not below the window.
  [[nodiscard]] bool IsFree(std::uint64_t sequence) const;
  // Marks it used. It must be free.
  void Use(std::uint64_t sequence);

  [[nodiscard]] Bytes Key() const { return KeyOf(person); }
  static Bytes KeyOf(const PersonId& person) { return StateKey(kTable, {person.value()}); }

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.schema);
    codec(2, self.person, Bound{.bytes = kIdentifierMax});
    codec(3, self.highest);
    codec(4, self.used, Bound{.bytes = kSize / 8});
    EventLog::Fields(self.log, codec);
  }
  friend bool operator==(const SequenceWindow&, const SequenceWindow&) = default;
};

}  // namespace heng::contracts
