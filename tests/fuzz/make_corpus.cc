// SPDX-License-Identifier: Apache-2.0
// make_corpus FOLDER: see make_corpus.h. Run it from anywhere; what is there already is replaced.
#include "tests/fuzz/make_corpus.h"

#include <google/protobuf/util/json_util.h>
#include <heng/v1/genesis.pb.h>
#include <heng/v1/proofs.pb.h>
#include <heng/v1/query.pb.h>
#include <heng/v1/submit.pb.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "cli/network/profile.h"
#include "contracts/operations/registry.h"
#include "core/check.h"
#include "core/crypto/hash.h"
#include "node/config/load.h"
#include "node/keys/key_file.h"
#include "tests/fuzz/api_input.h"
#include "tests/fuzz/scratch.h"
#include "tests/fuzz/story.h"
#include "tests/support/cast.h"
#include "tests/support/test_ledger.h"
#include "tests/unit/node/api/test_node.h"

namespace heng::fuzz {
namespace {

std::string FileText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

constexpr std::string_view kConfig = R"(# every table, some of its settings
[node]
name = "node-01"
data_dir = "/var/lib/heng"
genesis_file = "/etc/heng/genesis.bin"

[keys]
dir = "/etc/heng/keys"
passphrase_file = "/etc/heng/passphrase"

[tls]
peer_certificate_file = "/etc/heng/peer.pem"
peer_authority_file = "/etc/heng/peers.pem"
client_certificate_file = "/etc/heng/client.pem"
client_authority_file = "/etc/heng/clients.pem"

[listen]
peer = "0.0.0.0:7000"
client = "0.0.0.0:7100"
operators = "127.0.0.1:7200"
metrics = "127.0.0.1:7300"

[log]
level = "info"
to_stderr = true

[limits]
mempool_mib = 64
client_streams = 64

[[peers]]
name = "node-02"
address = "10.0.0.2:7000"

[[peers]]
name = "node-03"
address = "10.0.0.3:7000"
)";

void AddProfile(CorpusWriter& corpus) {
  const cli::NetworkProfile profile{.directory = ScratchDirectory(),
                                    .chain_id = ChainId("heng-dev"),
                                    .development = true,
                                    .person = "reg.maker",
                                    .authority_file = "authority.crt",
                                    .clients_directory = "clients",
                                    .nodes = {{.name = "node-01",
                                               .client = "127.0.0.1:7100",
                                               .operators = "127.0.0.1:7200",
                                               .directory = "node-01",
                                               .config_file = "node-01/hengd.toml",
                                               .metrics = {}},
                                              {.name = "node-02",
                                               .client = "127.0.0.1:7101",
                                               .operators = {},
                                               .directory = {},
                                               .config_file = {},
                                               .metrics = {}}}};
  HENG_ASSERT(cli::SaveProfile(profile).has_value());
  corpus.Add("profile", "two-nodes", FileText(cli::ProfileFile(ScratchDirectory())));
  corpus.Add("profile", "no-node", "{\"chain_id\":\"a\",\"person\":\"b\",\"nodes\":[]}");
}

Bytes ApiSeed(std::uint32_t method,
              std::uint32_t person,
              const google::protobuf::Message& request) {
  ApiInput input;
  input.method = method;
  input.person = person;
  input.requests = {request.SerializeAsString()};
  return Encode(input);
}

// One request for each method, in the order of kMethods.
std::vector<std::unique_ptr<google::protobuf::Message>> Requests(const Bytes& transaction) {
  std::vector<std::unique_ptr<google::protobuf::Message>> requests;
  const auto add = [&requests]<class M>(M message) {
    requests.push_back(std::make_unique<M>(std::move(message)));
  };
  v1::GetRecordRequest record;
  record.set_key("account/P1");
  add(record);
  v1::ListRecordsRequest list;
  list.set_prefix("participant/");
  list.set_page_size(3);
  add(list);
  v1::ListRecordEventsRequest events;
  events.set_key("account/P1");
  add(events);
  v1::GetUnitRequest unit;
  unit.set_batch("CN-CEA-2024");
  unit.set_serial(1);
  add(unit);
  v1::GetBlockRequest block;
  block.set_height(1);
  block.set_with_transactions(true);
  block.set_with_events(true);
  add(block);
  v1::GetTransactionRequest wanted;
  wanted.set_transaction_id(Bytes(32, 'x'));
  add(wanted);
  add(v1::GetChainRequest());
  v1::SubmitRequest submit;
  submit.set_transaction(transaction);
  add(submit);
  add(submit);
  v1::WaitRequest wait;
  wait.set_transaction_id(Bytes(32, 'x'));
  add(wait);
  v1::StreamEventsRequest stream;
  add(stream);
  v1::GetRecordProofRequest proof;
  proof.set_key("account/P1");
  add(proof);
  add(v1::GetStatusRequest());
  add(v1::GetConsensusStatusRequest());
  v1::SetDevelopmentClockRequest clock;
  clock.set_time_ms(1'800'000'000'000);
  add(clock);
  HENG_ASSERT(requests.size() == kMethods.size());
  return requests;
}

}  // namespace

