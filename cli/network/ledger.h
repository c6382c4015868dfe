// SPDX-License-Identifier: Apache-2.0
// The ledger of `scenario run` on a running network: it sends to the nodes in turn, waits until a
// transaction is final, and reads what it has caused, whichever node it asks. A node that does not
// answer is passed over; its clock follows when it is back.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>

#include "cli/network/connection.h"
#include "cli/scenario/ledger.h"

namespace heng::cli {

class NetworkLedger final : public scenario::Ledger {
 public:
  explicit NetworkLedger(std::unique_ptr<Connection> connection);

  [[nodiscard]] Result<ChainId, Status> Chain() override;
  [[nodiscard]] Result<scenario::LedgerHead, Status> Head() override;
  // The furthest clock of the nodes that answer: time passes while a network runs.
  [[nodiscard]] Result<BlockTime, Status> Now() override;
  // A time of the same day that has passed already is now; one of an earlier day is refused. No
  // later block has an earlier time, not even of a node that was away.
  [[nodiscard]] Result<void, Status> SetTime(BlockTime time) override;
  [[nodiscard]] Result<void, Status> Tick() override;
  [[nodiscard]] Result<scenario::SubmitOutcome, Status> Submit(ByteView signed_bytes) override;
  [[nodiscard]] Result<std::optional<Bytes>, Status> Read(ByteView key) override;
  [[nodiscard]] Result<std::optional<Bytes>, Status> Unit(const BatchId& batch,
                                                          Serial serial) override;

 private:
  // The chain as a node has it that is not behind what this ledger has seen.
  Result<v1::GetChainResponse, Status> Chained();
  void SetClocks();
  template <class Ask>
  Result<std::optional<Bytes>, Status> ReadRecord(const Ask& ask);

  std::unique_ptr<Connection> connection_;
  std::uint64_t seen_height_ = 0;
  std::uint64_t clock_ms_ = 0;            // where the clocks were moved last
  std::set<std::string> clocks_pending_;  // nodes that did not hear it
};

}  // namespace heng::cli
