// SPDX-License-Identifier: Apache-2.0
// A permit: what its holder may withdraw or discharge a year, where, and from which day to which.
// Water and pollution rights rest on it. Key: permit/<number>; a number is never used twice.
#pragma once

#include <optional>
#include <vector>

#include "contracts/state/record.h"
#include "contracts/state/tables.h"
#include "core/quantity.h"
#include "core/time.h"

namespace heng::contracts {

enum class PermitKind : std::uint32_t {
  kUnspecified = 0,
  kWaterWithdrawal = 1,
  kDischarge = 2,
  kMaxValue = kDischarge,
};

inline constexpr std::size_t kPermitAmountsMax = 16;

struct PermittedAmount {
  ClassId class_id;  // the water class, or a pollutant's
  Quantity annual;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.class_id, Bound{.bytes = kIdentifierMax});
    codec(2, self.annual);
  }
  friend bool operator==(const PermittedAmount&, const PermittedAmount&) = default;
};

struct Permit {
  static constexpr ByteView kTable = tables::kPermit;

  std::uint32_t schema = 1;
  std::string number;
  ParticipantId participant;
  PermitKind kind = PermitKind::kUnspecified;
  ParticipantId authority;   // who issued it, and signs for the rights that rest on it
  std::string jurisdiction;  // province code
  std::string pool;          // basin or airshed
  std::vector<PermittedAmount> amounts;
  CstDay valid_from;
  CstDay valid_to;  // inclusive
  bool active = true;
  EventLog log;

  // What it permits of a class a year; nothing where it does not name the class.
  [[nodiscard]] std::optional<Quantity> AnnualOf(const ClassId& class_id) const {
    for (const PermittedAmount& amount : amounts) {
      if (amount.class_id == class_id) {
        return amount.annual;
      }
    }
    return std::nullopt;
  }

  [[nodiscard]] Bytes Key() const { return KeyOf(number); }
  static Bytes KeyOf(const std::string& number) { return StateKey(kTable, {number}); }

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.schema);
    codec(2, self.number, Bound{.bytes = kIdentifierMax});
    codec(3, self.participant, Bound{.bytes = 18});
    codec(4, self.kind);
    codec(5, self.authority, Bound{.bytes = 18});
    codec(6, self.jurisdiction, Bound{.bytes = 16});
    codec(7, self.pool, Bound{.bytes = kIdentifierMax});
    codec(8, self.amounts, Bound{.items = kPermitAmountsMax});
    codec(9, self.valid_from);
    codec(10, self.valid_to);
    codec(11, self.active);
    EventLog::Fields(self.log, codec);
  }
  friend bool operator==(const Permit&, const Permit&) = default;
};

}  // namespace heng::contracts
