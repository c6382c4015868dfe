// SPDX-License-Identifier: Apache-2.0
// heng participant, account, unit, holding, pledge, trade, param, obligation, record: show one,
// list many. A record is decoded by the message of its table, so that a field that is added to
// the published messages shows here without a change.
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/util/json_util.h>
#include <heng/v1/records.pb.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <memory>
#include <nlohmann/json.hpp>
#include <ostream>

#include "cli/commands/commands.h"
#include "cli/network/connection.h"
#include "cli/scenario/field_form.h"
#include "cli/scenario/record_types.h"
#include "cli/scenario/serial_text.h"

namespace heng::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr std::size_t kColumnsMax = 8;

struct Kind {
  std::string_view name;
  std::string_view prefix;
  std::string_view words;  // of a key, for the help
  std::string_view zh;
  std::array<std::string_view, kColumnsMax> columns;  // of a list; "" ends
};

constexpr std::array kKinds = {
    Kind{"participant",
         "participant/",
         "CODE",
         "参与主体",
         {"id", "name", "roles", "jurisdiction", "key_emitting", "sector", "active"}},
    Kind{"account",
         "account/",
         "ACCOUNT",
         "账户",
         {"id", "participant", "type", "jurisdiction", "permit", "active"}},
    Kind{"holding",
         "a/",
         "ACCOUNT SERIES",
         "持有量",
         {"account", "series", "registered", "tradable", "pending", "pledged", "frozen"}},
    Kind{"pledge",
         "pledge/",
         "PLEDGE",
         "质押",
         {"id", "pledgor", "pledgee", "series", "quantity", "secured", "term", "status"}},
    Kind{"trade",
         "trade/",
         "EXCHANGE TRADE",
         "交易",
         {"id", "seller", "buyer", "series", "quantity", "price", "amount", "status"}},
    Kind{"param",
         "parameter/",
         "NAME SCOPE DAY",
         "参数",
         {"name", "scope", "effective_from", "effective_to", "value", "unit", "legal_basis"}},
    Kind{"obligation",
         "obligation/",
         "PARTICIPANT YEAR",
         "清缴义务",
         {"participant", "year", "class_id", "due", "offset", "late", "missing", "status"}},
    Kind{"unit",
         "u/",
         "SERIAL",
         "单位",
         {"batch", "first", "last", "status", "holder", "position", "encumbrance"}},
    Kind{"record", "", "KEY", "记录", {}},
};

struct ColumnName {
  std::string_view field;
  std::string_view zh;
};

constexpr std::array kChineseNames = {
    ColumnName{"account", "账户"},        ColumnName{"active", "有效"},
    ColumnName{"amount", "金额（元）"},   ColumnName{"batch", "批次"},
    ColumnName{"buyer", "买方"},          ColumnName{"class_id", "类别"},
    ColumnName{"due", "应清缴"},          ColumnName{"effective_from", "生效日"},
    ColumnName{"effective_to", "失效日"}, ColumnName{"encumbrance", "限制"},
    ColumnName{"first", "起始编号"},      ColumnName{"frozen", "冻结"},
    ColumnName{"holder", "持有账户"},     ColumnName{"id", "编号"},
    ColumnName{"jurisdiction", "辖区"},   ColumnName{"key_emitting", "重点排放单位"},
    ColumnName{"last", "终止编号"},       ColumnName{"late", "逾期"},
    ColumnName{"legal_basis", "依据"},    ColumnName{"missing", "欠缴"},
    ColumnName{"name", "名称"},           ColumnName{"offset", "抵销"},
    ColumnName{"participant", "主体"},    ColumnName{"pending", "锁定"},
    ColumnName{"permit", "许可证"},       ColumnName{"pledged", "质押"},
    ColumnName{"pledgee", "质权人"},      ColumnName{"pledgor", "出质账户"},
    ColumnName{"position", "状态位"},     ColumnName{"price", "单价（元）"},
    ColumnName{"quantity", "数量"},       ColumnName{"registered", "登记"},
    ColumnName{"roles", "角色"},          ColumnName{"scope", "范围"},
    ColumnName{"sector", "行业"},         ColumnName{"secured", "担保额（元）"},
    ColumnName{"seller", "卖方"},         ColumnName{"series", "系列"},
    ColumnName{"status", "状态"},         ColumnName{"term", "到期日"},
    ColumnName{"tradable", "可交易"},     ColumnName{"type", "类型"},
    ColumnName{"unit", "单位"},           ColumnName{"value", "值"},
    ColumnName{"year", "年度"},
};

