// SPDX-License-Identifier: Apache-2.0
// Operations proposed on the ledger that wait for the signatures they need. The approval that
// completes them executes them.
#pragma once

#include <vector>

#include "contracts/state/record.h"
#include "contracts/state/tables.h"
#include "core/time.h"
#include "core/transaction.h"

namespace heng::contracts {

// Append only.
enum class PendingStatus : std::uint32_t {
  kUnspecified = 0,
  kOpen = 1,
  kExecuted = 2,
  kExpired = 3,
  kMaxValue = kExpired,
};

inline constexpr std::size_t kPendingOperationsMax = 16;

struct Pending {
  static constexpr ByteView kTable = tables::kPending;

  std::uint32_t schema = 1;
  std::string id;  // hex of the proposing transaction's id
  std::vector<Bytes> operations;
  std::vector<PersonId> signers;  // in the order they signed
  BlockTime expires;
  PendingStatus status = PendingStatus::kOpen;
  std::string reason_code;  // of the proposing transaction, used when it executes
  std::string legal_reference;
  EventLog log;

  [[nodiscard]] Bytes Key() const { return KeyOf(id); }
  static Bytes KeyOf(const std::string& id) { return StateKey(kTable, {id}); }

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.schema);
    codec(2, self.id, Bound{.bytes = kIdentifierMax});
    codec(3, self.operations, Bound{.bytes = kOperationBytesMax, .items = kPendingOperationsMax});
    codec(4, self.signers, Bound{.bytes = kIdentifierMax, .items = kSignaturesMax});
    codec(5, self.expires);
    codec(6, self.status);
    codec(7, self.reason_code, Bound{.bytes = 64});
    codec(8, self.legal_reference);
    EventLog::Fields(self.log, codec);
  }
  friend bool operator==(const Pending&, const Pending&) = default;
};

}  // namespace heng::contracts
