// SPDX-License-Identifier: Apache-2.0
// The result codes and rules of this program, as text.
#include "contracts/result.h"
#include "contracts/rules/registry.h"
#include "node/in_process/in_process_ledger.h"

namespace heng::node {

std::vector<CodeText> ResultCodes() {
  std::vector<CodeText> codes;
  for (const contracts::ResultText& text : contracts::ResultTexts()) {
    codes.push_back(CodeText{.code = static_cast<std::uint32_t>(text.code),
                             .name = text.name,
                             .en = text.en,
                             .zh = text.zh});
  }
  return codes;
}

std::vector<RuleText> RuleTexts() {
  std::vector<RuleText> rules;
  for (const contracts::Rule* rule : contracts::Rules()) {
    rules.push_back(
        RuleText{.id = rule->id, .legal_basis = rule->legal_basis, .en = rule->en, .zh = rule->zh});
  }
  return rules;
}

}  // namespace heng::node