void CorpusWriter::Add(const std::string& target, const std::string& name, ByteView bytes) {
  if (!seen_.insert(target + "/" + Bytes(bytes)).second) {
    return;
  }
  const std::filesystem::path folder = std::filesystem::path(folder_) / target;
  std::filesystem::create_directories(folder);
  std::ofstream file(folder / name, std::ios::binary | std::ios::trunc);
  file << bytes;
  HENG_ASSERT(file.flush().good());
  bytes_ += bytes.size();
}

bool CorpusWriter::Has(const std::string& target, const std::string& name) const {
  return std::filesystem::exists(std::filesystem::path(folder_) / target / name);
}

void AddRequests(CorpusWriter& corpus) {
  Bytes transaction;
  {
    const node::TestNode signer;
    transaction = signer.Sign({"reg.maker", "reg.checker"}, 2);
  }
  const auto requests = Requests(transaction);
  for (std::uint32_t method = 0; method < requests.size(); ++method) {
    for (const std::uint32_t person : {0U, 1U}) {
      corpus.Add("api",
                 "method-" + std::to_string(method) + "-by-" + std::to_string(person),
                 ApiSeed(method, person, *requests[method]));
    }
  }
  corpus.Add("api", "by-nobody", ApiSeed(0, 3, *requests[0]));
}

void AddFiles(CorpusWriter& corpus) {
  corpus.Add("config", "every-table", kConfig);
  corpus.Add(
      "config", "mistakes", "[node]\nname = 1\n[peers]\nx = []\n[limits]\nmempool_mib = -1\n");
  AddProfile(corpus);
  const contracts::Genesis genesis = tests::MinimalGenesis();
  corpus.Add("genesis", "minimal", Encode(genesis));
  contracts::Genesis cast = tests::CastGenesis();
  cast.parameters.resize(5);
  cast.methodologies.resize(1);
  corpus.Add("genesis", "cast", Encode(cast));
  v1::Genesis message;
  HENG_ASSERT(message.ParseFromString(Encode(genesis)));
  std::string json;
  HENG_ASSERT(google::protobuf::util::MessageToJsonString(message, &json).ok());
  corpus.Add("genesis", "minimal-json", json);
  // Its salt is random: the file that is there is kept.
  if (!corpus.Has("key_file", "vote")) {
    const std::string path = ScratchDirectory() + "/vote.key";
    HENG_ASSERT(node::CreateKeyFile(path,
                                    node::KeyPurpose::kVote,
                                    node::Secret(Bytes(node::kSeedBytes, 's')),
                                    node::Secret(Bytes("correct horse battery")),
                                    node::kKdfCostMin)
                    .has_value());
    corpus.Add("key_file", "vote", FileText(path));
  }
}

}  // namespace heng::fuzz

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: make_corpus FOLDER\n");
    return 2;
  }
  heng::fuzz::CorpusWriter corpus(argv[1]);
  heng::fuzz::AddStory(corpus);
  heng::fuzz::AddConsensus(corpus);
  heng::fuzz::AddOperations(corpus);
  heng::fuzz::AddRequests(corpus);
  heng::fuzz::AddFiles(corpus);
  std::printf("%zu bytes of seeds in %s\n", corpus.bytes(), argv[1]);
  return 0;
}
