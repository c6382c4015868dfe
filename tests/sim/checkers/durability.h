// SPDX-License-Identifier: Apache-2.0
// S7 nothing that a node promises is on the wire before it is on its disk; S10 the same for the
// body of a block that it signs FINALIZE of; S14 the restart floor never falls; S15 a receipt that
// a client was given survives every later crash.
#pragma once

#include <map>
#include <set>
#include <utility>

#include "consensus/durable_state.h"
#include "tests/sim/checkers/checker.h"

namespace heng::sim {

class DurabilityChecker final : public Checker {
 public:
  // The names of the files in each node's directory.
  DurabilityChecker(std::string journal, std::string payload_log, Report report)
      : Checker(std::move(report)),
        journal_(std::move(journal)),
        payload_log_(std::move(payload_log)) {}

  void OnSend(const SimNode& node, const consensus::Message& message) override;
  void OnCommitted(const SimNode& node, const storage::Layer& block) override;
  void OnStarted(const SimNode& node) override;

 private:
  void CheckRecord(const SimNode& node, const consensus::JournalRecord& record);
  void CheckBody(const SimNode& node, const consensus::Vote& finalize);

  std::string journal_;
  std::string payload_log_;
  std::map<NodeIndex, Height> acknowledged_;
  std::map<NodeIndex, std::map<TransactionId, Bytes>> receipts_;  // given to clients
  std::set<std::pair<NodeIndex, Bytes>> durable_;                 // records found on disk
  std::map<ProposalId, bool> has_transactions_;
};

}  // namespace heng::sim
