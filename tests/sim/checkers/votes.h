// SPDX-License-Identifier: Apache-2.0
// S6: an honest key never contradicts itself, across crashes and restarts.
// S12: evidence never names an honest key.
#pragma once

#include <map>
#include <optional>
#include <utility>

#include "tests/sim/checkers/checker.h"

namespace heng::sim {

class VoteChecker final : public Checker {
 public:
  VoteChecker(const Cast& cast, Report report) : Checker(std::move(report)), cast_(cast) {}

  void OnSend(const SimNode& node, const consensus::Message& message) override;
  void OnEvidence(const SimNode& node, const consensus::Evidence& evidence) override;

 private:
  struct Said {
    std::optional<consensus::VoteContent> notarize;
    bool nullify = false;
    std::optional<consensus::VoteContent> finalize;
  };

  void Check(const SimNode& node, const consensus::VoteContent& content);
  void CheckEvidence(const consensus::Evidence& evidence);

  const Cast& cast_;
  std::map<std::pair<std::uint32_t, View>, Said> said_;  // by seat
};

}  // namespace heng::sim
