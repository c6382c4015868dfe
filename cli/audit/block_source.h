// SPDX-License-Identifier: Apache-2.0
// Where the check of a whole chain reads blocks from: a node, or a ledger in a test.
#pragma once

#include "core/height.h"
#include "core/result.h"
#include "node/in_process/replay.h"

namespace heng::cli::audit {

struct CertifiedBlock {
  node::ShownBlock block;
  Bytes block_id;     // as the source says
  Bytes certificate;  // encoded heng.v1.Certificate; empty: final through a descendant
};

class BlockSource {
 public:
  BlockSource() = default;
  BlockSource(const BlockSource&) = delete;
  BlockSource& operator=(const BlockSource&) = delete;
  virtual ~BlockSource() = default;

  [[nodiscard]] virtual Result<Height, Status> HeadHeight() = 0;
  [[nodiscard]] virtual Result<CertifiedBlock, Status> Block(Height height) = 0;
};

}  // namespace heng::cli::audit
