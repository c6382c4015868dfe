// SPDX-License-Identifier: Apache-2.0
// What a participant owes for a year, and how far it is met: allowances handed to the province,
// reductions cancelled as offsets, then collection by the nation and retirement.
//   due >= surrendered() + offset, and per series surrendered >= collected >= retired.
#pragma once

#include <vector>

#include "contracts/state/record.h"
#include "contracts/state/tables.h"
#include "core/quantity.h"

namespace heng::contracts {

// Append only.
enum class ObligationStatus : std::uint32_t {
  kUnspecified = 0,
  kOpen = 1,       // not yet covered, or covered and not yet collected
  kCollected = 2,  // covered, and every unit of it with the nation
  kShort = 3,      // collected with a recorded shortfall, `missing`; a late surrender may cure it
  kMaxValue = kShort,
};

inline constexpr std::size_t kObligationSeriesMax = 32;

// The way of one series through the surrender chain.
struct SurrenderedSeries {
  SeriesId series;
  Quantity surrendered;
  Quantity collected;
  Quantity retired;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.series, Bound{.bytes = 3 * kIdentifierMax});
    codec(2, self.surrendered);
    codec(3, self.collected);
    codec(4, self.retired);
  }
  friend bool operator==(const SurrenderedSeries&, const SurrenderedSeries&) = default;
};

struct Obligation {
  static constexpr ByteView kTable = tables::kObligation;

  std::uint32_t schema = 1;
  ParticipantId participant;
  std::uint32_t year = 0;
  ClassId class_id;
  Quantity due;
  Quantity offset;  // reductions cancelled for it
  std::vector<SurrenderedSeries> series;
  Quantity late;     // of surrendered and offset: after the deadline
  Quantity missing;  // the recorded shortfall
  ObligationStatus status = ObligationStatus::kOpen;
  EventLog log;

  [[nodiscard]] Quantity surrendered() const {
    std::uint64_t sum = 0;
    for (const SurrenderedSeries& line : series) {
      sum += line.surrendered.value();
    }
    return Quantity(sum);
  }
  // What is still to be surrendered or offset.
  [[nodiscard]] Quantity open() const {
    return Quantity(due.value() - surrendered().value() - offset.value());
  }
  [[nodiscard]] const SurrenderedSeries* FindSeries(const SeriesId& id) const {
    for (const SurrenderedSeries& line : series) {
      if (line.series == id) {
        return &line;
      }
    }
    return nullptr;
  }
  [[nodiscard]] SurrenderedSeries* FindSeries(const SeriesId& id) {
    for (SurrenderedSeries& line : series) {
      if (line.series == id) {
        return &line;
      }
    }
    return nullptr;
  }

  [[nodiscard]] Bytes Key() const { return KeyOf(participant, year); }
  static Bytes KeyOf(const ParticipantId& participant, std::uint32_t year) {
    return StateKey(kTable, {participant.value(), std::to_string(year)});
  }

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.schema);
    codec(2, self.participant, Bound{.bytes = 18});
    codec(3, self.year);
    codec(4, self.class_id, Bound{.bytes = kIdentifierMax});
    codec(5, self.due);
    codec(6, self.offset);
    codec(7, self.series, Bound{.items = kObligationSeriesMax});
    codec(8, self.late);
    codec(9, self.missing);
    codec(10, self.status);
    EventLog::Fields(self.log, codec);
  }
  friend bool operator==(const Obligation&, const Obligation&) = default;
};

}  // namespace heng::contracts
