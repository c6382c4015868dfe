// SPDX-License-Identifier: Apache-2.0
// heng audit: trace the units, state an account, check the whole chain, take and verify proofs.
#include <CLI/CLI.hpp>
#include <fstream>
#include <memory>
#include <ostream>

#include "cli/audit/check_report.h"
#include "cli/audit/draw.h"
#include "cli/audit/lineage_reader.h"
#include "cli/audit/network_source.h"
#include "cli/audit/proof_file.h"
#include "cli/audit/proof_report.h"
#include "cli/audit/statement_report.h"
#include "cli/audit/step_words.h"
#include "cli/commands/commands.h"
#include "cli/scenario/serial_text.h"

namespace heng::cli {
namespace {

struct Options {
  std::string directory = DefaultNetworkDirectory();
  std::string person;
  std::string node;
  std::string genesis;
  std::string file;

  std::string units;
  std::string drawing = "tree";
  audit::LineageBounds bounds;

  std::string account;
  std::uint64_t at_height = 0;
  std::string since;

  std::string key;
};

// What is opened only when a verb needs the network.
struct Reader {
  std::unique_ptr<Connection> connection;
  std::unique_ptr<audit::NetworkSource> source;
};

Result<Reader, Status> OpenReader(const Options& options) {
  HENG_TRY(const NetworkProfile profile, LoadProfile(options.directory));
  Reader reader;
  HENG_TRY(reader.connection, Connection::Open(profile, options.person, options.node));
  reader.source = std::make_unique<audit::NetworkSource>(*reader.connection);
  return reader;
}

Result<void, Status> WriteTo(Session& session, const std::string& file, const std::string& bytes) {
  if (file.empty()) {
    session.out << bytes;
    return {};
  }
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out << bytes;
  out.close();
  if (!out) {
    return Fail(StatusCode::kIo, "cannot write " + file);
  }
  return {};
}

// The command line is wrong, not the ledger.
Result<void, Status> Misused(Session& session, const std::string& sentence) {
  session.err << "heng: " << sentence << "\n";
  session.exit_code = ExitCode::kUsage;
  return {};
}

std::string Drawn(const Session& session, const Options& options, const audit::Lineage& lineage) {
  if (session.format == Format::kJson || options.drawing == "json") {
    return audit::DrawJson(lineage);
  }
  if (session.format == Format::kDot || options.drawing == "dot") {
    return audit::DrawDot(lineage, session.language);
  }
  if (session.format == Format::kSvg || options.drawing == "svg") {
    return audit::DrawSvg(lineage, session.language);
  }
  return audit::DrawText(lineage, session.language);
}

Result<void, Status> Trace(Session& session, const Options& options) {
  const auto units = scenario::ParseSerials(options.units);
  if (!units) {
    return Misused(session,
                   "'" + options.units +
                       "' are no serials; write CN-CEA-2024-000000000001 or "
                       "CN-CEA-2024-000000000001-000003584000");
  }
  HENG_TRY(const Reader reader, OpenReader(options));
  HENG_TRY(
      const audit::Fetched fetched,
      audit::FetchLineage(*reader.source, units->batch, units->first, units->last, options.bounds));
  const audit::Lineage lineage = audit::TraceLineage(fetched);
  HENG_CHECK_OK(WriteTo(session, options.file, Drawn(session, options, lineage)));
  for (const std::string& fault : lineage.faults) {
    session.err << "heng: " << fault << "\n";
  }
  if (!options.file.empty()) {
    session.err << audit::Conclusion(lineage, session.language) << "\n";
  }
  if (!lineage.faults.empty()) {
    session.exit_code = ExitCode::kInvalid;
  } else if (!lineage.cut.empty()) {
    session.exit_code = ExitCode::kIncomplete;
  }
  return {};
}

Result<void, Status> State(Session& session, const Options& options) {
  audit::StatementQuery query{.account = AccountId(options.account),
                              .at = Height(options.at_height),
                              .since = {},
                              .blocks_max = options.bounds.blocks};
  if (!options.since.empty()) {
    const auto since = ParseCst(options.since);
    if (!since) {
      return Misused(session, "'" + options.since + "' is no day; write it as 2025-01-01");
    }
    query.since = *since;
  }
  HENG_TRY(const Reader reader, OpenReader(options));
  HENG_TRY(const audit::Statement statement, audit::MakeStatement(*reader.source, query));
  session.out << (session.format == Format::kJson
                      ? audit::StatementJson(statement)
                      : audit::StatementText(statement, session.language, session.style));
  if (!statement.faults.empty()) {
    session.exit_code = ExitCode::kInvalid;
  }
  return {};
}

Result<void, Status> Check(Session& session, const Options& options) {
  HENG_TRY(const audit::TrustedGenesis genesis, audit::ReadTrustedGenesis(options.genesis));
  HENG_TRY(const Reader reader, OpenReader(options));
  audit::CheckMeter meter(session.err, session.language);
  HENG_TRY(const audit::ChainVerdict verdict,
           audit::CheckChain(genesis,
                             *reader.source,
                             [&meter](Height done, Height head, const node::ReplayCounts& counts) {
                               meter.Show(done, head, counts);
                               return true;
                             }));
  meter.Finish();
  session.out << (session.format == Format::kJson
                      ? audit::CheckJson(genesis, verdict)
                      : audit::CheckText(genesis, verdict, session.language, session.style));
  session.exit_code = audit::ExitCodeOf(verdict);
  return {};
}

Result<void, Status> ShowProof(Session& session,
                               const audit::TrustedGenesis& genesis,
                               const Bytes& bytes) {
  HENG_TRY(const audit::VerifiedProof verified, audit::VerifyProofBytes(genesis.set, bytes));
  session.out << (session.format == Format::kJson
                      ? audit::ProofJson(verified)
                      : audit::ProofText(verified, session.language, session.style));
  return {};
}

Result<void, Status> Prove(Session& session, const Options& options) {
  HENG_TRY(const audit::TrustedGenesis genesis, audit::ReadTrustedGenesis(options.genesis));
  const auto key = audit::ParseKey(options.key);
  if (!key) {
    return Misused(session, key.error().context);
  }
  HENG_TRY(const Reader reader, OpenReader(options));
  const auto answer = reader.connection->First(
      [&](sdk::Client& client) { return client.GetRecordProof(*key, options.at_height); });
  if (!answer) {
    return std::unexpected(StatusOf(answer.error()));
  }
  if (answer->key() != *key) {
    return Fail(StatusCode::kInvalid, "the node answered with a proof of another record");
  }
  const Bytes bytes = answer->SerializeAsString();
  HENG_CHECK_OK(ShowProof(session, genesis, bytes));
  return options.file.empty() ? Result<void, Status>() : WriteTo(session, options.file, bytes);
}

Result<void, Status> VerifyFile(Session& session, const Options& options) {
  HENG_TRY(const audit::TrustedGenesis genesis, audit::ReadTrustedGenesis(options.genesis));
  HENG_TRY(const Bytes bytes, ReadFile(options.file, audit::kProofBytesMax));
  const auto shown = ShowProof(session, genesis, bytes);
  if (!shown) {
    session.err << "✗ " << session.Say("the proof does not hold: ", "证明不成立：")
                << shown.error().context << "\n";
    session.exit_code = ExitCode::kInvalid;
  }
  return {};
}

using Verb = Result<void, Status> (*)(Session&, const Options&);

CLI::App* AddVerb(CLI::App& family,
                  Session& session,
                  const std::shared_ptr<Options>& options,
                  const char* name,
                  std::string_view about,
                  Verb verb) {
  auto* command = family.add_subcommand(name, std::string(about));
  command->callback([&session, options, verb] {
    if (const auto done = verb(session, *options); !done) {
      Complain(session, done.error());
    }
  });
  return command;
}

void AddNetwork(CLI::App& command, const Session& session, const std::shared_ptr<Options>& o) {
  command
      .add_option("--network", o->directory, std::string(session.Say("the network", "网络目录")))
      ->capture_default_str();
  command.add_option(
      "--as", o->person, std::string(session.Say("who asks (a person's name)", "以谁的身份")));
  command.add_option(
      "--node", o->node, std::string(session.Say("ask this node only", "仅询问该节点")));
}

void AddGenesis(CLI::App& command, const Session& session, const std::shared_ptr<Options>& o) {
  command
      .add_option("--genesis",
                  o->genesis,
                  std::string(session.Say("the genesis file that you trust", "所信任的创世文件")))
      ->required();
}

void AddTrace(CLI::App& family, Session& session, const std::shared_ptr<Options>& o) {
  auto* trace = AddVerb(
      family,
      session,
      o,
      "trace",
      session.Say("Draw the lineage of units, with every split and move, and check that it adds "
                  "up\n\n"
                  "  heng audit trace CN-CEA-2024-000000000001\n"
                  "  heng audit trace CN-CEA-2024-000000000001-000003584000 -o svg --to a.svg\n"
                  "  heng -o json audit trace CN-CEA-2024-000000000001 | jq .adds_up\n",
                  "绘制权益编号的谱系（每次拆分与转移），并核对数量平衡\n\n"
                  "  heng audit trace CN-CEA-2024-000000000001\n"
                  "  heng audit trace CN-CEA-2024-000000000001-000003584000 -o svg --to a.svg\n"
                  "  heng -o json audit trace CN-CEA-2024-000000000001 | jq .adds_up\n"),
      Trace);
  trace->add_option("serials", o->units)->required();
  trace
      ->add_option(
          "--draw", o->drawing, std::string(session.Say("tree, json, dot or svg", "绘图格式")))
      ->check(CLI::IsMember({"tree", "json", "dot", "svg"}));
  trace->add_option("--to", o->file, std::string(session.Say("write to this file", "写入文件")));
  trace->add_flag("--branches",
                  o->bounds.branches,
                  std::string(session.Say("follow what split off and went elsewhere, too",
                                          "同时展开转出的分支")));
  trace->add_option("--max-blocks", o->bounds.blocks)->capture_default_str();
  trace->add_option("--max-depth", o->bounds.depth)->capture_default_str();
  trace->add_option("--max-events", o->bounds.events)->capture_default_str();
  AddNetwork(*trace, session, o);
}

void AddStatement(CLI::App& family, Session& session, const std::shared_ptr<Options>& o) {
  auto* statement = AddVerb(
      family,
      session,
      o,
      "statement",
      session.Say("State what an account holds, in which serials, and what came and went\n\n"
                  "  heng audit statement P1-CEA --since 2025-01-01\n"
                  "  heng -o json audit statement P1-CEA --at-height 1200\n",
                  "账户对账单：持有量、编号与收支\n\n"
                  "  heng audit statement P1-CEA --since 2025-01-01\n"
                  "  heng -o json audit statement P1-CEA --at-height 1200\n"),
      State);
  statement->add_option("account", o->account)->required();
  statement->add_option("--at-height", o->at_height);
  statement->add_option(
      "--since", o->since, std::string(session.Say("first day of movements", "收支起始日")));
  statement->add_option("--max-blocks", o->bounds.blocks)->capture_default_str();
  AddNetwork(*statement, session, o);
}

void AddProofs(CLI::App& family, Session& session, const std::shared_ptr<Options>& o) {
  auto* proof = AddVerb(
      family,
      session,
      o,
      "proof",
      session.Say("Take a proof of a record and verify it\n\n"
                  "  heng audit proof account/P1-CEA --genesis genesis.json --save p1.proof\n"
                  "  heng audit proof CN-CEA-2024-000000000001 --genesis genesis.json\n",
                  "获取并核验一条记录的证明\n\n"
                  "  heng audit proof account/P1-CEA --genesis genesis.json --save p1.proof\n"
                  "  heng audit proof CN-CEA-2024-000000000001 --genesis genesis.json\n"),
      Prove);
  proof
      ->add_option("key",
                   o->key,
                   std::string(session.Say("a state key, 0x<hex>, or the first serial of a block",
                                           "状态键、0x<十六进制> 或区段首编号")))
      ->required();
  proof->add_option("--save", o->file, std::string(session.Say("write it here", "保存到文件")));
  proof->add_option("--at-height", o->at_height);
  AddGenesis(*proof, session, o);
  AddNetwork(*proof, session, o);

  auto* verify = AddVerb(family,
                         session,
                         o,
                         "verify",
                         session.Say("Verify a saved proof; needs no network\n\n"
                                     "  heng audit verify p1.proof --genesis genesis.json\n",
                                     "离线核验已保存的证明\n\n"
                                     "  heng audit verify p1.proof --genesis genesis.json\n"),
                         VerifyFile);
  verify->add_option("file", o->file)->required();
  AddGenesis(*verify, session, o);
}

}  // namespace

void AddAuditCommands(CLI::App& program, Session& session) {
  auto* family = program.add_subcommand(
      "audit",
      std::string(session.Say("Trace units, state accounts, check the chain, verify proofs",
                              "溯源、对账、全链核查与证明核验")));
  family->require_subcommand(1);
  const auto options = std::make_shared<Options>();
  AddTrace(*family, session, options);
  AddStatement(*family, session, options);
  auto* check = AddVerb(
      *family,
      session,
      options,
      "check",
      session.Say("Execute the whole chain again and verify every signature and certificate\n\n"
                  "  heng audit check --genesis genesis.json\n",
                  "重放整条链并核验每个签名与证书\n\n"
                  "  heng audit check --genesis genesis.json\n"),
      Check);
  AddGenesis(*check, session, options);
  AddNetwork(*check, session, options);
  AddProofs(*family, session, options);
}

}  // namespace heng::cli
