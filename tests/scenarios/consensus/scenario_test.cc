// SPDX-License-Identifier: Apache-2.0
// Goal: every rule of consensus/README.md does what its text scenario says.
// Method: each .txt file beside this one is one test.
#include "tests/scenarios/consensus/scenario.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/support/source_dir.h"

namespace heng::consensus::testing {
namespace {

std::vector<std::string> ScenarioNames() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(
           std::filesystem::path(heng::tests::SourceDir()) / "tests/scenarios/consensus")) {
    if (entry.path().extension() == ".txt" && entry.path().stem() != "CMakeLists") {
      names.push_back(entry.path().stem().string());
    }
  }
  std::ranges::sort(names);
  return names;
}

class ConsensusScenario : public ::testing::TestWithParam<std::string> {};

TEST_P(ConsensusScenario, Holds) {
  std::ifstream file(std::filesystem::path(heng::tests::SourceDir()) / "tests/scenarios/consensus" /
                     (GetParam() + ".txt"));
  std::stringstream text;
  text << file.rdbuf();
  Scenario scenario;
  for (const std::string& failure : scenario.Play(text.str())) {
    ADD_FAILURE() << GetParam() << ".txt " << failure;
  }
}

INSTANTIATE_TEST_SUITE_P(Rules,
                         ConsensusScenario,
                         ::testing::ValuesIn(ScenarioNames()),
                         [](const auto& scenario) { return scenario.param; });

TEST(Scenario, FailsWhenASentenceDoesNotHold) {
  Scenario scenario;
  EXPECT_EQ(scenario.Play("start 4\nexpect v0 height 1\nexpect v9 view 1\nfrobnicate").size(), 3U);
}

}  // namespace
}  // namespace heng::consensus::testing
