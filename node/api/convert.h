// SPDX-License-Identifier: Apache-2.0
// Small readings that several services share.
#pragma once

#include <heng/v1/receipt.pb.h>

#include <cstdint>
#include <string>

#include "core/ids.h"
#include "core/receipt.h"
#include "core/result.h"
#include "node/api/call.h"

namespace heng::node {

[[nodiscard]] Result<TransactionId, ApiError> ReadTransactionId(const std::string& bytes);

// The receipt as its published message.
[[nodiscard]] Result<void, ApiError> ShowReceipt(const Receipt& receipt, v1::Receipt& shown);

// Whether a person of the caller's participant is the author of the signed bytes.
[[nodiscard]] bool IsSignedFor(const Call& call, ByteView signed_transaction);

// The length of a stored record's event log.
// That the receipt at the place where the index has the transaction is the transaction's own.
[[nodiscard]] Result<void, ApiError> CheckPlace(const Receipt& receipt, const TransactionId& id);

[[nodiscard]] std::uint64_t EventCountOf(ByteView record_value);

}  // namespace heng::node
