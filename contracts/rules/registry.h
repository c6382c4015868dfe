// SPDX-License-Identifier: Apache-2.0
// Every rule, in precedence order. To add one: its file in this folder, a declaration here and a
// line in registry.cc, a parameter record at genesis where it has numbers, a row of text tests.
#pragma once

#include <optional>
#include <span>

#include "contracts/rules/rule.h"

namespace heng::contracts {

extern const Rule kUsccRule;               // R-ID-01
extern const Rule kUsccExceptionRule;      // R-ID-02
extern const Rule kOneAccountRule;         // R-ID-03
extern const Rule kEligibilityRule;        // R-ID-06
extern const Rule kConservationRule;       // R-GOV-02
extern const Rule kFinalTitleRule;         // R-GOV-04
extern const Rule kVerifiedFactRule;       // R-MRV-04
extern const Rule kRecallRule;             // R-CAR-10
extern const Rule kDistributionChainRule;  // R-CAR-13
extern const Rule kSurrenderDutyRule;      // R-CAR-20
extern const Rule kOffsetCapRule;          // R-CAR-21
extern const Rule kOffsetScopeRule;        // R-CAR-22
extern const Rule kLegacyExpiryRule;       // R-CAR-23
extern const Rule kAtomicOffsetRule;       // R-CAR-25
extern const Rule kSurrenderChainRule;     // R-CAR-26
extern const Rule kVintageRule;            // R-CAR-27
extern const Rule kVoluntaryCancelRule;    // R-CAR-37
extern const Rule kAllowancePartiesRule;   // R-TRD-01
extern const Rule kReductionPartiesRule;   // R-TRD-02
extern const Rule kListedTradeRule;        // R-TRD-03
extern const Rule kBlockTradeRule;         // R-TRD-04
extern const Rule kBiddingTradeRule;       // R-TRD-05
extern const Rule kPreviousCloseRule;      // R-TRD-06
extern const Rule kTickRule;               // R-TRD-07
extern const Rule kNoOtcRule;              // R-TRD-08
extern const Rule kTradeVintageRule;       // R-TRD-09
extern const Rule kShortSaleRule;          // R-TRD-11
extern const Rule kPaymentRule;            // R-TRD-12
extern const Rule kDuplicateTradeRule;     // R-TRD-13
extern const Rule kCcerDocumentsRule;      // R-CCER-01
extern const Rule kCcerUniquenessRule;     // R-CCER-02
extern const Rule kWaterCapRule;           // R-WAT-01
extern const Rule kWaterPermitRule;        // R-WAT-02
extern const Rule kWaterBasinRule;         // R-WAT-04
extern const Rule kWaterProvincesRule;     // R-WAT-06
extern const Rule kWaterUseRule;           // R-WAT-10
extern const Rule kPollutionPermitRule;    // R-POL-01
extern const Rule kPollutantRule;          // R-POL-02
extern const Rule kPollutionPoolRule;      // R-POL-03
extern const Rule kReplacementRatioRule;   // R-POL-05
extern const Rule kControlTotalRule;       // R-POL-11
extern const Rule kPledgedUnitsRule;       // R-FIN-01
extern const Rule kPledgePriorityRule;     // R-FIN-02
extern const Rule kPledgeEnforcementRule;  // R-FIN-05
extern const Rule kFrozenUnitsRule;        // R-FIN-07
extern const Rule kTerminalUnitsRule;      // R-XAS-03

// All of them, in the order in which they judge.
[[nodiscard]] std::span<const Rule* const> Rules();
// The rule of that id, or null.
[[nodiscard]] const Rule* FindRule(std::string_view id);

// Judges every movement of a plan: the first refusal in precedence order, with its rule named.
[[nodiscard]] std::optional<Refusal> Judge(const Context& context,
                                           const Operation& operation,
                                           const Plan& plan);

}  // namespace heng::contracts
