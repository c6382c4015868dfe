// SPDX-License-Identifier: Apache-2.0
#include "node/development/network_files.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <utility>

#include "contracts/genesis.h"
#include "core/crypto/development_key.h"
#include "node/development/free_ports.h"
#include "node/in_process/in_process_ledger.h"
#include "node/keys/certificate.h"
#include "node/keys/keystore.h"
#include "node/keys/private_file.h"

namespace heng::node {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPortsPerNode = 4;
constexpr std::size_t kPassphraseBytes = 24;
constexpr std::int64_t kDayS = 86'400;
constexpr std::int64_t kValidForS = 3'650 * kDayS;

struct Authority {
  Secret seed;
  std::string pem;
};

std::int64_t RealMs() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

Validity ValidFromNow() {
  const std::int64_t now_s = RealMs() / 1'000;
  return {.not_before_s = now_s - kDayS, .not_after_s = now_s + kValidForS};
}

Result<void, Status> MakeDirectory(const std::string& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) {
    return Fail(StatusCode::kIo, "cannot make the directory " + path + ": " + error.message());
  }
  return {};
}

Result<void, Status> WriteText(const std::string& path, ByteView text) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << text;
  if (!out.flush()) {
    return Fail(StatusCode::kIo, "cannot write " + path + "; is the disk full?");
  }
  return {};
}

Result<std::string, Status> ReadText(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (!in) {
    return Fail(StatusCode::kNotFound, "cannot read " + path);
  }
  return text;
}

Result<Authority, Status> NewAuthority(const std::string& name) {
  Authority authority{.seed = Secret::Random(kSeedBytes), .pem = {}};
  HENG_TRY(authority.pem, MakeAuthority(authority.seed, name, ValidFromNow()));
  return authority;
}

Result<std::string, Status> Issue(const Authority& authority,
                                  const PublicKey& key,
                                  CertificateUse use,
                                  const std::string& name) {
  CertificateSubject subject{.common_name = name, .dns_names = {}, .ip_addresses = {}};
  if (use != CertificateUse::kClient) {
    subject.dns_names = {"localhost"};
    subject.ip_addresses = {"127.0.0.1"};
  }
  return IssueCertificate(authority.pem, authority.seed, key, use, subject, ValidFromNow());
}

std::string Loopback(std::uint16_t port) {
  return "127.0.0.1:" + std::to_string(port);
}

// The path as a basic string of TOML.
std::string Quoted(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      quoted.push_back('\\');
    }
    quoted.push_back(c);
  }
  return quoted + "\"";
}

std::string ConfigText(const DevelopmentNode& node,
                       const std::string& peer,
                       const DevelopmentNetworkOptions& options) {
  const std::string& own = node.directory;
  const std::string authorities = options.directory + "/authority";
  std::string text = "# A validator of a development network; written by `heng dev up`.\n";
  const auto set = [&text](const std::string& key, const std::string& value) {
    text += key + " = " + value + "\n";
  };
  text += "[node]\n";
  set("name", Quoted(node.name));
  set("data_dir", Quoted(own + "/data"));
  set("genesis_file", Quoted(options.directory + "/genesis.bin"));
  text += "\n[keys]\n";
  set("dir", Quoted(own + "/keys"));
  set("passphrase_file", Quoted(own + "/passphrase"));
  text += "\n[tls]\n";
  set("peer_certificate_file", Quoted(own + "/peer.crt"));
  set("peer_authority_file", Quoted(authorities + "/peer.crt"));
  set("client_certificate_file", Quoted(own + "/client.crt"));
  set("client_authority_file", Quoted(authorities + "/client.crt"));
  text += "\n[listen]\n";
  set("peer", Quoted(peer));
  set("client", Quoted(node.client));
  set("operator", Quoted(node.operators));
  set("metrics", Quoted(node.metrics));
  text += "\n[log]\n";
  set("dir", Quoted(own + "/log"));
  set("to_stderr", "false");
  set("total_size_mib", "64");
  text += "\n[storage]\n";
  set("block_cache_mib", "32");
  set("write_buffer_mib", "16");
  // All nodes of a development network share one disk with everything else.
  text += "\n[disk]\n";
  set("low_mib", "512");
  set("refuse_mib", "256");
  set("stop_mib", "128");
  set("ballast_mib", "32");
  text += "\n[dev]\n";
  set("movable_clock", "true");
  return text;
}

class Writer {
 public:
  explicit Writer(const DevelopmentNetworkOptions& options) : options_(options) {}

  Result<DevelopmentNetwork, Status> Write() {
    HENG_CHECK_OK(MakeDirectory(options_.directory + "/authority"));
    HENG_TRY(peer_authority_, NewAuthority("heng dev peers"));
    HENG_TRY(client_authority_, NewAuthority("heng dev clients"));
    const std::string authorities = options_.directory + "/authority";
    HENG_CHECK_OK(WriteText(authorities + "/peer.crt", peer_authority_.pem));
    HENG_CHECK_OK(WriteText(authorities + "/client.crt", client_authority_.pem));
    HENG_CHECK_OK(CreatePrivateFile(authorities + "/client.seed", client_authority_.seed.view()));
    HENG_TRY(genesis_, Founding());
    DevelopmentNetwork network;
    HENG_TRY(network.ports, FindFreePorts(kPortsPerNode * options_.nodes));
    for (std::uint32_t i = 0; i < options_.nodes; ++i) {
      HENG_TRY(DevelopmentNode node,
               WriteNode(genesis_.chain.validators.at(i),
                         &network.ports->ports().at(kPortsPerNode * i)));
      network.nodes.push_back(std::move(node));
    }
    HENG_CHECK_OK(contracts::CheckGenesis(genesis_));
    HENG_CHECK_OK(WriteText(options_.directory + "/genesis.bin", Encode(genesis_)));
    network.chain_id = options_.chain_id;
    network.genesis = contracts::FingerprintOf(genesis_);
    network.authority_file = authorities + "/client.crt";
    network.clients_directory = options_.directory + "/clients";
    for (const contracts::Person& person : genesis_.persons) {
      HENG_CHECK_OK(
          CreateDevelopmentIdentity(options_.directory, options_.chain_id, person.id.value()));
    }
    return network;
  }

