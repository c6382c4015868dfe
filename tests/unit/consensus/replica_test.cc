// SPDX-License-Identifier: Apache-2.0
// Goal: four replicas order work, and what a single replica promises to its driver holds.
// Method: the cluster of cluster.h, messages delivered in order unless a test says otherwise.
#include <gtest/gtest.h>

#include "tests/unit/consensus/cluster.h"

namespace heng::consensus::testing {
namespace {

TEST(Replica, FourNodesFinalizeOneTransaction) {
  Cluster cluster(4);
  cluster.StartAll();
  for (std::uint32_t i = 0; i < 4; ++i) {
    cluster.node(i).AddWork(1);
  }
  cluster.Wait(10);
  for (std::uint32_t i = 0; i < 4; ++i) {
    ASSERT_EQ(cluster.node(i).disk.blocks.size(), 1U) << i;
    EXPECT_EQ(cluster.node(i).disk.blocks[0].proposal.transaction_count, 1U);
    EXPECT_EQ(cluster.node(i).status().view, View(2));
  }
  EXPECT_EQ(cluster.breaches(), std::vector<std::string>());
}

}  // namespace
}  // namespace heng::consensus::testing
