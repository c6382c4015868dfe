// SPDX-License-Identifier: Apache-2.0
// Reads the configuration: flags win over the environment, the environment over the file, the file
// over the defaults. Strict: a key that nobody knows, a value of the wrong kind or out of range is
// an error that names the place, says why, and what to write instead. All mistakes are told at
// once.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"
#include "node/config/config.h"

namespace heng::node {

struct ConfigSources {
  std::string file;  // its path, for messages
  std::string text;  // what it holds
  // The value of an environment variable; empty function: no environment.
  std::function<std::optional<std::string>(const std::string& name)> environment;
  // --set key=value, by key.
  std::map<std::string, std::string> flags;
};

struct LoadedConfig {
  Config config;
  // Where each value came from: "default", "hengd.toml:12:9", "HENG_LOG_LEVEL", "--set".
  std::map<std::string, std::string, std::less<>> origins;
};

// The context of a failure has one mistake a line.
[[nodiscard]] Result<LoadedConfig, Status> LoadConfig(const ConfigSources& sources);
// Reads the file and the process environment.
[[nodiscard]] Result<LoadedConfig, Status> LoadConfigFile(const std::string& path,
                                                          std::map<std::string, std::string> flags);

// One setting a line, with its origin, as a file that LoadConfig reads back. `heng config show`.
[[nodiscard]] std::string PrintConfig(const LoadedConfig& loaded);

}  // namespace heng::node
