// SPDX-License-Identifier: Apache-2.0
// A trade that an exchange matched. Its units are locked when it is recorded and move if and only
// if the bank says that exactly its amount was paid; otherwise they return at the cut-off
// (R-TRD-12). A trade id is used once per exchange, whatever became of the trade (R-TRD-13).
#pragma once

#include <vector>

#include "contracts/serial_range.h"
#include "contracts/state/record.h"
#include "contracts/state/tables.h"
#include "core/quantity.h"
#include "core/time.h"

namespace heng::contracts {

// Append only.
enum class TradeMode : std::uint32_t {
  kUnspecified = 0,
  kListed = 1,   // R-TRD-03
  kBlock = 2,    // R-TRD-04
  kBidding = 3,  // R-TRD-05
  kMaxValue = kBidding,
};

// Append only.
enum class TradeStatus : std::uint32_t {
  kUnspecified = 0,
  kUnitsLocked = 1,
  kSettled = 2,
  kFailed = 3,   // the bank or the exchange said that it will not be paid
  kExpired = 4,  // the cut-off passed
  kMaxValue = kExpired,
};

struct Trade {
  static constexpr ByteView kTable = tables::kTrade;

  std::uint32_t schema = 1;
  ParticipantId exchange;
  std::string id;
  TradeMode mode = TradeMode::kListed;
  AccountId seller;
  AccountId buyer;
  SeriesId series;
  Quantity quantity;
  std::vector<SerialRange> ranges;  // the units locked; each is one block while they are
  Fen price;                        // of one unit
  Fen previous_close;
  std::string announcement;
  BlockTime traded_at;
  BlockTime cut_off;
  TradeStatus status = TradeStatus::kUnitsLocked;
  Fen amount;  // quantity * price
  ParticipantId bank;
  std::string bank_reference;
  BlockTime closed_at;  // when it was settled, failed or expired
  std::string reason;   // of a failure
  BlockTime paid_at;    // as the bank says
  EventLog log;

  [[nodiscard]] Bytes Key() const { return KeyOf(exchange, id); }
  static Bytes KeyOf(const ParticipantId& exchange, const std::string& id) {
    return StateKey(kTable, {exchange.value(), id});
  }

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.schema);
    codec(2, self.exchange, Bound{.bytes = 18});
    codec(3, self.id, Bound{.bytes = kIdentifierMax});
    codec(4, self.mode);
    codec(5, self.seller, Bound{.bytes = kIdentifierMax});
    codec(6, self.buyer, Bound{.bytes = kIdentifierMax});
    codec(7, self.series, Bound{.bytes = 3 * kIdentifierMax});
    codec(8, self.quantity);
    codec(9, self.ranges, Bound{.items = 256});
    codec(10, self.price);
    codec(11, self.previous_close);
    codec(12, self.announcement, Bound{.bytes = kIdentifierMax});
    codec(13, self.traded_at);
    codec(14, self.cut_off);
    codec(15, self.status);
    codec(16, self.amount);
    codec(17, self.bank, Bound{.bytes = 18});
    codec(18, self.bank_reference, Bound{.bytes = 44});
    codec(19, self.closed_at);
    codec(20, self.reason);
    codec(21, self.paid_at);
    EventLog::Fields(self.log, codec);
  }
  friend bool operator==(const Trade&, const Trade&) = default;
};

}  // namespace heng::contracts
