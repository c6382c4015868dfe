// SPDX-License-Identifier: Apache-2.0
// Seeds that come from something that ran: the story, validators, the compliance cycle.
#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/scenario/binder.h"
#include "cli/scenario/parser.h"
#include "consensus/durable_state.h"
#include "consensus/message.h"
#include "contracts/operations/registry.h"
#include "core/crypto/hash.h"
#include "node/driver/payload_log.h"
#include "node/transport/frame.h"
#include "storage/keys.h"
#include "storage/vote_journal.h"
#include "tests/fuzz/audit_input.h"
#include "tests/fuzz/journal_input.h"
#include "tests/fuzz/lone_node.h"
#include "tests/fuzz/make_corpus.h"
#include "tests/fuzz/operation_input.h"
#include "tests/fuzz/peers_input.h"
#include "tests/fuzz/proof_input.h"
#include "tests/fuzz/stored_row.h"
#include "tests/fuzz/story.h"
#include "tests/support/fill.h"
#include "tests/support/hex.h"
#include "tests/support/source_dir.h"

namespace heng::fuzz {
namespace {

using storage::ColumnFamily;

// At most this many seeds of one kind.
constexpr std::size_t kOfOneKind = 12;

// The rows of one column family, spread over all of it.
std::vector<Bytes> SomeOf(ColumnFamily family) {
  std::vector<Bytes> all;
  for (const DatabaseRow& row : StoryRows()) {
    if (row.family == family) {
      all.push_back(row.value);
    }
  }
  std::vector<Bytes> some;
  const std::size_t step = std::max<std::size_t>(1, all.size() / kOfOneKind);
  for (std::size_t i = 0; i < all.size(); i += step) {
    some.push_back(all[i]);
  }
  return some;
}

void AddRows(CorpusWriter& corpus, const std::string& target, ColumnFamily family) {
  std::size_t number = 0;
  for (const Bytes& value : SomeOf(family)) {
    corpus.Add(target, std::string(NameOf(family)) + "-" + std::to_string(number++), value);
  }
}

void AddStoredRows(CorpusWriter& corpus) {
  const auto& rows = StoryRows();
  std::map<ColumnFamily, int> count;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (count[rows[i].family]++ % 40 == 0 && rows[i].value.size() < 4096) {
      const StoredRow change{
          .row = static_cast<std::uint32_t>(i), .value = rows[i].value, .erased = false};
      corpus.Add("block", "row-" + std::to_string(i), Encode(change));
    }
  }
  corpus.Add("block", "erased", Encode(StoredRow{.row = 5, .value = {}, .erased = true}));
}

// One record of every table.
void AddRecords(CorpusWriter& corpus) {
  std::map<Bytes, Bytes> by_table;
  for (const DatabaseRow& row : StoryRows()) {
    if (row.family == ColumnFamily::kLatest && !IsIndexKey(row.key)) {
      by_table[row.key.substr(0, row.key.find('/'))] = row.value;
    }
  }
  for (const auto& [table, value] : by_table) {
    corpus.Add("record", "table-" + table, value);
  }
}

ProofInput Claim(ProofClaim claim, const Bytes& key, const Bytes& proof) {
  ProofInput input;
  input.claim = claim;
  input.key = key;
  input.proof = proof;
  return input;
}

void AddRecordProofs(CorpusWriter& corpus) {
  const storage::ChainReader chain = Story().store().Chain();
  const Height head = Story().height();
  int number = 0;
  for (const char* name : {"account/P1", "sys/chain", "account/NOBODY", "zzz"}) {
    const Bytes key = name;
    ProofInput input = Claim(
        ProofClaim::kCommitment, key, merkle::EncodeCommitmentProof(*chain.ProveRecord(key, head)));
    input.value = Story().store().head()->Get(key).value_or(Bytes());
    corpus.Add("proof", "commitment-" + std::to_string(number++), Encode(input));
    corpus.Add("proof_file", "record-" + std::to_string(number), Story().RecordProof(key, head));
    if (const auto absent = chain.ProveAbsent(key, head)) {
      corpus.Add("proof",
                 "absence-" + std::to_string(number),
                 Encode(Claim(ProofClaim::kAbsence, key, merkle::EncodeCompactAbsence(*absent))));
    }
  }
  corpus.Add("proof_file", "later-certificate", Story().RecordProof("account/P1", kUncertified));
}

void AddLogProofs(CorpusWriter& corpus) {
  const std::vector<Hash>& log = ProofLog();
  const auto subtree = [&log](std::uint32_t level, std::uint64_t index) {
    const auto first = log.begin() + static_cast<std::ptrdiff_t>(index << level);
    return merkle::RootOf({first, first + (std::ptrdiff_t{1} << level)});
  };
  for (const std::uint64_t index : {0U, 7U, 15U, 20U}) {
    ProofInput input = Claim(ProofClaim::kInclusion, {}, {});
    input.index = index;
    input.hash = log[index];
    input.path = merkle::InclusionPath(index, log);
    corpus.Add("proof", "inclusion-" + std::to_string(index), Encode(input));
    input.claim = ProofClaim::kConsistency;
    input.index = index + 1;
    input.hash =
        merkle::RootOf({log.begin(), log.begin() + static_cast<std::ptrdiff_t>(index) + 1});
    input.path = merkle::ConsistencyPath(index + 1, log.size(), subtree);
    corpus.Add("proof", "consistency-" + std::to_string(index), Encode(input));
  }
  merkle::LogFrontier frontier;
  for (const Hash& leaf : log) {
    frontier.Append(leaf);
  }
  ProofInput input = Claim(ProofClaim::kFrontier, {}, frontier.ToBytes());
  input.index = frontier.count();
  corpus.Add("proof", "frontier", Encode(input));
}

// The vectors that other programs agree with.
void AddVectors(CorpusWriter& corpus) {
  std::ifstream file(tests::SourceDir() + "/tests/vectors/ics23_proofs.jsonl");
  std::string line;
  for (int number = 0; std::getline(file, line); ++number) {
    const auto vector = nlohmann::json::parse(line);
    if (number % 7 != 0) {
      continue;
    }
    ProofInput input = Claim(ProofClaim::kCommitment,
                             FromHex(vector.at("key").get<std::string>()),
                             FromHex(vector.at("proof").get<std::string>()));
    input.value = FromHex(vector.value("value", std::string()));
    corpus.Add("proof", "vector-" + std::to_string(number), Encode(input));
  }
}

void AddLies(CorpusWriter& corpus) {
  const storage::ChainReader chain = Story().store().Chain();
  const Height at(8);
  const auto add = [&](const std::string& name, LieAbout about, Bytes bytes) {
    AuditLie lie;
    lie.about = about;
    lie.height = at;
    lie.bytes = std::move(bytes);
    corpus.Add("audit", name, Encode(lie));
    lie.left_out = true;
    corpus.Add("audit", name + "-left-out", Encode(lie));
  };
  add("header", LieAbout::kHeader, *chain.HeaderBytes(at));
  add("block-id", LieAbout::kBlockId, chain.IdAt(at)->bytes());
  add("certificate", LieAbout::kCertificate, *chain.Certificate(at));
  add("transaction", LieAbout::kTransaction, chain.Transactions(at)->front());
  add("receipt", LieAbout::kReceipt, Encode(chain.Receipts(at)->front()));
  add("event", LieAbout::kBlockEvent, chain.Events(at)->front());
  add("record-event", LieAbout::kRecordEvent, chain.Events(at)->front());
  for (const char* prefix : {"u/", "account/P1", "a/P1", "b/"}) {
    const auto found = Story().store().head()->FindLast(prefix, Bytes(prefix) + "\xff");
    add("record-" + Bytes(1, prefix[0]), LieAbout::kRecord, found->second);
  }
}

// Every alternative of a variant, with every field set.
template <class Variant, std::size_t... I>
std::vector<Variant> FilledAlternatives(std::index_sequence<I...>) {
  return {Variant(testing::Filled<std::variant_alternative_t<I, Variant>>())...};
}
template <class Variant>
std::vector<Variant> FilledAlternatives() {
  return FilledAlternatives<Variant>(std::make_index_sequence<std::variant_size_v<Variant>>{});
}

// Four validators finalize blocks among themselves; what they say to seat 0 is kept.
std::vector<Delivery> RecordMessages(std::uint64_t run_ms) {
  std::vector<std::unique_ptr<LoneNode>> nodes;
  for (std::uint32_t seat = 0; seat < kSeats; ++seat) {
    nodes.push_back(std::make_unique<LoneNode>(seat));
  }
  sim::Workload workload(1, sim::SimGenesis(kSeats));
  std::vector<Delivery> heard;
  std::uint64_t last_ms = 0;
  for (std::uint64_t now = 0; now < run_ms; ++now) {
    if (now % 100 == 50) {
      nodes[1]->Submit(workload.Next(nodes[1]->WallTime()));
    }
    for (std::uint32_t from = 0; from < kSeats; ++from) {
      nodes[from]->Advance(1);
      for (const SentMessage& sent : nodes[from]->TakeSent()) {
        for (std::uint32_t to = 0; to < kSeats; ++to) {
          if (to == from || (sent.to && sent.to->value() != to)) {
            continue;
          }
          nodes[to]->Receive(from, sent.bytes);
          if (to == 0) {
            heard.push_back({.from = from,
                             .wait_ms = static_cast<std::uint32_t>(now - last_ms),
                             .message = sent.bytes});
            last_ms = now;
          }
        }
      }
    }
  }
  return heard;
}

void AddMessages(CorpusWriter& corpus) {
  std::size_t number = 0;
  for (const consensus::Message& message : FilledAlternatives<consensus::Message>()) {
    const Bytes bytes = consensus::EncodeMessage(message);
    corpus.Add("peer_message", "filled-" + std::to_string(number), bytes);
    PeersInput input{.deliveries = {{.from = 3, .wait_ms = 1, .message = bytes}}};
    corpus.Add("peers", "filled-" + std::to_string(number++), Encode(input));
  }
  number = 0;
  for (const auto& record : FilledAlternatives<consensus::JournalRecord>()) {
    corpus.Add(
        "peer_message", "record-" + std::to_string(number++), consensus::EncodeRecord(record));
  }
  const std::vector<Delivery> heard = RecordMessages(3'000);
  HENG_ASSERT(heard.size() > 60);
  node::PeerFrame frame;
  for (std::size_t i = 0; i < heard.size() && i < 40; ++i) {
    corpus.Add("peer_message", "heard-" + std::to_string(i), heard[i].message);
    if (i < 4) {
      frame.messages.push_back(heard[i].message);
    }
  }
  corpus.Add("peer_message", "frame", Encode(frame));
  for (const std::size_t size : {4U, 12U, 30U, 60U}) {
    PeersInput input;
    input.deliveries.assign(heard.begin(), heard.begin() + static_cast<std::ptrdiff_t>(size));
    corpus.Add("peers", "heard-" + std::to_string(size), Encode(input));
  }
}

void AddJournals(CorpusWriter& corpus) {
  const std::vector<Bytes> payloads = {"first", Bytes(300, 'v'), "third", "fourth", Bytes(1, '\0')};
  const auto add = [&](const std::string& name, const JournalInput& input) {
    corpus.Add("vote_journal", name, Encode(input));
    corpus.Add("payload_log", name, Encode(input));
  };
  add("empty", {.payloads = {}, .group = 1, .patches = {}, .cut = 0, .tail = {}});
  add("whole", {.payloads = payloads, .group = 0, .patches = {}, .cut = 0, .tail = {}});
  add("groups", {.payloads = payloads, .group = 2, .patches = {}, .cut = 0, .tail = {}});
  add("cut", {.payloads = payloads, .group = 1, .patches = {}, .cut = 40, .tail = {}});
  add("tail", {.payloads = payloads, .group = 1, .patches = {}, .cut = 0, .tail = "torn"});
  add("patched",
      {.payloads = payloads,
       .group = 1,
       .patches = {{.offset = 20, .bytes = "xx"}},
       .cut = 0,
       .tail = {}});
  corpus.Add("payload_log",
             "record",
             Encode(node::PayloadRecord{.pid = As<ProposalId>(Sha256("p")),
                                        .transactions = {"one", "two"}}));
  storage::MemoryDirectory directory;
  auto log = node::PayloadLog::Open(directory, "payloads");
  HENG_ASSERT(
      log->Append({.pid = As<ProposalId>(Sha256("p")), .transactions = {"one"}}).has_value());
  HENG_ASSERT(
      log->Append({.pid = As<ProposalId>(Sha256("q")), .transactions = {"two"}}).has_value());
  corpus.Add("payload_log", "image", directory.ContentOf("payloads"));
}

std::string FileText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The operations of a scenario as inputs, each by its own signers.
void AddCycle(CorpusWriter& corpus) {
  const auto parsed =
      cli::scenario::Parse(FileText(tests::SourceDir() + "/tests/data/cycle-2024.scn"));
  HENG_ASSERT(parsed.has_value());
  const cli::scenario::Binding binding{.names = {}, .key_seed = "heng-dev"};
  std::map<std::string, int> count;
  for (const auto& statement : parsed->statements) {
    const auto* transaction = std::get_if<cli::scenario::TransactionText>(&statement);
    if (transaction == nullptr) {
      continue;
    }
    OperationInput input;
    std::string name;
    for (const auto& signer : transaction->signers) {
      input.signers.push_back(signer.text);
    }
    for (const auto& operation : transaction->operations) {
      if (const auto bytes = cli::scenario::BindOperation(operation, binding)) {
        input.operations.push_back(*bytes);
        name = operation.name.text;
      }
    }
    if (!input.operations.empty() && input.signers.size() <= 16 && count[name] < 3) {
      corpus.Add("operation", name + "-" + std::to_string(++count[name]), Encode(input));
    }
  }
}

void AddFilledOperations(CorpusWriter& corpus) {
  for (const contracts::Operation& operation : FilledAlternatives<contracts::Operation>()) {
    OperationInput input;
    input.operations = {contracts::EncodeOperation(operation)};
    corpus.Add("operation", "filled-" + std::string(contracts::NameOf(operation)), Encode(input));
  }
}

void AddScenarios(CorpusWriter& corpus) {
  corpus.Add("scenario",
             "register",
             "reg.maker, reg.checker: register-participant id=91420700MA0000111P name=\"A\" "
             "roles=holder jurisdiction=42\nrecord participant/91420700MA0000111P name=\"A\"\n"
             "holding nobody CEA/2024/CN total=0\nabsent participant/91330200MA00001383\ntick\n");
  std::istringstream text(FileText(tests::SourceDir() + "/tests/data/cycle-2024.scn"));
  std::string paragraph;
  std::string line;
  int number = 0;
  while (std::getline(text, line) && number < 40) {
    paragraph += line + "\n";
    if (line.empty() && paragraph.size() > 600) {
      corpus.Add("scenario", "cycle-" + std::to_string(number++), paragraph.substr(0, 3'000));
      paragraph.clear();
    }
  }
}

}  // namespace

void AddStory(CorpusWriter& corpus) {
  AddRows(corpus, "transaction", ColumnFamily::kTransactions);
  AddRows(corpus, "event", ColumnFamily::kEvents);
  AddRows(corpus, "receipt", ColumnFamily::kReceipts);
  AddRows(corpus, "block", ColumnFamily::kHeaders);
  AddRows(corpus, "certificate", ColumnFamily::kCertificates);
  AddRows(corpus, "history", ColumnFamily::kHistory);
  AddRows(corpus, "tree_node", ColumnFamily::kTreeNodes);
  AddRows(corpus, "tree_node", ColumnFamily::kTreeRoots);
  corpus.Add("event", "filled", Encode(testing::Filled<heng::Event>()));
  corpus.Add("receipt", "filled", Encode(testing::Filled<heng::Receipt>()));
  corpus.Add("certificate", "filled", Encode(testing::Filled<consensus::Certificate>()));
  AddStoredRows(corpus);
  AddRecords(corpus);
  AddRecordProofs(corpus);
  AddLogProofs(corpus);
  AddVectors(corpus);
  AddLies(corpus);
}

void AddConsensus(CorpusWriter& corpus) {
  AddMessages(corpus);
  AddJournals(corpus);
}

void AddOperations(CorpusWriter& corpus) {
  AddCycle(corpus);
  AddFilledOperations(corpus);
  AddScenarios(corpus);
}

}  // namespace heng::fuzz
