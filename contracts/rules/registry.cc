// SPDX-License-Identifier: Apache-2.0
#include "contracts/rules/registry.h"

#include <array>

namespace heng::contracts {
namespace {

// Precedence: who may act, then title and locks, then the law of the class, then amounts.
constexpr std::array kRules = {
    &kUsccRule,
    &kUsccExceptionRule,
    &kAllowancePartiesRule,
    &kReductionPartiesRule,
    &kEligibilityRule,
    &kOneAccountRule,
    &kNoOtcRule,
    &kDuplicateTradeRule,
    &kConservationRule,
    &kFinalTitleRule,
    &kTerminalUnitsRule,
    &kFrozenUnitsRule,
    &kPledgedUnitsRule,
    &kPledgePriorityRule,
    &kPledgeEnforcementRule,
    &kPaymentRule,
    &kCcerDocumentsRule,
    &kCcerUniquenessRule,
    &kTradeVintageRule,
    &kBiddingTradeRule,
    &kPreviousCloseRule,
    &kListedTradeRule,
    &kBlockTradeRule,
    &kTickRule,
    &kVerifiedFactRule,
    &kDistributionChainRule,
    &kSurrenderChainRule,
    &kVintageRule,
    &kLegacyExpiryRule,
    &kAtomicOffsetRule,
    &kOffsetScopeRule,
    &kVoluntaryCancelRule,
    &kShortSaleRule,
    &kOffsetCapRule,
    &kSurrenderDutyRule,
    &kRecallRule,
    &kWaterProvincesRule,
    &kWaterBasinRule,
    &kWaterPermitRule,
    &kPollutantRule,
    &kPollutionPoolRule,
    &kReplacementRatioRule,
    &kPollutionPermitRule,
    &kWaterUseRule,
    &kWaterCapRule,
    &kControlTotalRule,
};

}  // namespace

std::span<const Rule* const> Rules() {
  return kRules;
}

const Rule* FindRule(std::string_view id) {
  for (const Rule* rule : kRules) {
    if (rule->id == id) {
      return rule;
    }
  }
  return nullptr;
}

std::optional<Refusal> Judge(const Context& context, const Operation& operation, const Plan& plan) {
  for (const Rule* rule : kRules) {
    for (const Movement& movement : plan) {
      if (!Includes(rule->kinds, movement.kind)) {
        continue;
      }
      if (std::optional<Refusal> refusal = rule->evaluate(
              RuleInput{.context = context, .operation = operation, .movement = movement})) {
        if (refusal->rule.empty()) {
          refusal->rule = rule->id;
        }
        return refusal;
      }
    }
  }
  return std::nullopt;
}

}  // namespace heng::contracts
