// SPDX-License-Identifier: Apache-2.0
// Goal: the golden root of 200,000 records. Method: ten versions of 20,000, as blocks would come.
#include <gtest/gtest.h>

#include "tests/unit/storage/tree_fixture.h"

namespace heng::storage {
namespace {

TEST(StateTree, ReachesTheGoldenRootOfTwoHundredThousandRecords) {
  TestTree tree;
  for (std::size_t part = 0; part < 10; ++part) {
    ChangeSet changes;
    for (std::size_t i = part; i < 200'000; i += 10) {
      changes.emplace(VectorKey(i), VectorValue(i));
    }
    tree.Apply(changes);
  }
  EXPECT_EQ(tree.RootHex(), "2a3e9fb61e36ebab4fa729d7147a8d9037d18147d3ceeb3f3052592b7022c82f");
}

}  // namespace
}  // namespace heng::storage
