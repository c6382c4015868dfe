// SPDX-License-Identifier: Apache-2.0
// R-ID-01: an organisation enters under a unified social credit code whose check character holds.
// R-ID-02 is its one exception: early pilot codes, by two persons of the registrar with evidence.
#include "contracts/rules/uscc.h"

#include <array>

#include "contracts/rules/registry.h"

namespace heng::contracts {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
constexpr std::array<std::uint32_t, 17> kWeights = {
    1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28};

std::optional<Refusal> Evaluate(const RuleInput& input) {
  const auto* operation = input.As<RegisterParticipant>();
  if (operation == nullptr || IsUscc(operation->id.value())) {
    return std::nullopt;
  }
  if (!HasUsccForm(operation->id.value()) || !operation->code_exception) {
    return RefusedFor(ResultCode::kUsccInvalid, operation->id.value());
  }
  return std::nullopt;
}

}  // namespace

bool HasUsccForm(std::string_view code) {
  return code.size() == 18 && code.find_first_not_of(kAlphabet) == std::string_view::npos;
}

bool IsUscc(std::string_view code) {
  if (!HasUsccForm(code)) {
    return false;
  }
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < kWeights.size(); ++i) {
    sum += static_cast<std::uint32_t>(kAlphabet.find(code[i])) * kWeights.at(i);
  }
  return kAlphabet.find(code[17]) == (31 - sum % 31) % 31;
}

const Rule kUsccRule{
    .id = "R-ID-01",
    .kinds = Kinds({MovementKind::kAdmit}),
    .legal_basis = "GB 32100-2015",
    .en = "The unified social credit code has 18 characters and its check character holds.",
    .zh = "统一社会信用代码须为18位且校验码正确。",
    .evaluate = Evaluate,
};

}  // namespace heng::contracts
