// SPDX-License-Identifier: Apache-2.0
// heng tx: send a signed transaction, see one, wait for one. The id is printed before anything is
// sent, so that whoever loses the connection can ask what became of it.
#include <google/protobuf/descriptor.h>
#include <heng/v1/operations.pb.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>
#include <ostream>

#include "cli/commands/commands.h"
#include "cli/network/connection.h"
#include "cli/scenario/expectation.h"
#include "cli/scenario/field_form.h"
#include "core/codec/codec.h"
#include "core/transaction.h"

namespace heng::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint32_t kTimeoutDefaultS = 10;
constexpr auto kWaitSlice = std::chrono::milliseconds(5'000);
constexpr std::size_t kIdDigits = 64;

struct Options {
  std::string directory = DefaultNetworkDirectory();
  std::string person;
  std::string node;
  std::string file;
  std::string id;
  std::uint32_t timeout_s = kTimeoutDefaultS;
};

struct Outcome {
  TransactionId id;
  v1::WaitResponse wait;
};

Result<TransactionId, Status> ParseId(const std::string& text) {
  Bytes bytes;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    const auto high = std::string_view("0123456789abcdef").find(text[i]);
    const auto low = std::string_view("0123456789abcdef").find(text[i + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) {
      break;
    }
    bytes.push_back(static_cast<char>(high * 16 + low));
  }
  if (text.size() != kIdDigits || bytes.size() != kIdDigits / 2) {
    return Fail(StatusCode::kInvalid,
                "'" + text + "' is no transaction id: 64 digits of 0-9 and a-f");
  }
  return TransactionId::FromBytes(bytes);
}

Result<std::unique_ptr<Connection>, Status> Open(const Options& options) {
  HENG_TRY(const NetworkProfile profile, LoadProfile(options.directory));
  return Connection::Open(profile, options.person, options.node);
}

// Until it is final or time is over; an unknown outcome is an answer.
Result<v1::WaitResponse, Status> AwaitFinal(Connection& connection,
                                            const TransactionId& id,
                                            std::chrono::milliseconds patience) {
  const auto deadline = Clock::now() + patience;
  while (true) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
    const auto slice = std::clamp(left, std::chrono::milliseconds(0), kWaitSlice);
    auto answer = connection.First([&](sdk::Client& client) { return client.Wait(id, slice); });
    if (!answer && !MayRetry(answer.error())) {
      return std::unexpected(StatusOf(answer.error()));
    }
    if (answer && answer->outcome() != v1::OUTCOME_UNKNOWN) {
      return *std::move(answer);
    }
    if (Clock::now() >= deadline) {
      if (!answer) {
        return std::unexpected(StatusOf(answer.error()));
      }
      return *std::move(answer);
    }
  }
}

Result<Receipt, Status> ReceiptOf(const v1::Receipt& receipt) {
  return Decode<Receipt>(receipt.SerializeAsString());
}

void AddExplanation(const Receipt& receipt, Session& session, Table& table) {
  const auto catalogue = scenario::Catalogue::OfThisVersion();
  table.AddRow({{.text = std::string(session.Say("result", "结果"))},
                {.text = scenario::ResultText(receipt, catalogue),
                 .tone = receipt.applied() ? Tone::kGood : Tone::kBad}});
  if (const node::CodeText* code = catalogue.Find(receipt.code); code && !receipt.applied()) {
    table.AddRow({{.text = std::string(session.Say("meaning", "含义"))},
                  {.text = std::string(session.Say(code->en, code->zh))}});
  }
  if (const node::RuleText* rule = catalogue.FindRule(receipt.rule)) {
    table.AddRow({{.text = std::string(session.Say("rule", "规则"))},
                  {.text = std::string(session.Say(rule->en, rule->zh))}});
    table.AddRow({{.text = std::string(session.Say("law", "依据"))},
                  {.text = std::string(rule->legal_basis)}});
  }
  if (!receipt.subject.empty()) {
    table.AddRow({{.text = std::string(session.Say("about", "对象"))}, {.text = receipt.subject}});
  }
  if (!receipt.numbers.empty()) {
    table.AddRow({{.text = std::string(session.Say("numbers", "数值"))},
                  {.text = scenario::NumbersText(receipt.numbers)}});
  }
}

nlohmann::ordered_json ReceiptJson(const Receipt& receipt) {
  auto numbers = nlohmann::ordered_json::object();
  for (const ReceiptNumber& number : receipt.numbers) {
    numbers[number.name] = std::to_string(number.value);
  }
  return {{"code", receipt.code},
          {"name", scenario::Catalogue::OfThisVersion().NameOf(receipt.code)},
          {"rule", receipt.rule},
          {"operation_index", receipt.operation_index},
          {"subject", receipt.subject},
          {"numbers", std::move(numbers)}};
}

