// SPDX-License-Identifier: Apache-2.0
// Why a transaction was refused. A refusal changes nothing and goes into the receipt: a code that
// programs test, the rule behind it, and the numbers that failed. Texts in Chinese and English,
// legal basis and rule id come from the tables in result.cc and rules/registry.cc, so that they are
// written once and never travel.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/receipt.h"
#include "core/result.h"

namespace heng::contracts {

// Append only: the numbers are in receipts for ever. New codes go at the end.
enum class ResultCode : std::uint32_t {
  kOk = 0,
  // The envelope.
  kMalformed = 1,
  kTransactionExpired = 2,
  kSequence = 3,
  kUnknownSigner = 4,
  kApproval = 5,
  kPendingClosed = 6,
  // Things named that are missing, taken or shut.
  kNotFound = 7,
  kExists = 8,
  kClosed = 9,
  kFieldRange = 10,
  kTooManyBlocks = 11,
  kInsufficient = 12,
  kInvariant = 13,
  kOverflow = 14,
  // Identity.
  kUsccInvalid = 20,
  kUsccException = 21,
  kAccountExists = 22,
  kNotEligible = 23,
  // Conservation and title.
  kConservation = 30,
  kFinalTitle = 31,
  // Carbon.
  kChain = 40,
  kShort = 41,
  kOffsetCap = 42,
  kOffsetCovered = 43,
  kCcerExpired = 44,
  kCcrConfirm = 45,
  kVintage = 46,
  kCancel = 47,
  kCap = 48,
  kUnverified = 49,
  kRecallShort = 50,
  kDeadline = 51,
  // Trading.
  kLot = 60,
  kPriceBand = 61,
  kBidReference = 62,
  kTick = 63,
  kOtc = 64,
  kDvpAmount = 65,
  kDvpState = 66,
  kDvpExpired = 67,
  kDuplicateTrade = 68,
  // CCER.
  kCcerDocument = 70,
  kDoubleIssue = 71,
  // Finance and orders.
  kPledged = 80,
  kPriority = 81,
  kFrozen = 82,
  kEnforce = 83,
  kTerminal = 84,
  // Water.
  kWaterCap = 90,
  kPermit = 91,
  kBasin = 92,
  kWaterApproval = 93,
  kOveruse = 94,
  // Pollution.
  kPollutant = 100,
  kPool = 101,
  kRatio = 102,
  kPollutionCap = 103,
  kTerm = 104,
  kMaxValue = kTerm,
};

// What the reference and every client show for a code.
struct ResultText {
  ResultCode code = ResultCode::kOk;
  std::string_view name;  // "E_INSUFFICIENT"; stable, tested by programs
  std::string_view en;
  std::string_view zh;
};

// Every code, ascending. A compile-time check in result.cc keeps it whole.
[[nodiscard]] const std::vector<ResultText>& ResultTexts();
[[nodiscard]] const ResultText& TextOf(ResultCode code);

struct Refusal {
  ResultCode code = ResultCode::kMalformed;
  std::string rule;     // "R-CAR-21"; empty where no rule is behind it
  std::string subject;  // the record, field or person it is about
  std::vector<ReceiptNumber> numbers;
};

template <class T>
using Outcome = Result<T, Refusal>;

[[nodiscard]] inline std::unexpected<Refusal> Refuse(ResultCode code,
                                                     std::string subject,
                                                     std::vector<ReceiptNumber> numbers = {}) {
  return std::unexpected<Refusal>(Refusal{
      .code = code, .rule = {}, .subject = std::move(subject), .numbers = std::move(numbers)});
}

}  // namespace heng::contracts
