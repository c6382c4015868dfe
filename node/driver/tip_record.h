// SPDX-License-Identifier: Apache-2.0
// Where consensus stands, as written in the batch of each commit: the anchor of a restart.
// Published as heng.v1.TipRecord.
#pragma once

#include "consensus/durable_state.h"
#include "core/codec/codec.h"

namespace heng::node {

struct TipRecord {
  View view;
  ProposalId pid;
  Height height;
  BlockId block_id;
  BlockTime time;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.view);
    codec(2, self.pid);
    codec(3, self.height);
    codec(4, self.block_id);
    codec(5, self.time);
  }
  friend bool operator==(const TipRecord&, const TipRecord&) = default;

  [[nodiscard]] consensus::FinalizedTip ToTip() const {
    return {.view = view, .pid = pid, .height = height, .block_id = block_id, .time = time};
  }
};

}  // namespace heng::node