struct Options {
  std::string directory = DefaultNetworkDirectory();
  std::string person;
  std::string node;
  std::vector<std::string> words;
  std::size_t limit = 1'000;
  std::uint64_t at_height = 0;
};

std::string TitleOf(const FieldDescriptor& field, const Session& session) {
  const std::string name(field.name());
  const auto found = std::ranges::find(kChineseNames, name, &ColumnName::field);
  if (session.language == Language::kChinese && found != kChineseNames.end()) {
    return std::string(found->zh);
  }
  return scenario::TextName(name);
}

// The names of the roles of a participant's bit set.
std::string RolesText(std::uint32_t roles) {
  std::string text;
  const auto& names = *heng::v1::Role_descriptor();
  for (int i = 1; i < names.value_count(); ++i) {
    const int number = names.value(i)->number();
    if ((roles >> number & 1U) != 0) {
      text += (text.empty() ? "" : ",") + scenario::EnumText(number, names);
    }
  }
  return text;
}

// A parameter's value in its unit: days and years are not counted.
std::string ParameterText(const heng::v1::Parameter& parameter) {
  std::string text = std::to_string(parameter.value());
  if (parameter.unit() == "day" && text.size() == 8) {
    return text.insert(6, "-").insert(4, "-");
  }
  return parameter.unit() == "year" ? text : scenario::CountText(parameter.value());
}

std::string CellText(const Message& record, const FieldDescriptor& field) {
  if (const auto* participant = dynamic_cast<const heng::v1::Participant*>(&record);
      participant != nullptr && field.name() == "roles") {
    return RolesText(participant->roles());
  }
  if (const auto* parameter = dynamic_cast<const heng::v1::Parameter*>(&record);
      parameter != nullptr && field.name() == "value") {
    return ParameterText(*parameter);
  }
  return scenario::FieldText(record, field);
}

bool IsNumber(const FieldDescriptor& field) {
  return !field.is_repeated() && (field.cpp_type() == FieldDescriptor::CPPTYPE_UINT64 ||
                                  field.cpp_type() == FieldDescriptor::CPPTYPE_UINT32);
}

using MessagePtr = std::unique_ptr<Message>;

Result<MessagePtr, Status> DecodeRecord(const std::string& key, const std::string& value) {
  const Descriptor* type = scenario::RecordTypeOf(key);
  if (type == nullptr) {
    return Fail(StatusCode::kInvalid,
                "no table of this version has keys like '" + key + "'; update heng");
  }
  MessagePtr record(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
  if (!record->ParseFromString(value)) {
    return Fail(StatusCode::kMalformed, "the record under '" + key + "' does not decode");
  }
  return record;
}

// Keys are text but for the serials of unit blocks, which are eight bytes.
std::string KeyText(const std::string& key) {
  if (key.starts_with("u/") && key.size() > 8) {
    const std::size_t end = key.size() - 8;
    return key.substr(0, end) + std::to_string(ReadBe64(std::string_view(key).substr(end)));
  }
  return key;
}

Result<nlohmann::ordered_json, Status> RecordJson(const std::string& key,
                                                  const std::string& value) {
  HENG_TRY(const MessagePtr record, DecodeRecord(key, value));
  std::string text;
  google::protobuf::util::JsonPrintOptions print;
  print.preserve_proto_field_names = true;
  print.always_print_primitive_fields = true;
  if (!google::protobuf::util::MessageToJsonString(*record, &text, print).ok()) {
    return Fail(StatusCode::kMalformed, "the record under '" + key + "' does not print");
  }
  return nlohmann::ordered_json{{"key", KeyText(key)},
                                {"table", record->GetDescriptor()->name()},
                                {"record", nlohmann::ordered_json::parse(text)}};
}

Result<std::string, Status> ShowText(const v1::GetRecordResponse& answer, const Session& session) {
  if (session.format == Format::kJson) {
    HENG_TRY(nlohmann::ordered_json json, RecordJson(answer.key(), answer.value()));
    json["height"] = answer.height();
    return json.dump(2) + "\n";
  }
  HENG_TRY(const MessagePtr record, DecodeRecord(answer.key(), answer.value()));
  Table table({{.title = std::string(session.Say("field", "字段"))},
               {.title = std::string(session.Say("value", "值"))}});
  const Descriptor& type = *record->GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const std::string text = CellText(*record, *type.field(i));
    if (!text.empty()) {
      table.AddRow({{.text = TitleOf(*type.field(i), session)}, {.text = text}});
    }
  }
  table.AddRow({{.text = std::string(session.Say("at height", "高度"))},
                {.text = std::to_string(answer.height())}});
  return session.format == Format::kMarkdown ? table.Markdown() : table.Render(session.style);
}

