// SPDX-License-Identifier: Apache-2.0
// hengd does not start on a mistake: exit status 78, and where the mistake stands.
#include <sys/wait.h>

#include <cstdio>

#include "node/development/network_files.h"
#include "tests/integration/test_network.h"

namespace heng::testing {
namespace {

struct Ran {
  int status = -1;
  std::string said;
};

Ran RunHengd(const std::string& arguments) {
  const std::string command = std::string(HENG_HENGD) + " " + arguments + " 2>&1";
  Ran ran;
  std::FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) {
    return ran;
  }
  char buffer[512];
  while (std::fgets(buffer, sizeof buffer, pipe) != nullptr) {
    ran.said += buffer;
  }
  const int status = pclose(pipe);
  ran.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return ran;
}

class ConfigMistake : public ::testing::Test {
 protected:
  void SetUp() override {
    node::DevelopmentNetworkOptions options;
    options.directory = directory_.path();
    options.nodes = 1;
    const auto network = node::CreateDevelopmentNetwork(options);
    ASSERT_TRUE(network) << network.error().context;
    file_ = network->nodes.front().config_file;
    text_ = ReadFile(file_);
  }

  Ran CheckWith(const std::string& text) {
    WriteFile(file_, text);
    return RunHengd("check --config " + file_);
  }
  std::string Replaced(const std::string& from, const std::string& to) const {
    std::string text = text_;
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
  }

  TemporaryDirectory directory_;
  std::string file_;
  std::string text_;
};

TEST_F(ConfigMistake, AGoodConfigurationPassesTheCheck) {
  const Ran ran = CheckWith(text_);
  EXPECT_EQ(ran.status, 0) << ran.said;
}

TEST_F(ConfigMistake, AMisspeltKeyIsNamedWithItsLineAndWhatWasMeant) {
  const Ran ran = CheckWith(Replaced("data_dir", "data_dri"));
  EXPECT_EQ(ran.status, 78);
  EXPECT_NE(ran.said.find("hengd.toml:4"), std::string::npos) << ran.said;
  EXPECT_NE(ran.said.find("data_dir"), std::string::npos) << ran.said;
}

TEST_F(ConfigMistake, ANameThatTheGenesisDoesNotHaveIsRefused) {
  const Ran ran = CheckWith(Replaced("\"node-01\"", "\"node-99\""));
  EXPECT_EQ(ran.status, 78);
  EXPECT_NE(ran.said.find("node-99"), std::string::npos) << ran.said;
}

TEST_F(ConfigMistake, AMissingGenesisIsRefused) {
  std::filesystem::remove(directory_ / "genesis.bin");
  const Ran ran = RunHengd("--config " + file_);
  EXPECT_EQ(ran.status, 78);
  EXPECT_NE(ran.said.find("genesis.bin"), std::string::npos) << ran.said;
}

TEST_F(ConfigMistake, APassphraseThatOthersMayReadIsRefused) {
  std::filesystem::permissions(directory_ / "nodes/node-01/passphrase",
                               std::filesystem::perms::others_read,
                               std::filesystem::perm_options::add);
  const Ran ran = RunHengd("--config " + file_);
  EXPECT_EQ(ran.status, 78);
  EXPECT_NE(ran.said.find("chmod"), std::string::npos) << ran.said;
}

TEST_F(ConfigMistake, AWrongPassphraseIsRefused) {
  WriteFile(directory_ / "nodes/node-01/passphrase", "another passphrase");
  const Ran ran = RunHengd("--config " + file_);
  EXPECT_EQ(ran.status, 78);
  EXPECT_NE(ran.said.find("passphrase"), std::string::npos) << ran.said;
}

TEST_F(ConfigMistake, AnUnknownFlagIsUsage) {
  EXPECT_EQ(RunHengd("--wrong").status, 2);
}

}  // namespace
}  // namespace heng::testing
