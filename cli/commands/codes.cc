// SPDX-License-Identifier: Apache-2.0
// heng codes list: every result code and rule; docs/reference/result-codes.md is its Markdown.
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <ostream>

#include "cli/commands/commands.h"
#include "node/in_process/in_process_ledger.h"

namespace heng::cli {
namespace {

Table CodeTable() {
  Table table(
      {{.title = "code", .right = true}, {.title = "name"}, {.title = "en"}, {.title = "zh"}});
  for (const node::CodeText& code : node::ResultCodes()) {
    table.AddRow({{.text = std::to_string(code.code)},
                  {.text = std::string(code.name)},
                  {.text = std::string(code.en)},
                  {.text = std::string(code.zh)}});
  }
  return table;
}

Table RuleTable() {
  Table table({{.title = "rule"}, {.title = "legal basis"}, {.title = "en"}, {.title = "zh"}});
  for (const node::RuleText& rule : node::RuleTexts()) {
    table.AddRow({{.text = std::string(rule.id)},
                  {.text = std::string(rule.legal_basis)},
                  {.text = std::string(rule.en)},
                  {.text = std::string(rule.zh)}});
  }
  return table;
}

std::string Json() {
  auto codes = nlohmann::ordered_json::array();
  for (const node::CodeText& code : node::ResultCodes()) {
    codes.push_back({{"code", code.code}, {"name", code.name}, {"en", code.en}, {"zh", code.zh}});
  }
  auto rules = nlohmann::ordered_json::array();
  for (const node::RuleText& rule : node::RuleTexts()) {
    rules.push_back(
        {{"id", rule.id}, {"legal_basis", rule.legal_basis}, {"en", rule.en}, {"zh", rule.zh}});
  }
  nlohmann::ordered_json json;
  json["codes"] = std::move(codes);
  json["rules"] = std::move(rules);
  return json.dump(2) + "\n";
}

std::string Markdown() {
  return "# Result codes and rules\n\n"
         "Written by `heng -o md codes list`; a test compares the two. A transaction's receipt "
         "carries the code; a refusal also names its rule, what it is about and the numbers that "
         "failed. Codes are stable and append only.\n\n"
         "## Codes 结果代码\n\n" +
         CodeTable().Markdown() +
         "\n## Rules 规则\n\nIn the order in which they judge: the first that refuses names the "
         "refusal.\n\n" +
         RuleTable().Markdown();
}

void List(Session& session) {
  switch (session.format) {
    case Format::kJson:
      session.out << Json();
      break;
    case Format::kMarkdown:
      session.out << Markdown();
      break;
    case Format::kTable:
    case Format::kDot:
    case Format::kSvg:
      session.out << CodeTable().Render(session.style) << "\n" << RuleTable().Render(session.style);
      break;
  }
}

}  // namespace

void AddCodesCommands(CLI::App& program, Session& session) {
  auto* family = program.add_subcommand(
      "codes", std::string(session.Say("Result codes and rules", "结果代码与规则")));
  family->require_subcommand(1);
  auto* list = family->add_subcommand(
      "list",
      std::string(session.Say("List every result code and every rule with its law\n\n"
                              "  heng codes list\n"
                              "  heng -o json codes list | jq '.codes[] | .name'\n"
                              "  heng -o md codes list > docs/reference/result-codes.md\n",
                              "列出全部结果代码与规则及其法律依据\n\n"
                              "  heng codes list\n"
                              "  heng -o json codes list | jq '.codes[] | .name'\n"
                              "  heng -o md codes list > docs/reference/result-codes.md\n")));
  list->callback([&session] { List(session); });
}

}  // namespace heng::cli