Result<void, Status> ShowOutcome(const Outcome& outcome, Session& session) {
  const v1::WaitResponse& wait = outcome.wait;
  const bool known = wait.outcome() != v1::OUTCOME_UNKNOWN;
  Receipt receipt;
  if (known) {
    HENG_TRY(receipt, ReceiptOf(wait.receipt()));
  }
  session.exit_code = !known              ? ExitCode::kIncomplete
                      : receipt.applied() ? ExitCode::kOk
                                          : ExitCode::kInvalid;
  if (session.format == Format::kJson) {
    nlohmann::ordered_json json{{"transaction_id", outcome.id.hex()},
                                {"outcome", v1::Outcome_Name(wait.outcome()).substr(8)},
                                {"head_height", wait.head_height()}};
    if (known) {
      json["height"] = wait.height();
      json["time"] = FormatCst(BlockTime(wait.time_ms()));
      json["receipt"] = ReceiptJson(receipt);
    }
    session.out << json.dump(2) << "\n";
    return {};
  }
  if (!known) {
    session.err << session.Say("OUTCOME_UNKNOWN: it is not final yet; ask again: heng tx wait ",
                               "OUTCOME_UNKNOWN：尚未最终确认；请再次查询：heng tx wait ")
                << outcome.id.hex() << "\n";
    return {};
  }
  Table table({{.title = std::string(session.Say("field", "字段"))},
               {.title = std::string(session.Say("value", "值"))}});
  table.AddRow({{.text = std::string(session.Say("height", "高度"))},
                {.text = std::to_string(wait.height())}});
  table.AddRow({{.text = std::string(session.Say("time", "时间"))},
                {.text = FormatCst(BlockTime(wait.time_ms()))}});
  AddExplanation(receipt, session, table);
  session.out << table.Render(session.style);
  return {};
}

void SayId(Session& session, const TransactionId& id) {
  // JSON has the id in its object; there it would not parse twice.
  (session.format == Format::kJson ? session.err : session.out) << id.hex() << "\n" << std::flush;
}

Result<void, Status> Submit(Session& session, const Options& options) {
  HENG_TRY(const std::string bytes, ReadFile(options.file, kTransactionBytesMax));
  HENG_TRY(const SignedTransaction transaction, Decode<SignedTransaction>(bytes));
  const TransactionId id = IdOf(transaction.body);
  SayId(session, id);
  HENG_TRY(const auto connection, Open(options));
  const auto sent = connection->First([&](sdk::Client& client) { return client.Submit(bytes); });
  if (!sent) {
    return std::unexpected(StatusOf(sent.error()));
  }
  HENG_TRY(v1::WaitResponse wait,
           AwaitFinal(*connection, id, std::chrono::seconds(options.timeout_s)));
  return ShowOutcome({.id = id, .wait = std::move(wait)}, session);
}

Result<void, Status> Wait(Session& session, const Options& options) {
  HENG_TRY(const TransactionId id, ParseId(options.id));
  SayId(session, id);
  HENG_TRY(const auto connection, Open(options));
  HENG_TRY(v1::WaitResponse wait,
           AwaitFinal(*connection, id, std::chrono::seconds(options.timeout_s)));
  return ShowOutcome({.id = id, .wait = std::move(wait)}, session);
}

// "register-participant" of an encoded operation.
std::string OperationName(const Bytes& bytes) {
  heng::v1::Operation operation;
  if (!operation.ParseFromString(bytes)) {
    return "?";
  }
  const auto* field = heng::v1::Operation::descriptor()->FindFieldByNumber(
      static_cast<int>(operation.operation_case()));
  return field == nullptr ? "?" : scenario::TextName(std::string(field->name()));
}

struct Shown {
  v1::GetTransactionResponse answer;
  SignedTransaction transaction;
  TransactionBody body;
  Receipt receipt;
};

nlohmann::ordered_json ShownJson(const Shown& shown) {
  auto operations = nlohmann::ordered_json::array();
  for (const Bytes& operation : shown.body.operations) {
    operations.push_back(OperationName(operation));
  }
  auto signers = nlohmann::ordered_json::array();
  for (const TransactionSignature& signature : shown.transaction.signatures) {
    signers.push_back(signature.public_key.hex());
  }
  return {{"transaction_id", IdOf(shown.transaction.body).hex()},
          {"height", shown.answer.height()},
          {"time", FormatCst(BlockTime(shown.answer.time_ms()))},
          {"author", shown.body.author.value()},
          {"sequence", shown.body.sequence},
          {"valid_until", FormatCst(shown.body.valid_until)},
          {"operations", std::move(operations)},
          {"reason_code", shown.body.reason_code},
          {"legal_reference", shown.body.legal_reference},
          {"signer_keys", std::move(signers)},
          {"events", shown.answer.events_size()},
          {"receipt", ReceiptJson(shown.receipt)}};
}

