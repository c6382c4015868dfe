// SPDX-License-Identifier: Apache-2.0
// Audits over the network: what a node's API says, one question after the other.
#pragma once

#include "cli/audit/block_source.h"
#include "cli/audit/record_source.h"
#include "cli/network/connection.h"

namespace heng::cli::audit {

class NetworkSource final : public RecordSource, public BlockSource {
 public:
  explicit NetworkSource(Connection& connection) : connection_(connection) {}

  [[nodiscard]] Result<ChainHead, Status> Head() override;
  [[nodiscard]] Result<std::optional<Bytes>, Status> Record(ByteView key, Height at) override;
  [[nodiscard]] Result<std::vector<RecordEntry>, Status> Records(ByteView prefix,
                                                                 Height at,
                                                                 std::size_t limit) override;
  [[nodiscard]] Result<std::optional<Bytes>, Status> Unit(const BatchId& batch,
                                                          Serial serial,
                                                          Height at) override;
  [[nodiscard]] Result<std::vector<Bytes>, Status> Events(ByteView key) override;
  [[nodiscard]] Result<std::optional<Bytes>, Status> Transaction(const TransactionId& id) override;

  [[nodiscard]] Result<Height, Status> HeadHeight() override;
  [[nodiscard]] Result<CertifiedBlock, Status> Block(Height height) override;

 private:
  Connection& connection_;
};

}  // namespace heng::cli::audit
