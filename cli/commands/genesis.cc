// SPDX-License-Identifier: Apache-2.0
// heng genesis development, heng genesis check. The file is the JSON mapping of heng.v1.Genesis;
// the fingerprint is the SHA-256 of its canonical bytes, which founders compare aloud.
#include <google/protobuf/util/json_util.h>
#include <heng/v1/genesis.pb.h>

#include <CLI/CLI.hpp>
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
};

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
  heng::v1::Genesis message;
  google::protobuf::util::JsonPrintOptions print;
  print.add_whitespace = true;
  print.preserve_proto_field_names = true;
  std::string json;
  if (!message.ParseFromString(genesis) ||
      !google::protobuf::util::MessageToJsonString(message, &json, print).ok()) {
    Complain(session, {.code = StatusCode::kCorrupt, .context = "the genesis does not print"});
    return;
  }
  session.out << json;
  session.err << session.Say("fingerprint ", "指纹 ") << Sha256(genesis).hex() << "\n";
}

void Check(Session& session, const Options& options) {
  const auto text = ReadFile(options.file, kGenesisBytesMax);
  if (!text) {
    Complain(session, text.error());
    return;
  }
  heng::v1::Genesis message;
  const auto parsed = google::protobuf::util::JsonStringToMessage(*text, &message);
  if (!parsed.ok()) {
    Complain(session,
             {.code = StatusCode::kMalformed,
              .context = options.file + " is no genesis: " + parsed.ToString()});
    return;
  }
  const Bytes genesis = message.SerializeAsString();
  if (const auto ledger = node::InProcessLedger::Open(genesis); !ledger) {
    Complain(session, ledger.error());
    return;
  }
  Table table({{.title = std::string(session.Say("item", "项目"))},
               {.title = std::string(session.Say("value", "值"))}});
  table.AddRow({{.text = "chain_id"}, {.text = message.chain().id()}});
  table.AddRow({{.text = "fingerprint"}, {.text = Sha256(genesis).hex()}});
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
