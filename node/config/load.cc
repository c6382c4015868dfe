// SPDX-License-Identifier: Apache-2.0
#include "node/config/load.h"

#include <toml++/toml.h>

#include <charconv>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>
#include <utility>

#include "core/ids.h"
#include "node/config/schema.h"
#include "node/config/suggest.h"

namespace heng::node {
namespace {

constexpr std::size_t kFileBytesMax = 1 << 20;
constexpr std::string_view kPeers = "peers";

std::string KindOf(const toml::node& value) {
  switch (value.type()) {
    case toml::node_type::table:
      return "a table";
    case toml::node_type::array:
      return "a list";
    case toml::node_type::string:
      return "the text \"" + value.as_string()->get() + "\"";
    case toml::node_type::integer:
      return "the number " + std::to_string(value.as_integer()->get());
    case toml::node_type::floating_point:
      return "a number with a decimal point";
    case toml::node_type::boolean:
      return value.as_boolean()->get() ? "true" : "false";
    case toml::node_type::none:
    case toml::node_type::date:
    case toml::node_type::time:
    case toml::node_type::date_time:
      return "a date or time";
  }
  return "something else";
}

// Fills one Config from all sources and collects what is wrong.
class Loader {
 public:
  explicit Loader(const ConfigSources& sources) : sources_(sources) {}

  Result<LoadedConfig, Status> Load() {
    SetDefaults();
    ReadFile();
    ReadEnvironment();
    ReadFlags();
    CheckWhole();
    if (mistakes_.empty()) {
      return std::move(loaded_);
    }
    std::string context;
    for (const std::string& mistake : mistakes_) {
      context += (context.empty() ? "" : "\n") + mistake;
    }
    return Fail(StatusCode::kInvalid, std::move(context));
  }

 private:
  Config& config() { return loaded_.config; }

  void Mistake(const std::string& place, const std::string& what) {
    mistakes_.push_back(place + ": " + what);
  }

  std::string PlaceOf(const toml::source_position& at) const {
    return sources_.file + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
  }
  std::string PlaceOf(const toml::node& node) const { return PlaceOf(node.source().begin); }

  void SetDefaults() {
    for (const Setting& setting : Settings()) {
      if (const auto* text = std::get_if<TextSetting>(&setting.kind)) {
        text->of(config()) = std::string(text->initial);
      } else if (const auto* number = std::get_if<NumberSetting>(&setting.kind)) {
        number->of(config()) = number->initial;
      } else {
        const auto& on = std::get<SwitchSetting>(setting.kind);
        on.of(config()) = on.initial;
      }
      loaded_.origins[std::string(setting.key)] = "default";
    }
  }

  void ReadFile() {
    try {
      const toml::table root = toml::parse(sources_.text, sources_.file);
      ReadTable(root, "");
    } catch (const toml::parse_error& error) {
      Mistake(PlaceOf(error.source().begin), std::string(error.description()));
    }
  }

  void ReadTable(const toml::table& table, const std::string& prefix) {
    for (const auto& [name, value] : table) {
      const std::string key = prefix + std::string(name.str());
      if (key == kPeers) {
        ReadPeers(value);
      } else if (const Setting* setting = FindSetting(key)) {
        ReadValue(*setting, value);
      } else if (IsTable(key) && value.is_table()) {
        ReadTable(*value.as_table(), key + ".");
      } else if (IsTable(key)) {
        Mistake(PlaceOf(value),
                key + " must be a table of settings, and is " + KindOf(value) + "; write [" + key +
                    "] and the settings below it");
      } else {
        Unknown(PlaceOf(name.source().begin), key);
      }
    }
  }

  static bool IsTable(const std::string& key) {
    for (const Setting& setting : Settings()) {
      if (setting.key.starts_with(key + ".")) {
        return true;
      }
    }
    return false;
  }

  void Unknown(const std::string& place, const std::string& key) {
    std::vector<std::string_view> known = {kPeers};
    std::set<std::string_view> tables;
    for (const Setting& setting : Settings()) {
      known.push_back(setting.key);
      tables.insert(setting.key.substr(0, setting.key.find('.')));
    }
    known.insert(known.end(), tables.begin(), tables.end());
    const std::string nearest = Suggest(key, known);
    Mistake(place,
            "unknown key \"" + key + "\"; " +
                (nearest.empty() ? "see the list of settings in docs/reference/config.md"
                                 : "did you mean \"" + nearest + "\"?"));
  }

