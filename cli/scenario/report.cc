// SPDX-License-Identifier: Apache-2.0
#include "cli/scenario/report.h"

#include <nlohmann/json.hpp>

#include "core/time.h"

namespace heng::cli::scenario {
namespace {

// "2025-12-31 10:00:00": the offset is said once, in the column's title.
std::string ShortTime(BlockTime time) {
  std::string text = FormatCst(time).substr(0, 19);
  text[10] = ' ';
  return text;
}

std::string Milliseconds(std::chrono::microseconds took) {
  const auto micros = took.count();
  const std::string fraction = std::to_string(1000 + micros % 1000);
  return std::to_string(micros / 1000) + "." + fraction.substr(1, 1);
}

// What a refusal means, in the reader's language.
std::string Explanation(const Receipt& receipt,
                        const Catalogue& catalogue,
                        const Session& session) {
  const node::CodeText* code = catalogue.Find(receipt.code);
  const node::RuleText* rule = catalogue.FindRule(receipt.rule);
  std::string text =
      std::string(code == nullptr ? std::string_view() : session.Say(code->en, code->zh));
  if (rule != nullptr) {
    text += session.Say("; rule ", "；规则 ");
    text += std::string(rule->id) + ": " + std::string(session.Say(rule->en, rule->zh));
    text += session.Say("; law: ", "；依据：");
    text += rule->legal_basis;
  }
  if (!receipt.subject.empty()) {
    text += session.Say("; about ", "；对象：");
    text += receipt.subject;
  }
  if (!receipt.numbers.empty()) {
    text += session.Say("; ", "；");
    text += NumbersText(receipt.numbers);
  }
  return text;
}

void AddStep(const Step& step,
             const Catalogue& catalogue,
             const Session& session,
             bool explain,
             Table& table) {
  if (step.kind == StepKind::kSection) {
    table.AddLine("");
    table.AddLine("── " + step.what);
    return;
  }
  const bool refused = step.receipt && !step.receipt->applied();
  const Tone tone = !step.passed() ? Tone::kBad : refused ? Tone::kFaint : Tone::kGood;
  table.AddRow({
      {.text = std::to_string(step.at.line)},
      {.text = ShortTime(step.time)},
      {.text = step.who},
      {.text = step.what},
      {.text = (step.passed() ? "✓ " : "✗ ") + step.result, .tone = tone},
      {.text = step.kind == StepKind::kTransaction ? Milliseconds(step.took) : ""},
  });
  for (const std::string& difference : step.differences) {
    table.AddLine("      ✗ " + difference, Tone::kBad);
  }
  if (refused && (explain || !step.passed())) {
    table.AddLine("        " + Explanation(*step.receipt, catalogue, session), Tone::kFaint);
  }
}

std::string Verdict(const Report& report, const Session& session) {
  const std::size_t failures = report.failures();
  std::string text(failures == 0 ? session.Say("PASSED", "通过") : session.Say("FAILED", "未通过"));
  text += ": " + std::to_string(report.transactions());
  text += session.Say(" transactions, ", " 笔交易，");
  text += std::to_string(report.assertions());
  text += session.Say(" assertions, ", " 项断言，");
  text += std::to_string(failures);
  text += session.Say(" not as expected", " 项不符合预期");
  return Paint(text, failures == 0 ? Tone::kGood : Tone::kBad, session.style);
}

nlohmann::ordered_json RefusalJson(const Receipt& receipt, const Catalogue& catalogue) {
  nlohmann::ordered_json json;
  json["code"] = receipt.code;
  json["name"] = catalogue.NameOf(receipt.code);
  json["rule"] = receipt.rule;
  json["operation_index"] = receipt.operation_index;
  json["subject"] = receipt.subject;
  auto numbers = nlohmann::ordered_json::object();
  for (const ReceiptNumber& number : receipt.numbers) {
    numbers[number.name] = std::to_string(number.value);  // 64 bits do not fit JSON numbers
  }
  json["numbers"] = std::move(numbers);
  if (const node::CodeText* code = catalogue.Find(receipt.code)) {
    json["text"] = {{"en", code->en}, {"zh", code->zh}};
  }
  if (const node::RuleText* rule = catalogue.FindRule(receipt.rule)) {
    json["law"] = {{"basis", rule->legal_basis}, {"en", rule->en}, {"zh", rule->zh}};
  }
  return json;
}

nlohmann::ordered_json StepJson(const Step& step, const Catalogue& catalogue) {
  static constexpr std::string_view kKinds[] = {"section", "tick", "transaction", "assertion"};
  nlohmann::ordered_json json;
  json["kind"] = kKinds[static_cast<std::size_t>(step.kind)];
  json["line"] = step.at.line;
  json["what"] = step.what;
  if (step.kind == StepKind::kSection) {
    return json;
  }
  json["time"] = FormatCst(step.time);
  if (step.kind == StepKind::kTransaction) {
    json["who"] = step.who;
    json["transaction_id"] = step.id.hex();
    json["height"] = step.height.value();
    json["microseconds"] = step.took.count();
  }
  json["result"] = step.result;
  json["expected"] = step.expected;
  json["passed"] = step.passed();
  json["differences"] = step.differences;
  if (step.receipt && !step.receipt->applied()) {
    json["refusal"] = RefusalJson(*step.receipt, catalogue);
  }
  return json;
}

}  // namespace

std::string ReportTable(const Report& report,
                        const Catalogue& catalogue,
                        const Session& session,
                        bool explain) {
  Table table({
      {.title = std::string(session.Say("line", "行")), .right = true},
      {.title = std::string(session.Say("time (UTC+8)", "时间 (UTC+8)"))},
      {.title = std::string(session.Say("who", "签署人"))},
      {.title = std::string(session.Say("what", "事项"))},
      {.title = std::string(session.Say("result", "结果"))},
      {.title = "ms", .right = true},
  });
  for (const Step& step : report.steps) {
    AddStep(step, catalogue, session, explain, table);
  }
  std::string text = report.title.empty() ? "" : report.title + "\n\n";
  text += table.Render(session.style) + "\n" + Verdict(report, session) + "\n";
  text += std::string(session.Say("chain ", "链 ")) + report.chain_id.value();
  text += session.Say(", height ", "，高度 ");
  text += std::to_string(report.head.height.value());
  text += session.Say(", state root ", "，状态根 ");
  text += report.head.state_root.hex() + "\n";
  return text;
}

std::string ReportJson(const Report& report, const Catalogue& catalogue) {
  nlohmann::ordered_json json;
  json["title"] = report.title;
  json["chain_id"] = report.chain_id.value();
  json["height"] = report.head.height.value();
  json["state_root"] = report.head.state_root.hex();
  json["transactions"] = report.transactions();
  json["assertions"] = report.assertions();
  json["failures"] = report.failures();
  auto steps = nlohmann::ordered_json::array();
  for (const Step& step : report.steps) {
    steps.push_back(StepJson(step, catalogue));
  }
  json["steps"] = std::move(steps);
  return json.dump(2) + "\n";
}

}  // namespace heng::cli::scenario
