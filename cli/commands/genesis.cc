// SPDX-License-Identifier: Apache-2.0
// heng genesis development, build, show, check. Founders write the JSON mapping of heng.v1.Genesis
// and exchange its canonical bytes, which nodes read; the fingerprint is the SHA-256 of these
// bytes, and founders compare it aloud. Every verb takes either form.
#include <google/protobuf/util/json_util.h>
#include <heng/v1/genesis.pb.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <memory>
#include <ostream>

#include "cli/commands/commands.h"
#include "core/crypto/hash.h"
#include "node/in_process/in_process_ledger.h"

namespace heng::cli {
namespace {

constexpr std::size_t kGenesisBytesMax = 256 << 20;

struct Options {
  std::string chain_id = "heng-dev";
  std::uint32_t nodes = 4;
  std::string file;
  std::string to;
};

// The canonical bytes of a genesis file in either form, checked as a whole.
Result<Bytes, Status> ReadGenesis(const std::string& path) {
  HENG_TRY(const std::string text, ReadFile(path, kGenesisBytesMax));
  Bytes bytes = text;
  if (text.find_first_not_of(" \t\r\n") != std::string::npos &&
      text[text.find_first_not_of(" \t\r\n")] == '{') {
    heng::v1::Genesis message;
    const auto parsed = google::protobuf::util::JsonStringToMessage(text, &message);
    if (!parsed.ok()) {
      return Fail(StatusCode::kMalformed, path + " is no genesis: " + parsed.ToString());
    }
    bytes = message.SerializeAsString();
  }
  HENG_CHECK_OK(node::InProcessLedger::Open(bytes));
  return bytes;
}

Result<std::string, Status> ToJson(const Bytes& genesis) {
  heng::v1::Genesis message;
  google::protobuf::util::JsonPrintOptions print;
  print.add_whitespace = true;
  print.preserve_proto_field_names = true;
  std::string json;
  if (!message.ParseFromString(genesis) ||
      !google::protobuf::util::MessageToJsonString(message, &json, print).ok()) {
    return Fail(StatusCode::kCorrupt, "the genesis does not print");
  }
  return json;
}

void PrintFingerprint(Session& session, const Bytes& genesis) {
  session.err << session.Say("fingerprint ", "指纹 ") << Sha256(genesis).hex() << "\n";
}

void Development(Session& session, const Options& options) {
  const ChainId chain_id(options.chain_id);
  if (!IsIdentifier(options.chain_id)) {
    Complain(session,
             {.code = StatusCode::kInvalid,
              .context = "'" + options.chain_id + "' is no chain id: letters, digits and . _ : -"});
    return;
  }
  node::DevelopmentChain chain;
  chain.chain_id = chain_id;
  chain.validators = options.nodes;
  const Bytes genesis = node::DevelopmentGenesis(chain);
  const auto json = ToJson(genesis);
  if (!json) {
    Complain(session, json.error());
    return;
  }
  session.out << *json;
  PrintFingerprint(session, genesis);
}

void Build(Session& session, const Options& options) {
  const auto genesis = ReadGenesis(options.file);
  if (!genesis) {
    Complain(session, genesis.error());
    return;
  }
  if (std::ofstream out(options.to, std::ios::binary);
      !out.write(genesis->data(), static_cast<std::streamsize>(genesis->size())).flush()) {
    Complain(session, {.code = StatusCode::kIo, .context = "cannot write " + options.to});
    return;
  }
  PrintFingerprint(session, *genesis);
}

void Show(Session& session, const Options& options) {
  const auto genesis = ReadGenesis(options.file);
  const auto json = genesis ? ToJson(*genesis) : std::unexpected(genesis.error());
  if (!json) {
    Complain(session, json.error());
    return;
  }
  session.out << *json;
  PrintFingerprint(session, *genesis);
}

void Check(Session& session, const Options& options) {
  const auto genesis = ReadGenesis(options.file);
  if (!genesis) {
    Complain(session, genesis.error());
    return;
  }
  heng::v1::Genesis message;
  if (!message.ParseFromString(*genesis)) {
    Complain(session, {.code = StatusCode::kCorrupt, .context = "the genesis does not print"});
    return;
  }
  Table table({{.title = std::string(session.Say("item", "项目"))},
               {.title = std::string(session.Say("value", "值"))}});
  table.AddRow({{.text = "chain_id"}, {.text = message.chain().id()}});
  table.AddRow({{.text = "fingerprint"}, {.text = Sha256(*genesis).hex()}});
  table.AddRow(
      {{.text = "validators"}, {.text = std::to_string(message.chain().validators_size())}});
  table.AddRow({{.text = "participants"}, {.text = std::to_string(message.participants_size())}});
  table.AddRow({{.text = "persons"}, {.text = std::to_string(message.persons_size())}});
  table.AddRow({{.text = "classes"}, {.text = std::to_string(message.classes_size())}});
  table.AddRow({{.text = "parameters"}, {.text = std::to_string(message.parameters_size())}});
  session.out << table.Render(session.style);
}

}  // namespace

void AddGenesisCommands(CLI::App& program, Session& session) {
  auto* family = program.add_subcommand(
      "genesis", std::string(session.Say("Make and check genesis files", "生成与检查创世文件")));
  family->require_subcommand(1);
  const auto options = std::make_shared<Options>();

  auto* development = family->add_subcommand(
      "development",
      std::string(session.Say("Print the genesis of a development chain\n\n"
                              "  heng genesis development > genesis.json\n"
                              "  heng genesis development --chain-id demo --nodes 7\n",
                              "输出开发链的创世文件\n\n"
                              "  heng genesis development > genesis.json\n"
                              "  heng genesis development --chain-id demo --nodes 7\n")));
  development->add_option("--chain-id", options->chain_id)->capture_default_str();
  development->add_option("--nodes", options->nodes)
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  development->callback([&session, options] { Development(session, *options); });

  auto* build = family->add_subcommand(
      "build",
      std::string(session.Say("Make the genesis file that nodes read, from its JSON\n\n"
                              "  heng genesis build genesis.json --to genesis.bin\n",
                              "由 JSON 生成节点读取的创世文件\n\n"
                              "  heng genesis build genesis.json --to genesis.bin\n")));
  build->add_option("file", options->file)->required();
  build->add_option("--to", options->to)->required();
  build->callback([&session, options] { Build(session, *options); });

  auto* show = family->add_subcommand(
      "show",
      std::string(session.Say("Print a genesis file as JSON\n\n  heng genesis show genesis.bin\n",
                              "以 JSON 输出创世文件\n\n  heng genesis show genesis.bin\n")));
  show->add_option("file", options->file)->required();
  show->callback([&session, options] { Show(session, *options); });

  auto* check = family->add_subcommand(
      "check",
      std::string(session.Say("Check a genesis file as a whole and print its fingerprint\n\n"
                              "  heng genesis check genesis.json\n",
                              "整体检查创世文件并输出指纹\n\n"
                              "  heng genesis check genesis.json\n")));
  check->add_option("file", options->file)->required();
  check->callback([&session, options] { Check(session, *options); });
}

}  // namespace heng::cli