  void ReadValue(const Setting& setting, const toml::node& value) {
    const std::string place = PlaceOf(value);
    if (std::holds_alternative<TextSetting>(setting.kind) && value.is_string()) {
      SetText(setting, value.as_string()->get(), place);
    } else if (std::holds_alternative<NumberSetting>(setting.kind) && value.is_integer() &&
               value.as_integer()->get() >= 0) {
      SetNumber(setting, static_cast<std::uint64_t>(value.as_integer()->get()), place);
    } else if (std::holds_alternative<SwitchSetting>(setting.kind) && value.is_boolean()) {
      SetSwitch(setting, value.as_boolean()->get(), place);
    } else {
      Mistake(place,
              std::string(setting.key) + " must be " + DescribeKind(setting) + ", and is " +
                  KindOf(value));
    }
  }

  // A value from the environment or a flag is text, whatever the setting is.
  void ReadText(const Setting& setting, const std::string& text, const std::string& place) {
    if (std::holds_alternative<TextSetting>(setting.kind)) {
      SetText(setting, text, place);
      return;
    }
    if (std::holds_alternative<SwitchSetting>(setting.kind) &&
        (text == "true" || text == "false")) {
      SetSwitch(setting, text == "true", place);
      return;
    }
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (std::holds_alternative<NumberSetting>(setting.kind) && !text.empty() &&
        error == std::errc{} && end == text.data() + text.size()) {
      SetNumber(setting, number, place);
      return;
    }
    Mistake(place,
            std::string(setting.key) + " must be " + DescribeKind(setting) +
                ", and is the text \"" + text + "\"");
  }

  void SetText(const Setting& setting, const std::string& text, const std::string& place) {
    const auto& kind = std::get<TextSetting>(setting.kind);
    const std::string wrong = text.empty() ? "" : CheckText(kind.form, text);
    if (!wrong.empty()) {
      Mistake(place, std::string(setting.key) + " \"" + text + "\" " + wrong);
      return;
    }
    kind.of(config()) = text;
    loaded_.origins[std::string(setting.key)] = place;
  }

  void SetNumber(const Setting& setting, std::uint64_t number, const std::string& place) {
    const auto& kind = std::get<NumberSetting>(setting.kind);
    if (number < kind.min || number > kind.max) {
      Mistake(place,
              std::string(setting.key) + " must be " + DescribeKind(setting) + ", and is " +
                  std::to_string(number));
      return;
    }
    kind.of(config()) = number;
    loaded_.origins[std::string(setting.key)] = place;
  }

  void SetSwitch(const Setting& setting, bool on, const std::string& place) {
    std::get<SwitchSetting>(setting.kind).of(config()) = on;
    loaded_.origins[std::string(setting.key)] = place;
  }

  void ReadPeers(const toml::node& value) {
    const toml::array* list = value.as_array();
    if (list == nullptr) {
      Mistake(PlaceOf(value),
              "peers must be tables, each under [[peers]], and is " + KindOf(value));
      return;
    }
    loaded_.origins[std::string(kPeers)] = PlaceOf(value);
    for (const toml::node& entry : *list) {
      if (entry.is_table()) {
        ReadPeer(*entry.as_table());
      } else {
        Mistake(PlaceOf(entry),
                "a peer must be a table with name and address, and is " + KindOf(entry));
      }
    }
  }

  void ReadPeer(const toml::table& table) {
    Config::PeerEntry peer;
    for (const auto& [name, value] : table) {
      const bool is_name = name.str() == "name";
      if (!is_name && name.str() != "address") {
        static constexpr std::string_view kKnown[] = {"name", "address"};
        const std::string nearest = Suggest(name.str(), kKnown);
        Mistake(PlaceOf(name.source().begin),
                "unknown key \"" + std::string(name.str()) + "\" of a peer; " +
                    (nearest.empty() ? "a peer has name and address"
                                     : "did you mean \"" + nearest + "\"?"));
        continue;
      }
      const std::string what = is_name ? "the name of a peer" : "the address of a peer";
      if (!value.is_string()) {
        Mistake(PlaceOf(value), what + " must be a text, and is " + KindOf(value));
        continue;
      }
      const std::string& text = value.as_string()->get();
      const auto form = is_name ? TextForm::kIdentifier : TextForm::kAddress;
      if (const std::string wrong = CheckText(form, text); !wrong.empty()) {
        Mistake(PlaceOf(value), what + " \"" + text + "\" " + wrong);
      }
      (is_name ? peer.name : peer.address) = text;
    }
    for (const auto& [key, text] :
         {std::pair("name", &peer.name), std::pair("address", &peer.address)}) {
      if (!table.contains(key)) {
        Mistake(PlaceOf(table),
                "this peer has no " + std::string(key) + "; add: " + key + " = \"...\"");
      }
    }
    for (const Config::PeerEntry& other : config().peers) {
      if (!peer.name.empty() && other.name == peer.name) {
        Mistake(PlaceOf(table), "the peer \"" + peer.name + "\" is listed twice; remove one");
      }
    }
    peer_places_.push_back(PlaceOf(table));
    config().peers.push_back(std::move(peer));
  }