std::string ShownText(const Shown& shown, Session& session) {
  Table table({{.title = std::string(session.Say("field", "字段"))},
               {.title = std::string(session.Say("value", "值"))}});
  const auto row = [&](std::string_view en, std::string_view zh, std::string value) {
    if (!value.empty()) {
      table.AddRow({{.text = std::string(session.Say(en, zh))}, {.text = std::move(value)}});
    }
  };
  std::string operations;
  for (const Bytes& operation : shown.body.operations) {
    operations += (operations.empty() ? "" : ", ") + OperationName(operation);
  }
  row("transaction", "交易", IdOf(shown.transaction.body).hex());
  row("height", "高度", std::to_string(shown.answer.height()));
  row("time", "时间", FormatCst(BlockTime(shown.answer.time_ms())));
  row("author", "发起人", shown.body.author.value());
  row("sequence", "序号", std::to_string(shown.body.sequence));
  row("operations", "操作", operations);
  row("signatures", "签名数", std::to_string(shown.transaction.signatures.size()));
  row("reason", "原因", shown.body.reason_code);
  row("legal", "依据文件", shown.body.legal_reference);
  row("events", "事件数", std::to_string(shown.answer.events_size()));
  AddExplanation(shown.receipt, session, table);
  return session.format == Format::kMarkdown ? table.Markdown() : table.Render(session.style);
}

Result<void, Status> Show(Session& session, const Options& options) {
  HENG_TRY(const TransactionId id, ParseId(options.id));
  HENG_TRY(const auto connection, Open(options));
  auto answer = connection->First([&](sdk::Client& client) { return client.GetTransaction(id); });
  if (!answer) {
    return std::unexpected(StatusOf(answer.error()));
  }
  Shown shown{.answer = *std::move(answer), .transaction = {}, .body = {}, .receipt = {}};
  HENG_TRY(shown.transaction, Decode<SignedTransaction>(shown.answer.transaction()));
  HENG_TRY(shown.body, Decode<TransactionBody>(shown.transaction.body));
  HENG_TRY(shown.receipt, ReceiptOf(shown.answer.receipt()));
  session.out << (session.format == Format::kJson ? ShownJson(shown).dump(2) + "\n"
                                                  : ShownText(shown, session));
  return {};
}

using Verb = Result<void, Status> (*)(Session&, const Options&);

CLI::App* AddVerb(CLI::App& family,
                  Session& session,
                  const std::shared_ptr<Options>& options,
                  const std::string& name,
                  std::string_view help,
                  Verb verb) {
  auto* command = family.add_subcommand(name, std::string(help));
  command
      ->add_option("--network",
                   options->directory,
                   std::string(session.Say("directory of the network", "网络目录")))
      ->capture_default_str();
  command->add_option(
      "--as", options->person, std::string(session.Say("who connects", "以何人身份连接")));
  command->add_option(
      "--node", options->node, std::string(session.Say("ask only this node", "仅询问该节点")));
  command->callback([&session, options, verb] {
    if (const auto done = verb(session, *options); !done) {
      Complain(session, done.error());
    }
  });
  return command;
}

void AddTimeout(CLI::App& command, Session& session, Options& options) {
  command
      .add_option("--timeout",
                  options.timeout_s,
                  std::string(session.Say("seconds to wait until it is final", "等待秒数")))
      ->check(CLI::Range(0, 3'600))
      ->capture_default_str();
}

}  // namespace

void AddTxCommands(CLI::App& program, Session& session) {
  auto* family = program.add_subcommand(
      "tx", std::string(session.Say("Send, show and wait for transactions", "提交与查询交易")));
  family->require_subcommand(1);
  const auto options = std::make_shared<Options>();
  auto* submit =
      AddVerb(*family,
              session,
              options,
              "submit",
              session.Say("Send a signed transaction and wait until it is final\n\n"
                          "  heng tx submit signed.bin\n"
                          "  heng tx submit --timeout 0 signed.bin   # only hand it over\n",
                          "提交已签名的交易并等待最终确认\n\n"
                          "  heng tx submit signed.bin\n"),
              Submit);
  submit->add_option("file", options->file, "heng.v1.SignedTransaction")->required();
  AddTimeout(*submit, session, *options);
  auto* show = AddVerb(*family,
                       session,
                       options,
                       "show",
                       session.Say("Show a transaction that is final", "查看已确认的交易"),
                       Show);
  show->add_option("id", options->id)->required();
  auto* wait = AddVerb(*family,
                       session,
                       options,
                       "wait",
                       session.Say("Wait until a transaction is final", "等待交易最终确认"),
                       Wait);
  wait->add_option("id", options->id)->required();
  AddTimeout(*wait, session, *options);
}

}  // namespace heng::cli
