// SPDX-License-Identifier: Apache-2.0
// Plays one text scenario on a Cluster. The words are explained in README.md of this folder; every
// line is one sentence, and a sentence that does not hold is reported with its line.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/unit/consensus/cluster.h"

namespace heng::consensus::testing {

class Scenario {
 public:
  // Returns what went wrong, one text a line; empty when the scenario holds.
  [[nodiscard]] std::vector<std::string> Play(const std::string& text);

 private:
  using Words = std::vector<std::string>;

  void PlayLine(const Words& words);
  void Control(const Words& words);
  void Fault(const Words& words);
  void Drop(const Words& words);
  void Act(std::uint32_t traitor, const Words& words);
  void ActPropose(std::uint32_t traitor, const Words& words);
  void Expect(const Words& words);
  void ExpectOf(std::uint32_t node, const Words& words);
  void ExpectSent(std::uint32_t node, const Words& words, bool wanted);
  void ExpectCertificate(const Words& words, bool wanted);
  void ExpectBlock(std::uint32_t node, const Words& words);

  void Fail(const std::string& why);
  [[nodiscard]] std::set<std::uint32_t> NodesOf(const Words& words, std::size_t from);
  [[nodiscard]] std::uint32_t NodeOf(const std::string& word);
  [[nodiscard]] std::uint64_t Number(const std::string& word);
  [[nodiscard]] std::uint64_t Milliseconds(const std::string& word);
  [[nodiscard]] VoteType TypeOf(const std::string& word);

  std::unique_ptr<Cluster> cluster_;
  std::map<std::string, Proposal> proposals_;  // by the name that the scenario gave
  std::vector<std::string> failures_;
  std::size_t line_ = 0;
};

}  // namespace heng::consensus::testing
