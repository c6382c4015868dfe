// SPDX-License-Identifier: Apache-2.0
#include "cli/network/profile.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "cli/output.h"

namespace heng::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kProfileBytesMax = 1 << 20;
constexpr std::size_t kPemBytesMax = 1 << 20;

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

// A path as the profile has it: relative ones stand under its directory.
std::string Under(const std::string& directory, const std::string& path) {
  return path.empty() ? path : (std::filesystem::path(directory) / path).string();
}

std::string Text(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() ? std::string() : found->get<std::string>();
}

NodeEndpoint ReadNode(const Json& json, const std::string& directory) {
  NodeEndpoint node;
  node.name = json.at("name").get<std::string>();
  node.client = json.at("client").get<std::string>();
  node.operators = Text(json, "operator");
  node.metrics = Text(json, "metrics");
  node.directory = Under(directory, Text(json, "directory"));
  node.config_file = Under(directory, Text(json, "config_file"));
  return node;
}

NetworkProfile ReadProfile(const Json& json, const std::string& directory) {
  NetworkProfile profile;
  profile.directory = directory;
  profile.chain_id = ChainId(json.at("chain_id").get<std::string>());
  profile.development = json.value("development", false);
  profile.person = json.at("person").get<std::string>();
  profile.authority_file = Under(directory, json.at("authority_file").get<std::string>());
  profile.clients_directory = Under(directory, json.at("clients_directory").get<std::string>());
  for (const Json& node : json.at("nodes")) {
    profile.nodes.push_back(ReadNode(node, directory));
  }
  return profile;
}

Json WriteNode(const NodeEndpoint& node) {
  return Json{{"name", node.name},
              {"client", node.client},
              {"operator", node.operators},
              {"metrics", node.metrics},
              {"directory", node.directory},
              {"config_file", node.config_file}};
}

}  // namespace

std::string DefaultNetworkDirectory() {
  if (std::string chosen = Environment("HENG_NETWORK"); !chosen.empty()) {
    return chosen;
  }
  std::string data = Environment("XDG_DATA_HOME");
  if (data.empty()) {
    data = Environment("HOME") + "/.local/share";
  }
  return data + "/heng/dev";
}

std::string ProfileFile(const std::string& directory) {
  return directory + "/network.json";
}

Result<NetworkProfile, Status> LoadProfile(const std::string& directory) {
  const std::string file = ProfileFile(directory);
  if (!std::filesystem::exists(file)) {
    return Fail(StatusCode::kNotFound,
                "there is no network at " + directory +
                    "; make one with `heng dev up`, or name another with --network DIR");
  }
  HENG_TRY(const std::string text, ReadFile(file, kProfileBytesMax));
  try {
    NetworkProfile profile = ReadProfile(Json::parse(text), directory);
    if (profile.nodes.empty()) {
      return Fail(StatusCode::kInvalid, file + " names no node");
    }
    return profile;
  } catch (const Json::exception& error) {
    return Fail(StatusCode::kMalformed, file + " is no network profile: " + error.what());
  }
}

Result<void, Status> SaveProfile(const NetworkProfile& profile) {
  Json nodes = Json::array();
  for (const NodeEndpoint& node : profile.nodes) {
    nodes.push_back(WriteNode(node));
  }
  const Json json{{"chain_id", profile.chain_id.value()},
                  {"development", profile.development},
                  {"person", profile.person},
                  {"authority_file", profile.authority_file},
                  {"clients_directory", profile.clients_directory},
                  {"nodes", std::move(nodes)}};
  const std::string file = ProfileFile(profile.directory);
  std::ofstream out(file, std::ios::trunc);
  out << json.dump(2) << "\n";
  if (!out.flush()) {
    return Fail(StatusCode::kIo, "cannot write " + file + "; is the disk full?");
  }
  return {};
}

Result<sdk::ClientIdentity, Status> LoadIdentity(const NetworkProfile& profile,
                                                 const std::string& person) {
  const std::string name = person.empty() ? profile.person : person;
  const std::string path = profile.clients_directory + "/" + name;
  if (!IsIdentifier(name) || !std::filesystem::exists(path + ".crt")) {
    return Fail(StatusCode::kNotFound,
                "there is no certificate of '" + name + "' in " + profile.clients_directory +
                    (profile.development ? "; make one with `heng dev identity " + name + "`"
                                         : "; put " + name + ".crt and " + name + ".key there"));
  }
  sdk::ClientIdentity identity;
  HENG_TRY(identity.authority_pem, ReadFile(profile.authority_file, kPemBytesMax));
  HENG_TRY(identity.certificate_pem, ReadFile(path + ".crt", kPemBytesMax));
  HENG_TRY(identity.key_pem, ReadFile(path + ".key", kPemBytesMax));
  return identity;
}

Result<NodeEndpoint, Status> FindNode(const NetworkProfile& profile, const std::string& name) {
  std::string names;
  for (const NodeEndpoint& node : profile.nodes) {
    if (node.name == name) {
      return node;
    }
    names += (names.empty() ? "" : ", ") + node.name;
  }
  return Fail(StatusCode::kNotFound, "there is no node '" + name + "'; there are " + names);
}

}  // namespace heng::cli
