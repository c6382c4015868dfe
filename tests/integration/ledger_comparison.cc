// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/ledger_comparison.h"

#include <algorithm>
#include <map>
#include <string>
#include <thread>
#include <utility>

#include "cli/audit/chain_check.h"
#include "cli/audit/network_source.h"
#include "core/crypto/hash.h"
#include "core/transaction.h"

namespace heng::testing {
namespace {

// Asking for a receipt by its id goes another way than reading the block that holds it, so some
// are asked for; more of them would only take longer.
constexpr std::size_t kAskedByIdMax = 1'000;

// One node's answer to everything that is compared.
struct Ledger {
  std::vector<Hash> blocks;  // of height 0, 1, ...: header, transactions, receipts, events
  std::map<TransactionId, std::uint64_t> heights;  // of every transaction in them
  std::map<TransactionId, std::pair<std::uint64_t, Bytes>> receipts;
  std::string error;
};

Hash HashOf(const v1::GetBlockResponse& block) {
  std::vector<Hash> parts = {Sha256(block.header()), Sha256(block.block_id())};
  for (const auto* list : {&block.transactions(), &block.receipts(), &block.events()}) {
    for (const std::string& item : *list) {
      parts.push_back(Sha256(item));
    }
    parts.push_back(Sha256(std::to_string(list->size())));
  }
  Bytes all;
  for (const Hash& part : parts) {
    all += part.bytes();
  }
  return Sha256(all);
}

void Read(const TestNetwork& network,
          std::size_t node,
          std::uint64_t through,
          const std::vector<Acknowledged>& receipts,
          Ledger& ledger) {
  const auto client = network.Connect(node, "reg.maker", std::chrono::seconds(30));
  const bool reached = Eventually([&] {
    const auto chain = client->GetChain();
    return chain && chain->head_height() >= through;
  });
  if (!reached) {
    ledger.error = "has not reached height " + std::to_string(through);
    return;
  }
  const ChainId& chain_id = network.profile().chain_id;
  for (std::uint64_t height = 0; height <= through; ++height) {
    // Height 0 asks for the head.
    const auto block =
        height == 0 ? client->GetBlock(1, true, true) : client->GetBlock(height, true, true);
    if (!block) {
      ledger.error = "block " + std::to_string(height) + ": " + block.error().message;
      return;
    }
    ledger.blocks.push_back(HashOf(*block));
    for (const std::string& transaction : block->transactions()) {
      const auto parsed = VerifyTransaction(chain_id, transaction, false);
      if (!parsed) {
        ledger.error = "block " + std::to_string(height) + ": " + parsed.error().context;
        return;
      }
      ledger.heights[parsed->id] = height;
    }
  }
  const std::size_t step = receipts.size() / kAskedByIdMax + 1;
  for (std::size_t i = 0; i < receipts.size(); i += step) {
    const Acknowledged& acknowledged = receipts[i];
    const auto known = client->GetTransaction(acknowledged.id);
    if (!known) {
      ledger.error = "transaction " + acknowledged.id.hex() + " was acknowledged at height " +
                     std::to_string(acknowledged.height) + ": " + known.error().message;
      return;
    }
    ledger.receipts[acknowledged.id] = {known->height(), known->receipt().SerializeAsString()};
  }
}

}  // namespace

std::uint64_t ExpectOneLedger(const TestNetwork& network,
                              const std::vector<Acknowledged>& receipts) {
  std::uint64_t through = 1;
  for (const Acknowledged& acknowledged : receipts) {
    through = std::max(through, acknowledged.height);
  }
  const std::size_t nodes = network.profile().nodes.size();
  std::vector<Ledger> ledgers(nodes);
  std::vector<std::thread> readers;
  for (std::size_t node = 0; node < nodes; ++node) {
    if (network.IsRunning(node)) {
      readers.emplace_back([&, node] { Read(network, node, through, receipts, ledgers[node]); });
    }
  }
  for (std::thread& reader : readers) {
    reader.join();
  }
  for (std::size_t node = 0; node < nodes; ++node) {
    const Ledger& ledger = ledgers[node];
    EXPECT_EQ(ledger.error, "") << network.node(node).name;
    if (!ledger.error.empty() || !network.IsRunning(node)) {
      continue;
    }
    const auto differs = std::ranges::mismatch(ledgers[0].blocks, ledger.blocks);
    EXPECT_TRUE(differs.in1 == ledgers[0].blocks.end() && differs.in2 == ledger.blocks.end())
        << network.node(node).name << " has another block " << differs.in2 - ledger.blocks.begin()
        << " than " << network.node(0).name;
    for (const Acknowledged& acknowledged : receipts) {
      const auto found = ledger.heights.find(acknowledged.id);
      if (found == ledger.heights.end() || found->second != acknowledged.height) {
        ADD_FAILURE() << acknowledged.id.hex() << " was acknowledged at height "
                      << acknowledged.height << " and is not there at " << network.node(node).name;
        break;
      }
      const auto asked = ledger.receipts.find(acknowledged.id);
      if (asked != ledger.receipts.end()) {
        EXPECT_EQ(asked->second, std::pair(acknowledged.height, acknowledged.receipt))
            << acknowledged.id.hex();
      }
    }
  }
  return through;
}

void ExpectValidAudit(const TestNetwork& network, std::size_t node) {
  const auto genesis = cli::audit::ReadTrustedGenesis(network.profile().directory + "/genesis.bin");
  ASSERT_TRUE(genesis) << genesis.error().context;
  const auto connection =
      cli::Connection::Open(network.profile(), "audit.maker", network.node(node).name);
  ASSERT_TRUE(connection) << connection.error().context;
  cli::audit::NetworkSource source(**connection);
  const auto verdict = cli::audit::CheckChain(
      *genesis, source, [](Height, Height, const node::ReplayCounts&) { return true; });
  ASSERT_TRUE(verdict) << verdict.error().context;
  EXPECT_EQ(verdict->verdict, cli::audit::Verdict::kValid)
      << (verdict->deviation ? verdict->deviation->what : verdict->incomplete);
  EXPECT_TRUE(verdict->broken.empty());
}

}  // namespace heng::testing