 private:
  Result<contracts::Genesis, Status> Founding() const {
    HENG_TRY(contracts::Genesis genesis,
             Decode<contracts::Genesis>(DevelopmentGenesis({.chain_id = options_.chain_id,
                                                            .time = options_.time,
                                                            .key_seed = {},
                                                            .validators = options_.nodes})));
    genesis.chain.consensus.idle_interval_ms = options_.idle_interval_ms;
    return genesis;
  }

  // Four ports at `ports`; completes the validator's record with the keys of the node.
  Result<DevelopmentNode, Status> WriteNode(Validator& validator, const std::uint16_t* ports) {
    DevelopmentNode node;
    node.name = validator.name;
    node.directory = options_.directory + "/nodes/" + node.name;
    node.config_file = node.directory + "/hengd.toml";
    node.client = Loopback(ports[1]);
    node.operators = Loopback(ports[2]);
    node.metrics = Loopback(ports[3]);
    HENG_CHECK_OK(MakeDirectory(node.directory + "/data"));
    HENG_CHECK_OK(MakeDirectory(node.directory + "/log"));
    const Secret random = Secret::Random(kPassphraseBytes);
    const Secret passphrase(ToHex(random.view()));
    HENG_CHECK_OK(CreatePrivateFile(node.directory + "/passphrase", passphrase.view()));
    // Whoever can read the passphrase can read the key, so guessing need not be dear here.
    HENG_TRY(const NodeKeys keys,
             CreateNodeKeys(node.directory + "/keys", passphrase, kKdfCostMin));
    validator.vote_key = keys.vote.public_key();
    validator.cosigner_key = keys.cosigner.public_key();
    validator.tls_key = keys.tls_key;
    validator.peer_address = Loopback(ports[0]);
    HENG_TRY(const std::string peer,
             Issue(peer_authority_, keys.tls_key, CertificateUse::kPeer, node.name));
    HENG_TRY(const std::string client,
             Issue(client_authority_, keys.tls_key, CertificateUse::kServer, node.name));
    HENG_CHECK_OK(WriteText(node.directory + "/peer.crt", peer));
    HENG_CHECK_OK(WriteText(node.directory + "/client.crt", client));
    HENG_CHECK_OK(WriteText(node.config_file, ConfigText(node, validator.peer_address, options_)));
    const std::int64_t offset = static_cast<std::int64_t>(genesis_.time.value()) - RealMs();
    HENG_CHECK_OK(WriteText(node.directory + "/data/dev-clock", std::to_string(offset) + "\n"));
    return node;
  }

  const DevelopmentNetworkOptions& options_;
  Authority peer_authority_;
  Authority client_authority_;
  contracts::Genesis genesis_;
};

std::optional<std::int64_t> ClockOffset(const std::string& node_directory) {
  const auto text = ReadText(node_directory + "/data/dev-clock");
  std::int64_t offset = 0;
  if (!text ||
      std::from_chars(text->data(), text->data() + text->size(), offset).ec != std::errc{}) {
    return std::nullopt;
  }
  return offset;
}

}  // namespace

Result<DevelopmentNetwork, Status> CreateDevelopmentNetwork(
    const DevelopmentNetworkOptions& options) {
  if (options.nodes == 0 || options.nodes > kValidatorsMax) {
    return Fail(StatusCode::kInvalid, "a network has 1 to 100 validators");
  }
  return Writer(options).Write();
}

Result<void, Status> CreateDevelopmentIdentity(const std::string& directory,
                                               const ChainId& chain_id,
                                               const std::string& person,
                                               const std::string& key_name) {
  if (!IsIdentifier(person)) {
    return Fail(StatusCode::kInvalid, "'" + person + "' is no id of a person");
  }
  Authority authority;
  HENG_TRY(Bytes authority_seed, ReadPrivateFile(directory + "/authority/client.seed", kSeedBytes));
  authority.seed = Secret(std::move(authority_seed));
  HENG_TRY(authority.pem, ReadText(directory + "/authority/client.crt"));
  const std::string name = key_name.empty() ? person + "/tls" : key_name;
  const Secret seed(Bytes(DevelopmentSeed(chain_id.value(), name).view()));
  HENG_TRY(const std::string certificate,
           Issue(authority,
                 DevelopmentKey(chain_id.value(), name).public_key(),
                 CertificateUse::kClient,
                 person));
  const std::string path = directory + "/clients/" + person;
  HENG_CHECK_OK(MakeDirectory(directory + "/clients"));
  HENG_CHECK_OK(WriteText(path + ".crt", certificate));
  return CreatePrivateFile(path + ".key", PrivateKeyPem(seed).view());
}

Result<void, Status> CatchUpDevelopmentClock(const std::string& node_directory,
                                             const std::vector<std::string>& others) {
  const std::optional<std::int64_t> own = ClockOffset(node_directory);
  std::optional<std::int64_t> furthest = own;
  for (const std::string& other : others) {
    const std::optional<std::int64_t> offset = ClockOffset(other);
    if (offset && (!furthest || *offset > *furthest)) {
      furthest = offset;
    }
  }
  if (furthest == own) {
    return {};
  }
  return WriteText(node_directory + "/data/dev-clock", std::to_string(*furthest) + "\n");
}

}  // namespace heng::node