// The fields that a list of this kind shows; all but hashes and the log where nobody chose.
std::vector<const FieldDescriptor*> ColumnsOf(const Kind& kind, const Descriptor& type) {
  std::vector<const FieldDescriptor*> fields;
  for (const std::string_view name : kind.columns) {
    if (const auto* field = type.FindFieldByName(std::string(name)); field != nullptr) {
      fields.push_back(field);
    }
  }
  if (fields.empty()) {
    for (int i = 0; i < type.field_count() && fields.size() < kColumnsMax; ++i) {
      const FieldDescriptor* field = type.field(i);
      if (field->name() != "schema" && field->type() != FieldDescriptor::TYPE_BYTES &&
          !field->is_repeated()) {
        fields.push_back(field);
      }
    }
  }
  return fields;
}

Result<std::string, Status> ListJson(const v1::ListRecordsResponse& answer) {
  auto records = nlohmann::ordered_json::array();
  for (const auto& entry : answer.records()) {
    HENG_TRY(nlohmann::ordered_json json, RecordJson(entry.key(), entry.value()));
    records.push_back(std::move(json));
  }
  return nlohmann::ordered_json{{"height", answer.height()},
                                {"complete", answer.next_page_token().empty()},
                                {"records", std::move(records)}}
             .dump(2) +
         "\n";
}

Result<std::string, Status> ListText(const Kind& kind,
                                     const v1::ListRecordsResponse& answer,
                                     const Session& session) {
  if (session.format == Format::kJson) {
    return ListJson(answer);
  }
  if (answer.records_size() == 0) {
    return std::string();
  }
  const Descriptor* type = scenario::RecordTypeOf(answer.records(0).key());
  if (type == nullptr) {
    return Fail(StatusCode::kInvalid, "no table of this version has these keys; update heng");
  }
  const auto fields = ColumnsOf(kind, *type);
  std::vector<Table::Column> columns;
  for (const FieldDescriptor* field : fields) {
    columns.push_back({.title = TitleOf(*field, session), .right = IsNumber(*field)});
  }
  Table table(std::move(columns));
  for (const auto& entry : answer.records()) {
    HENG_TRY(const MessagePtr record, DecodeRecord(entry.key(), entry.value()));
    std::vector<Cell> cells;
    for (const FieldDescriptor* field : fields) {
      const bool same = record->GetDescriptor() == type;
      cells.push_back({.text = same ? CellText(*record, *field) : std::string()});
    }
    table.AddRow(std::move(cells));
  }
  return session.format == Format::kMarkdown ? table.Markdown() : table.Render(session.style);
}

std::string KeyOf(const Kind& kind, const std::vector<std::string>& words) {
  std::string key(kind.prefix);
  for (std::size_t i = 0; i < words.size(); ++i) {
    key += (i == 0 ? "" : "/") + words[i];
  }
  return key;
}

