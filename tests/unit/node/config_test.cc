// SPDX-License-Identifier: Apache-2.0
// Goal: a mistake in the configuration is never ignored, and its message says where, why and what
// to write instead.
// Method: one good file; every kind of mistake put into it; the message compared whole.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "node/config/load.h"
#include "node/config/schema.h"
#include "node/config/suggest.h"
#include "tests/support/source_dir.h"
#include "tests/unit/node/temporary_directory.h"

namespace heng::node {
namespace {

constexpr std::string_view kGood =
    "node.name = \"hubei\"\n"
    "node.data_dir = \"/data\"\n"
    "node.genesis_file = \"/etc/genesis\"\n"
    "keys.dir = \"/keys\"\n"
    "tls.peer_certificate_file = \"p.pem\"\n"
    "tls.peer_authority_file = \"a.pem\"\n"
    "tls.client_certificate_file = \"c.pem\"\n"
    "tls.client_authority_file = \"ca.pem\"\n";

ConfigSources Sources(const std::string& more) {
  return {.file = "hengd.toml", .text = std::string(kGood) + more, .environment = {}, .flags = {}};
}

std::string MistakesOf(const ConfigSources& sources) {
  const auto loaded = LoadConfig(sources);
  return loaded ? "none" : loaded.error().context;
}
// `more` begins on line 9.
std::string MistakesOf(const std::string& more) {
  return MistakesOf(Sources(more));
}

TEST(Config, ReadsEveryKindOfSettingAndKeepsTheDefaults) {
  const auto loaded =
      LoadConfig(Sources("[log]\nlevel = \"warn\"\nto_stderr = false\ntotal_size_mib = 64\n"
                         "[[peers]]\nname = \"shanghai\"\naddress = \"[::1]:7070\"\n"
                         "[[peers]]\nname = \"beijing\"\naddress = \"beijing.example:7070\"\n"));
  ASSERT_TRUE(loaded.has_value()) << loaded.error().context;
  EXPECT_EQ(loaded->config.node.name, "hubei");
  EXPECT_EQ(loaded->config.log.level, "warn");
  EXPECT_FALSE(loaded->config.log.to_stderr);
  EXPECT_EQ(loaded->config.log.total_size_mib, 64U);
  EXPECT_EQ(loaded->config.listen.operators, "127.0.0.1:7090");
  EXPECT_EQ(loaded->config.limits.mempool_mib, 256U);
  ASSERT_EQ(loaded->config.peers.size(), 2U);
  EXPECT_EQ(loaded->config.peers[1].address, "beijing.example:7070");
}

TEST(Config, LetsFlagsWinOverTheEnvironmentAndThatOverTheFile) {
  ConfigSources sources = Sources("[log]\nlevel = \"warn\"\ntotal_size_mib = 64\ndir = \"/log\"\n");
  sources.environment = [](const std::string& name) -> std::optional<std::string> {
    if (name == "HENG_LOG_LEVEL") {
      return "error";
    }
    return name == "HENG_LOG_TOTAL_SIZE_MIB" ? std::optional<std::string>("128") : std::nullopt;
  };
  sources.flags = {{"log.level", "debug"}};
  const auto loaded = LoadConfig(sources);
  ASSERT_TRUE(loaded.has_value()) << loaded.error().context;
  EXPECT_EQ(loaded->config.log.level, "debug");
  EXPECT_EQ(loaded->origins.at("log.level"), "--set");
  EXPECT_EQ(loaded->config.log.total_size_mib, 128U);
  EXPECT_EQ(loaded->origins.at("log.total_size_mib"), "HENG_LOG_TOTAL_SIZE_MIB");
  EXPECT_EQ(loaded->origins.at("log.dir"), "hengd.toml:12:7");
  EXPECT_EQ(loaded->origins.at("listen.peer"), "default");
}

TEST(Config, PrintsWhatItReadsBack) {
  const auto loaded = LoadConfig(
      Sources("log.level = \"warn\"\n[[peers]]\nname = \"shanghai\"\naddress = \"s:1\"\n"));
  ASSERT_TRUE(loaded.has_value()) << loaded.error().context;
  const std::string printed = PrintConfig(*loaded);
  EXPECT_NE(printed.find("# hengd.toml:9:13"), std::string::npos) << printed;
  const auto again =
      LoadConfig({.file = "printed", .text = printed, .environment = {}, .flags = {}});
  ASSERT_TRUE(again.has_value()) << again.error().context;
  for (const Setting& setting : Settings()) {
    EXPECT_EQ(ValueText(setting, again->config), ValueText(setting, loaded->config));
  }
  EXPECT_EQ(again->config.peers.at(0).name, "shanghai");
}

// Whatever a path may hold: without the escape of a control character the file did not load again.
TEST(Config, PrintsEveryCharacterSoThatItReadsBack) {
  ConfigSources sources = Sources("[[peers]]\nname = \"shanghai\"\naddress = \"s\\\"\\n:1\"\n");
  sources.text.replace(sources.text.find("/data"), 5, R"(/a \n\t\"\\\u007f\u0001\u00e9 衡)");
  const auto loaded = LoadConfig(sources);
  ASSERT_TRUE(loaded.has_value()) << loaded.error().context;
  EXPECT_EQ(loaded->config.node.data_dir, "/a \n\t\"\\\x7f\x01\u00e9 衡");
  const auto again =
      LoadConfig({.file = "printed", .text = PrintConfig(*loaded), .environment = {}, .flags = {}});
  ASSERT_TRUE(again.has_value()) << again.error().context;
  EXPECT_EQ(again->config.node.data_dir, loaded->config.node.data_dir);
  EXPECT_EQ(again->config.peers.at(0).address, loaded->config.peers.at(0).address);
}

struct Mistake {
  std::string text;
  std::string message;
};

class ConfigRefuses : public ::testing::TestWithParam<Mistake> {};

TEST_P(ConfigRefuses, AndSaysWhereWhyAndWhatInstead) {
  EXPECT_EQ(MistakesOf(GetParam().text), GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Mistakes,
    ConfigRefuses,
    ::testing::Values(
        Mistake{"log.leval = \"info\"\n",
                "hengd.toml:9:5: unknown key \"log.leval\"; did you mean \"log.level\"?"},
        Mistake{"level = \"info\"\n",
                "hengd.toml:9:1: unknown key \"level\"; did you mean \"log.level\"?"},
        Mistake{"[lgo]\nlevel = \"info\"\n",
                "hengd.toml:9:2: unknown key \"lgo\"; did you mean \"log\"?"},
        Mistake{"[storage]\nblock_cache_mb = 5\n",
                "hengd.toml:10:1: unknown key \"storage.block_cache_mb\"; did you mean "
                "\"storage.block_cache_mib\"?"},
        Mistake{"[consensus]\nquorum = 1\n",
                "hengd.toml:9:2: unknown key \"consensus\"; see the list of settings in "
                "docs/reference/config.md"},
        Mistake{"log.total_size_mib = \"big\"\n",
                "hengd.toml:9:22: log.total_size_mib must be a whole number from 8 to 1048576, and "
                "is the text \"big\""},
        Mistake{"log.total_size_mib = 7\n",
                "hengd.toml:9:22: log.total_size_mib must be a whole number from 8 to 1048576, and "
                "is 7"},
        Mistake{"log.total_size_mib = -8\n",
                "hengd.toml:9:22: log.total_size_mib must be a whole number from 8 to 1048576, and "
                "is the number -8"},
        Mistake{"log.total_size_mib = 8.5\n",
                "hengd.toml:9:22: log.total_size_mib must be a whole number from 8 to 1048576, and "
                "is a number with a decimal point"},
        Mistake{"log.to_stderr = 1\n",
                "hengd.toml:9:17: log.to_stderr must be true or false, and is the number 1"},
        Mistake{"log = 1\n",
                "hengd.toml:9:7: log must be a table of settings, and is the number 1; write [log] "
                "and the settings below it"},
        Mistake{"log.level = \"loud\"\n",
                "hengd.toml:9:13: log.level \"loud\" is not debug, info, warn or error"},
        Mistake{"listen.peer = \"7070\"\n",
                "hengd.toml:9:15: listen.peer \"7070\" has no port; write host:port"},
        Mistake{"listen.peer = \"::1:7070\"\n",
                "hengd.toml:9:15: listen.peer \"::1:7070\" has a host that cannot be read; an IPv6 "
                "address goes in brackets: [::1]:7070"},
        Mistake{
            "listen.peer = \"h:70707\"\n",
            "hengd.toml:9:15: listen.peer \"h:70707\" has the port \"70707\"; a port is a number "
            "from 0 to 65535"},
        Mistake{"listen.client = \"0.0.0.0:7070\"\n",
                "hengd.toml:9:17: listen.client is the same address as listen.peer; give each its "
                "own port"},
        Mistake{"disk.stop_mib = 2048\n",
                "hengd.toml:9:17: disk.stop_mib is 2048 and must be below disk.refuse_mib, which "
                "is 2048"},
        Mistake{"disk.low_mib = 900\n",
                "default: disk.refuse_mib is 2048 and must be below disk.low_mib, which is 900"},
        Mistake{"disk.low_mib = 1\n",
                "hengd.toml:9:16: disk.low_mib must be a whole number from 3 to 16777216, and is "
                "1"},
        Mistake{"[[peers]]\nnmae = \"x\"\naddress = \"x:1\"\n",
                "hengd.toml:10:1: unknown key \"nmae\" of a peer; did you mean \"name\"?\n"
                "hengd.toml:9:1: this peer has no name; add: name = \"...\""},
        Mistake{"[[peers]]\nname = \"x y\"\naddress = 5\n",
                "hengd.toml:11:11: the address of a peer must be a text, and is the number 5\n"
                "hengd.toml:10:8: the name of a peer \"x y\" is not a name of 1 to 64 of A-Z a-z "
                "0-9 . _ : -"},
        Mistake{"[[peers]]\nname = \"x\"\naddress = \"x:1\"\n[[peers]]\nname = \"x\"\naddress = "
                "\"y:1\"\n",
                "hengd.toml:12:1: the peer \"x\" is listed twice; remove one"},
        Mistake{"[[peers]]\nname = \"hubei\"\naddress = \"x:1\"\n",
                "hengd.toml:9:1: the peer \"hubei\" is this node itself; list only the others"},
        Mistake{
            "peers = 3\n",
            "hengd.toml:9:9: peers must be tables, each under [[peers]], and is the number 3"}));

TEST(Config, PointsAtASyntaxError) {
  EXPECT_TRUE(MistakesOf("log.level = \n").starts_with("hengd.toml:9:1"))
      << MistakesOf("log.level = \n");
  EXPECT_TRUE(MistakesOf("node.name = \"twice\"\n").starts_with("hengd.toml:9:"));
}

TEST(Config, NamesEveryRequiredSettingThatIsMissing) {
  const std::string mistakes =
      MistakesOf({.file = "hengd.toml", .text = "", .environment = {}, .flags = {}});
  for (const Setting& setting : Settings()) {
    const auto* text = std::get_if<TextSetting>(&setting.kind);
    const bool named = mistakes.find("hengd.toml: " + std::string(setting.key) + " is missing") !=
                       std::string::npos;
    EXPECT_EQ(named, text != nullptr && text->required && text->initial.empty()) << setting.key;
  }
}

TEST(Config, RefusesWhatTheEnvironmentAndFlagsGetWrong) {
  ConfigSources sources = Sources("");
  sources.environment = [](const std::string& name) -> std::optional<std::string> {
    return name == "HENG_LOG_TOTAL_SIZE_MIB" ? std::optional<std::string>("8x") : std::nullopt;
  };
  sources.flags = {{"log.to_stderr", "yes"}, {"storage.blockcache_mib", "1"}};
  EXPECT_EQ(
      MistakesOf(sources),
      "HENG_LOG_TOTAL_SIZE_MIB: log.total_size_mib must be a whole number from 8 to 1048576, "
      "and is the text \"8x\"\n"
      "--set: log.to_stderr must be true or false, and is the text \"yes\"\n"
      "--set: unknown key \"storage.blockcache_mib\"; did you mean \"storage.block_cache_mib\"?");
}

TEST(Config, RefusesAFileThatIsNotThere) {
  const auto loaded = LoadConfigFile("/nonexistent/hengd.toml", {});
  ASSERT_FALSE(loaded.has_value());
  EXPECT_EQ(loaded.error().code, StatusCode::kNotFound);
}

TEST(Config, ReadsAFileFromDisk) {
  const testing::TemporaryDirectory directory;
  testing::WriteFile(directory / "hengd.toml", std::string(kGood));
  const auto loaded = LoadConfigFile(directory / "hengd.toml", {{"log.level", "debug"}});
  ASSERT_TRUE(loaded.has_value()) << loaded.error().context;
  EXPECT_EQ(loaded->origins.at("node.name"), (directory / "hengd.toml") + ":1:13");
}

TEST(ConfigSchema, HasDistinctKeysAndDefaultsThatItAccepts) {
  std::set<std::string> names;
  for (const Setting& setting : Settings()) {
    EXPECT_TRUE(names.insert(EnvironmentName(setting.key)).second) << setting.key;
    EXPECT_FALSE(setting.help.empty()) << setting.key;
    if (const auto* number = std::get_if<NumberSetting>(&setting.kind)) {
      EXPECT_LE(number->min, number->initial) << setting.key;
      EXPECT_GE(number->max, number->initial) << setting.key;
    } else if (const auto* text = std::get_if<TextSetting>(&setting.kind)) {
      EXPECT_TRUE(text->initial.empty() || CheckText(text->form, text->initial).empty());
    }
  }
}

TEST(ConfigSchema, BindsEveryKeyToAPlaceOfItsOwn) {
  Config config;
  std::set<const void*> places;
  for (const Setting& setting : Settings()) {
    const void* place =
        std::visit([&](const auto& kind) -> const void* { return &kind.of(config); }, setting.kind);
    EXPECT_TRUE(places.insert(place).second) << setting.key;
  }
}

TEST(ConfigSchema, ListsEveryKeyInTheReferencePage) {
  const std::string page = ReferencePage();
  for (const Setting& setting : Settings()) {
    EXPECT_NE(page.find("`" + std::string(setting.key) + "`"), std::string::npos);
  }
}

TEST(ConfigSchema, IsWhatTheReferencePageOfTheDocumentationShows) {
  std::ifstream file(heng::tests::SourceDir() + "/docs/reference/config.md", std::ios::binary);
  const std::string page(std::istreambuf_iterator<char>(file), {});
  EXPECT_NE(page.find(ReferencePage()), std::string::npos)
      << "docs/reference/config.md must hold this table:\n"
      << ReferencePage();
}

TEST(Suggest, SaysNothingWhenNothingIsNear) {
  static constexpr std::string_view kKnown[] = {"log.level", "node.name"};
  EXPECT_EQ(Suggest("log.lvel", kKnown), "log.level");
  EXPECT_EQ(Suggest("nodename", kKnown), "node.name");
  EXPECT_EQ(Suggest("storage.speed", kKnown), "");
  EXPECT_EQ(Suggest("", kKnown), "");
  EXPECT_EQ(Suggest(std::string(100'000, 'a'), kKnown), "");
}

}  // namespace
}  // namespace heng::node
