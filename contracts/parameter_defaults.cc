// SPDX-License-Identifier: Apache-2.0
#include "contracts/parameter_defaults.h"

#include <algorithm>
#include <span>
#include <string_view>

namespace heng::contracts {
namespace {

struct Row {
  std::string_view name;
  std::string_view scope;
  std::uint32_t effective_from;
  std::uint32_t effective_to;
  std::uint64_t value;
  std::string_view unit;
  std::string_view legal_basis;
  std::string_view provenance;
};

constexpr std::string_view kMeasures = "National ETS measures (REG-B)";
constexpr std::string_view kPlan = "National allocation plan 2023-2024 (REG-C) s7";
constexpr std::string_view kDraftPlan = "Draft allocation plan 2025-2026";
constexpr std::string_view kTradingRules = "National carbon trading rules (REG-M)";
constexpr std::string_view kCcerTrading = "CCER measures (REG-N); trading rules of its exchange";
constexpr std::string_view kDelivery = "Delivery versus payment on this register";
constexpr std::string_view kReplacement =
    "Notices on replacement below air quality standard (2014)";
constexpr std::uint32_t kMarketStart = 20210201;

constexpr Row kGovernance[] = {
    {"governance.pending-hours",
     ":::",
     20210101,
     0,
     24,
     "h",
     "Registry practice: pending items lapse after 24 h (REG-P)",
     "REG-P"},
};

// R-ID-06: which account types may hold a class; 1 yes, 0 no. No row: no, unless the class is open
// and the account is an institution's.
constexpr Row kEligibility[] = {
    {"eligibility.national-issue", "CEA:::", kMarketStart, 0, 1, "flag", kMeasures, "S3"},
    {"eligibility.national-retire", "CEA:::", kMarketStart, 0, 1, "flag", kMeasures, "S3"},
    {"eligibility.national-cancel", "CEA:::", kMarketStart, 0, 1, "flag", kMeasures, "S3"},
    {"eligibility.province-distribute", "CEA:::", kMarketStart, 0, 1, "flag", kMeasures, "S3"},
    {"eligibility.province-collect", "CEA:::", kMarketStart, 0, 1, "flag", kMeasures, "S3"},
    {"eligibility.key-emitter", "CEA:::", kMarketStart, 0, 1, "flag", kMeasures, "S3"},
    {"eligibility.court-hold", "CEA:::", kMarketStart, 0, 1, "flag", kMeasures, "ASM"},
    {"eligibility.institution", "CEA:::", kMarketStart, 0, 0, "flag", kMeasures, "S3"},
    {"eligibility.project", "CCER:::", 20240122, 0, 1, "flag", "CCER measures (REG-N)", "S3"},
    {"eligibility.key-emitter", "CCER:::", 20240122, 0, 1, "flag", "CCER measures (REG-N)", "S3"},
    {"eligibility.institution", "CCER:::", 20240122, 0, 1, "flag", "CCER measures (REG-N)", "S3"},
    {"eligibility.court-hold", "CCER:::", 20240122, 0, 1, "flag", "CCER measures (REG-N)", "ASM"},
    {"eligibility.key-emitter", "CCER-LEGACY:::", kMarketStart, 0, 1, "flag", kMeasures, "S3"},
    {"eligibility.institution", "CCER-LEGACY:::", kMarketStart, 0, 1, "flag", kMeasures, "S3"},
    {"eligibility.project", "CCER-LEGACY:::", kMarketStart, 0, 1, "flag", kMeasures, "S3"},
    {"eligibility.court-hold", "CCER-LEGACY:::", kMarketStart, 0, 1, "flag", kMeasures, "ASM"},
};

constexpr Row kSurrender[] = {
    {"carbon.offset-cap",
     "CEA:::",
     kMarketStart,
     0,
     500,
     "bp",
     "National ETS measures (REG-B) art. 29",
     "S3"},
    {"carbon.last-use-day", "CCER-LEGACY:::", kMarketStart, 0, 20241231, "day", kMeasures, "S3"},
    {"carbon.surrender-deadline", "CEA:2019::", kMarketStart, 0, 20211231, "day", kMeasures, "S3"},
    {"carbon.surrender-deadline", "CEA:2020::", kMarketStart, 0, 20211231, "day", kMeasures, "S3"},
    {"carbon.surrender-deadline", "CEA:2021::", kMarketStart, 0, 20231231, "day", kMeasures, "S3"},
    {"carbon.surrender-deadline", "CEA:2022::", kMarketStart, 0, 20231231, "day", kMeasures, "S3"},
    {"carbon.surrender-deadline", "CEA:2023::", kMarketStart, 0, 20241231, "day", kPlan, "REG-C"},
    {"carbon.surrender-deadline", "CEA:2024::", kMarketStart, 0, 20251231, "day", kPlan, "REG-C"},
    {"carbon.surrender-deadline",
     "CEA:2025::",
     kMarketStart,
     0,
     20261231,
     "day",
     "Notice on the national carbon market in 2026 (REG-F)",
     "REG-F"},
    // R-CAR-27: the vintages that may be surrendered for the obligation of a year.
    {"carbon.vintage-from", "CEA:2019::", kMarketStart, 0, 2019, "year", kPlan, "REG-C"},
    {"carbon.vintage-from", "CEA:2020::", kMarketStart, 0, 2019, "year", kPlan, "REG-C"},
    {"carbon.vintage-from", "CEA:2021::", kMarketStart, 0, 2019, "year", kPlan, "REG-C"},
    {"carbon.vintage-from", "CEA:2022::", kMarketStart, 0, 2019, "year", kPlan, "REG-C"},
    {"carbon.vintage-from", "CEA:2023::", kMarketStart, 0, 2019, "year", kPlan, "REG-C"},
    {"carbon.vintage-from", "CEA:2024::", kMarketStart, 0, 2019, "year", kPlan, "REG-C"},
    {"carbon.vintage-from", "CEA:2025::", kMarketStart, 0, 2025, "year", kDraftPlan, "DRAFT"},
    {"carbon.vintage-to", "CEA:2019::", kMarketStart, 0, 2020, "year", kPlan, "REG-C"},
    {"carbon.vintage-to", "CEA:2020::", kMarketStart, 0, 2020, "year", kPlan, "REG-C"},
    {"carbon.vintage-to", "CEA:2021::", kMarketStart, 0, 2021, "year", kPlan, "REG-C"},
    {"carbon.vintage-to", "CEA:2022::", kMarketStart, 0, 2022, "year", kPlan, "REG-C"},
    {"carbon.vintage-to", "CEA:2023::", kMarketStart, 0, 2023, "year", kPlan, "REG-C"},
    {"carbon.vintage-to", "CEA:2024::", kMarketStart, 0, 2024, "year", kPlan, "REG-C"},
    // No borrowing (R-CAR-36): a later vintage is no substitute.
    {"carbon.vintage-to", "CEA:2025::", kMarketStart, 0, 2025, "year", kDraftPlan, "ASM"},
};

// R-TRD-03, 04, 07, 12. The rules of the certified-reduction exchange follow those of allowances.
constexpr Row kTrading[] = {
    {"trading.block-band", "CCER:::", 20240122, 0, 3'000, "bp", kCcerTrading, "ASM"},
    {"trading.block-band", "CEA:::", kMarketStart, 0, 3'000, "bp", kTradingRules, "S3"},
    {"trading.block-minimum", "CCER:::", 20240122, 0, 100'000, "t", kCcerTrading, "ASM"},
    {"trading.block-minimum", "CEA:::", kMarketStart, 0, 100'000, "t", kTradingRules, "S3"},
    // From the start of the trading day: its last millisecond.
    {"trading.cut-off", ":::", kMarketStart, 0, 86'399'999, "ms", kDelivery, "ASM"},
    {"trading.listed-band", "CCER:::", 20240122, 0, 1'000, "bp", kCcerTrading, "ASM"},
    {"trading.listed-band", "CEA:::", kMarketStart, 0, 1'000, "bp", kTradingRules, "S3"},
    {"trading.lot", "CCER:::", 20240122, 0, 1, "t", kCcerTrading, "ASM"},
    {"trading.lot", "CEA:::", kMarketStart, 0, 1, "t", kTradingRules, "SRC"},
    {"trading.tick", "CCER:::", 20240122, 0, 1, "fen", kCcerTrading, "ASM"},
    {"trading.tick", "CEA:::", kMarketStart, 0, 1, "fen", kTradingRules, "SRC"},
};

// R-WAT-06, R-POL-05. Where a scope's jurisdiction is a basin or airshed, it is that pool's name.
constexpr Row kPermitRights[] = {
    {"pollution.non-attainment", ":::", 20210101, 0, 0, "flag", kReplacement, "REC"},
    // The airshed of the worked case; each real one is a row of its own, with its notice.
    {"pollution.non-attainment",
     "POLL-NOX:::AIR-3304",
     20210101,
     0,
     1,
     "flag",
     kReplacement,
     "ASM"},
    {"pollution.ratio", ":::", 20210101, 0, 10'000, "bp", kReplacement, "REC"},
    {"pollution.ratio-non-attainment", ":::", 20210101, 0, 20'000, "bp", kReplacement, "REC"},
    {"water.commission-issues",
     "WATER-WITHDRAWAL:::",
     20210101,
     0,
     0,
     "flag",
     "Regulation on water withdrawal permits (REG-I)",
     "ASM"},
};

void Append(std::vector<Parameter>& parameters, std::span<const Row> rows) {
  for (const Row& row : rows) {
    Parameter parameter;
    parameter.name = row.name;
    parameter.scope = row.scope;
    parameter.effective_from = CstDay(row.effective_from);
    parameter.effective_to = CstDay(row.effective_to);
    parameter.value = row.value;
    parameter.unit = row.unit;
    parameter.legal_basis = row.legal_basis;
    parameter.provenance = row.provenance;
    parameters.push_back(std::move(parameter));
  }
}

}  // namespace

std::vector<Parameter> DefaultParameters() {
  std::vector<Parameter> parameters;
  Append(parameters, kGovernance);
  Append(parameters, kEligibility);
  Append(parameters, kPermitRights);
  Append(parameters, kSurrender);
  Append(parameters, kTrading);
  std::ranges::sort(parameters, {}, [](const Parameter& parameter) { return parameter.Key(); });
  return parameters;
}

}  // namespace heng::contracts