  void ReadEnvironment() {
    if (!sources_.environment) {
      return;
    }
    for (const Setting& setting : Settings()) {
      const std::string name = EnvironmentName(setting.key);
      if (const auto text = sources_.environment(name)) {
        ReadText(setting, *text, name);
      }
    }
  }

  void ReadFlags() {
    for (const auto& [key, text] : sources_.flags) {
      if (const Setting* setting = FindSetting(key)) {
        ReadText(*setting, text, "--set");
      } else {
        Unknown("--set", key);
      }
    }
  }

  void CheckWhole() {
    for (const Setting& setting : Settings()) {
      const auto* text = std::get_if<TextSetting>(&setting.kind);
      if (text != nullptr && text->required && text->of(config()).empty() &&
          !WasMistaken(setting.key)) {
        const auto dot = setting.key.find('.');
        Mistake(sources_.file,
                std::string(setting.key) + " is missing (" + std::string(setting.help) +
                    "); under [" + std::string(setting.key.substr(0, dot)) +
                    "] write: " + std::string(setting.key.substr(dot + 1)) + " = \"...\"");
      }
    }
    for (std::size_t i = 0; i < config().peers.size(); ++i) {
      if (!config().node.name.empty() && config().peers[i].name == config().node.name) {
        Mistake(
            peer_places_[i],
            "the peer \"" + config().node.name + "\" is this node itself; list only the others");
      }
    }
    CheckListeners();
    CheckDisk();
  }

  void CheckDisk() {
    const Config::Disk& disk = config().disk;
    const auto ascend =
        [this](
            std::string_view low, std::uint64_t less, std::string_view high, std::uint64_t more) {
          if (less >= more && !WasMistaken(low) && !WasMistaken(high)) {
            Mistake(loaded_.origins.find(low)->second,
                    std::string(low) + " is " + std::to_string(less) + " and must be below " +
                        std::string(high) + ", which is " + std::to_string(more));
          }
        };
    ascend("disk.stop_mib", disk.stop_mib, "disk.refuse_mib", disk.refuse_mib);
    ascend("disk.refuse_mib", disk.refuse_mib, "disk.low_mib", disk.low_mib);
  }

  void CheckListeners() {
    static constexpr std::string_view kKeys[] = {"listen.peer", "listen.client", "listen.operator"};
    const std::string* addresses[] = {
        &config().listen.peer, &config().listen.client, &config().listen.operators};
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t j = i + 1; j < 3; ++j) {
        if (*addresses[i] == *addresses[j] && !addresses[i]->ends_with(":0")) {
          Mistake(loaded_.origins.find(kKeys[j])->second,
                  std::string(kKeys[j]) + " is the same address as " + std::string(kKeys[i]) +
                      "; give each its own port");
        }
      }
    }
  }

  // A value that was refused is not missing as well.
  bool WasMistaken(std::string_view key) const {
    for (const std::string& mistake : mistakes_) {
      if (mistake.find(": " + std::string(key) + " ") != std::string::npos) {
        return true;
      }
    }
    return false;
  }

  const ConfigSources& sources_;
  LoadedConfig loaded_;
  std::vector<std::string> peer_places_;
  std::vector<std::string> mistakes_;
};

}  // namespace

Result<LoadedConfig, Status> LoadConfig(const ConfigSources& sources) {
  return Loader(sources).Load();
}

Result<LoadedConfig, Status> LoadConfigFile(const std::string& path,
                                            std::map<std::string, std::string> flags) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return Fail(StatusCode::kNotFound,
                "cannot read the configuration file " + path + "; give its path with --config");
  }
  std::string text(std::istreambuf_iterator<char>(file), {});
  if (text.size() > kFileBytesMax) {
    return Fail(StatusCode::kLimit, path + " is larger than 1 MiB; it is not a configuration file");
  }
  return LoadConfig({.file = path,
                     .text = std::move(text),
                     .environment = [](const std::string& name) -> std::optional<std::string> {
                       const char* value = std::getenv(name.c_str());
                       return value == nullptr ? std::nullopt : std::optional<std::string>(value);
                     },
                     .flags = std::move(flags)});
}

std::string PrintConfig(const LoadedConfig& loaded) {
  std::string text;
  for (const Setting& setting : Settings()) {
    std::string line = std::string(setting.key) + " = " + ValueText(setting, loaded.config);
    line.resize(std::max<std::size_t>(line.size() + 2, 64), ' ');
    text += line + "# " + loaded.origins.find(setting.key)->second + "\n";
  }
  for (const Config::PeerEntry& peer : loaded.config.peers) {
    text += "[[peers]]\nname = " + Quoted(peer.name) + "\naddress = " + Quoted(peer.address) + "\n";
  }
  return text;
}

}  // namespace heng::node