Result<std::string, Status> ShowOne(const Kind& kind,
                                    const Session& session,
                                    const Options& options) {
  HENG_TRY(const NetworkProfile profile, LoadProfile(options.directory));
  HENG_TRY(const auto connection, Connection::Open(profile, options.person, options.node));
  const std::string key = KeyOf(kind, options.words);
  std::optional<scenario::SerialText> serial;
  if (kind.name == "unit") {
    serial = scenario::ParseSerials(options.words.front());
    if (!serial) {
      return Fail(
          StatusCode::kInvalid,
          "'" + options.words.front() + "' is no serial; write it as CN-CEA-2024-000000000001");
    }
  }
  const auto answer = connection->First([&](sdk::Client& client) {
    return serial ? client.GetUnit(serial->batch.value(), serial->first.value(), options.at_height)
                  : client.GetRecord(key, options.at_height);
  });
  if (!answer) {
    return std::unexpected(StatusOf(answer.error()));
  }
  return ShowText(*answer, session);
}

Result<std::string, Status> ListMany(const Kind& kind, Session& session, const Options& options) {
  HENG_TRY(const NetworkProfile profile, LoadProfile(options.directory));
  HENG_TRY(const auto connection, Connection::Open(profile, options.person, options.node));
  const std::string prefix = KeyOf(kind, options.words);
  const auto answer =
      connection->First([&](sdk::Client& client) { return client.ListAll(prefix, options.limit); });
  if (!answer) {
    return std::unexpected(StatusOf(answer.error()));
  }
  session.err << answer->records_size() << session.Say(" records at height ", " 条记录，高度 ")
              << answer->height() << "\n";
  if (!answer->next_page_token().empty()) {
    session.err << session.Say("there are more; raise --limit or narrow the prefix\n",
                               "未全部列出；请提高 --limit 或缩小前缀\n");
    session.exit_code = ExitCode::kIncomplete;
  }
  return ListText(kind, *answer, session);
}

void Print(Session& session, const Result<std::string, Status>& text) {
  if (text) {
    session.out << *text;
  } else {
    Complain(session, text.error());
  }
}

void AddConnectionOptions(CLI::App& command, Session& session, Options& options) {
  command
      .add_option("--network",
                  options.directory,
                  std::string(session.Say("directory of the network", "网络目录")))
      ->capture_default_str();
  command.add_option(
      "--as", options.person, std::string(session.Say("who connects", "以何人身份连接")));
  command.add_option(
      "--node", options.node, std::string(session.Say("ask only this node", "仅询问该节点")));
}

void AddKind(CLI::App& program, Session& session, const Kind& kind) {
  auto* family = program.add_subcommand(
      std::string(kind.name),
      std::string(session.Say("Show and list records of the register: ", "查看登记簿：")) +
          std::string(session.Say(kind.name, kind.zh)));
  family->require_subcommand(1);
  const auto options = std::make_shared<Options>();
  auto* show = family->add_subcommand("show", std::string(session.Say("Show one", "查看一条")));
  show->add_option("key", options->words, std::string(kind.words))->required();
  show->add_option(
      "--at", options->at_height, std::string(session.Say("as it was at this height", "指定高度")));
  AddConnectionOptions(*show, session, *options);
  show->callback([&session, &kind, options] { Print(session, ShowOne(kind, session, *options)); });

  auto* list = family->add_subcommand("list", std::string(session.Say("List many", "列出多条")));
  auto* prefix = list->add_option(
      "prefix", options->words, std::string(session.Say("first words of the key", "键的前几段")));
  if (kind.prefix.empty()) {
    prefix->required();
  }
  list->add_option("--limit", options->limit)->check(CLI::Range(1, 1'000'000));
  AddConnectionOptions(*list, session, *options);
  list->callback([&session, &kind, options] { Print(session, ListMany(kind, session, *options)); });
}

}  // namespace

void AddRecordCommands(CLI::App& program, Session& session) {
  for (const Kind& kind : kKinds) {
    AddKind(program, session, kind);
  }
}

}  // namespace heng::cli
