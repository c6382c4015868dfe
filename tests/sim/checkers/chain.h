// SPDX-License-Identifier: Apache-2.0
// S4 committed blocks form one chain that skips no finalized view; S5 every view that it skips has
// a nullification; S9 heights are contiguous and the ledger is the same, byte for byte, everywhere;
// S11 block times ascend, and are not ahead of every honest clock.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <utility>

#include "tests/sim/checkers/certificates.h"
#include "tests/sim/checkers/checker.h"

namespace heng::sim {

class ChainChecker final : public Checker {
 public:
  using MaxHonestTime = std::function<BlockTime()>;

  ChainChecker(const CertificateChecker& certificates, MaxHonestTime clock, Report report)
      : Checker(std::move(report)), certificates_(certificates), clock_(std::move(clock)) {}

  void OnCommitted(const SimNode& node, const storage::Layer& block) override;
  void OnStarted(const SimNode& node) override;

  [[nodiscard]] std::uint64_t heights() const { return chain_.size(); }

 private:
  struct Agreed {
    BlockId id;
    BlockTime time;
    Hash content;  // of transactions, receipts and events
  };

  void CheckViews(const SimNode& node, Height height);
  void CheckTime(const SimNode& node, const BlockHeader& header);

  const CertificateChecker& certificates_;
  MaxHonestTime clock_;
  std::map<Height, Agreed> chain_;
  std::map<NodeIndex, Height> heights_;  // the last that each node committed
};

}  // namespace heng::sim
