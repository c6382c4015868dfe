// SPDX-License-Identifier: Apache-2.0
#include "cli/audit/statement_report.h"

#include <nlohmann/json.hpp>

#include "cli/audit/step_words.h"

namespace heng::cli::audit {
namespace {

using Json = nlohmann::ordered_json;

class Text {
 public:
  Text(const Statement& statement, Language language, const Style& style)
      : statement_(statement), language_(language), style_(style) {}

  std::string Write() && {
    text_ = statement_.account.value() + "  " + statement_.participant_name + " (" +
            statement_.participant.value() + ")\n" + S("as of height ", "截至高度 ") +
            std::to_string(statement_.at.value()) + ", " + statement_.head.chain_id.value() + "\n";
    for (const HoldingStatement& holding : statement_.holdings) {
      text_ += "\n" + holding.series.value() + "  " + Grouped(holding.total) + "\n";
      Groups(holding);
      Movements(holding);
    }
    if (statement_.holdings.empty()) {
      text_ += "\n" + S("It holds nothing and never did.\n", "从未持有任何权益。\n");
    }
    text_ += "\n" + Verdict() + "\n";
    for (const std::string& fault : statement_.faults) {
      text_ += "  " + fault + "\n";
    }
    return std::move(text_);
  }

 private:
  [[nodiscard]] std::string S(std::string_view en, std::string_view zh) const {
    return std::string(Say(language_, en, zh));
  }

  [[nodiscard]] std::string Verdict() const {
    if (!statement_.faults.empty()) {
      return Paint("✗ " + S("it does not add up", "不平"), Tone::kBad, style_);
    }
    return Paint("✓ " + S("the blocks add up to each holding, position by position, and what came "
                          "and went gives it too",
                          "各持仓状态的区段之和等于持有量，且与全部收支相符"),
                 Tone::kGood,
                 style_);
  }

  void Groups(const HoldingStatement& holding) {
    if (holding.groups.empty()) {
      return;
    }
    Table table({{.title = S("serials", "编号")},
                 {.title = S("quantity", "数量"), .right = true},
                 {.title = S("position", "状态")},
                 {.title = S("held back by", "占用")},
                 {.title = S("blocks", "区段"), .right = true}});
    for (const SerialGroup& group : holding.groups) {
      table.AddRow({{.text = SerialText(group.batch, group.first, group.last)},
                    {.text = Grouped(group.quantity())},
                    {.text = std::string(PositionName(group.position, language_))},
                    {.text = group.encumbrance},
                    {.text = std::to_string(group.blocks)}});
    }
    text_ += table.Render(style_);
  }

  void Movements(const HoldingStatement& holding) {
    text_ += S("before: ", "期初：") + Grouped(holding.opening) + "\n";
    if (holding.movements.empty()) {
      return;
    }
    Table table({{.title = S("time", "时间")},
                 {.title = S("change", "变动"), .right = true},
                 {.title = S("after", "结余"), .right = true},
                 {.title = S("other account", "对方账户")},
                 {.title = S("serials", "编号")},
                 {.title = S("because of", "事由")},
                 {.title = S("height", "高度"), .right = true}});
    for (const AccountMovement& movement : holding.movements) {
      const Event& event = movement.event;
      const std::string quantity = Grouped(movement.quantity());
      const std::string sign = movement.in == movement.out ? "±0 of " : movement.in ? "+" : "-";
      table.AddRow({{.text = FormatCst(event.time)},
                    {.text = sign + quantity},
                    {.text = Grouped(movement.balance)},
                    {.text = movement.in && !movement.out ? event.from.value()
                             : movement.in                ? std::string()
                                                          : event.to.value()},
                    {.text = SerialText(event.batch, event.first, event.last)},
                    {.text = Because(event)},
                    {.text = std::to_string(event.height.value())}});
    }
    text_ += table.Render(style_);
  }

  const Statement& statement_;
  const Language language_;
  const Style style_;
  std::string text_;
};

Json HoldingJson(const HoldingStatement& holding) {
  Json json;
  json["series"] = holding.series.value();
  json["total"] = holding.total;
  for (std::uint32_t position = 1; position < kPositionCount; ++position) {
    json["positions"][std::string(PositionName(position, Language::kEnglish))] =
        holding.positions[position];
  }
  json["block_count"] = holding.block_count;
  json["ranges"] = Json::array();
  for (const SerialGroup& group : holding.groups) {
    json["ranges"].push_back({{"batch", group.batch.value()},
                              {"first", group.first.value()},
                              {"last", group.last.value()},
                              {"quantity", group.quantity()},
                              {"position", PositionName(group.position, Language::kEnglish)},
                              {"encumbrance", group.encumbrance},
                              {"blocks", group.blocks}});
  }
  json["opening"] = holding.opening;
  json["movements"] = Json::array();
  for (const AccountMovement& movement : holding.movements) {
    const Event& event = movement.event;
    json["movements"].push_back({{"time", FormatCst(event.time)},
                                 {"height", event.height.value()},
                                 {"transaction", event.transaction_id.hex()},
                                 {"event_type", static_cast<std::uint32_t>(event.type)},
                                 {"batch", event.batch.value()},
                                 {"first", event.first.value()},
                                 {"last", event.last.value()},
                                 {"quantity", movement.quantity()},
                                 {"in", movement.in},
                                 {"out", movement.out},
                                 {"from", event.from.value()},
                                 {"to", event.to.value()},
                                 {"balance", movement.balance}});
  }
  return json;
}

}  // namespace

std::string StatementText(const Statement& statement, Language language, const Style& style) {
  return Text(statement, language, style).Write();
}

std::string StatementJson(const Statement& statement) {
  Json json;
  json["chain_id"] = statement.head.chain_id.value();
  json["height"] = statement.at.value();
  json["account"] = statement.account.value();
  json["participant"] = statement.participant.value();
  json["participant_name"] = statement.participant_name;
  json["adds_up"] = statement.faults.empty();
  json["faults"] = statement.faults;
  json["holdings"] = Json::array();
  for (const HoldingStatement& holding : statement.holdings) {
    json["holdings"].push_back(HoldingJson(holding));
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace heng::cli::audit
