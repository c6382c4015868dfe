// SPDX-License-Identifier: Apache-2.0
// The contracts on a map: what a unit test of an operation, a rule or an invariant needs. No
// signatures, storage or consensus; those have their own tests. Blocks hold one transaction each.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "contracts/executor.h"
#include "contracts/genesis.h"
#include "contracts/operations/registry.h"
#include "core/kv.h"

namespace heng::tests {

class MapReader final : public KvReader {
 public:
  [[nodiscard]] std::optional<Bytes> Get(ByteView key) const override;
  [[nodiscard]] std::optional<std::pair<Bytes, Bytes>> FindLast(ByteView prefix,
                                                                ByteView at) const override;
  void Scan(const KeyRange& range,
            const std::function<bool(ByteView, ByteView)>& visit) const override;
  void Apply(const ChangeSet& changes);

  // Every record and index entry but what moves with every transaction or block: the sequence
  // windows, and the time from which things are due.
  [[nodiscard]] std::map<Bytes, Bytes, std::less<>> WithoutCounters() const;

  // Open to tests that tamper with the state.
  std::map<Bytes, Bytes, std::less<>> values;
};

class TestLedger {
 public:
  explicit TestLedger(const contracts::Genesis& genesis);

  // Sets the time of the next blocks, "2025-12-31 10:00" China Standard Time.
  void At(const std::string& time);
  // Executes a block with one transaction of these operations, signed by these persons (the first
  // is the author), and gives its receipt. Ends the test process if an invariant of the block
  // broke.
  Receipt Submit(const std::vector<std::string>& persons,
                 const std::vector<contracts::Operation>& operations,
                 const std::string& reason_code = {},
                 const std::string& legal_reference = {});
  // Executes an empty block: what is due by now happens.
  void Tick();

  [[nodiscard]] const contracts::ReaderView& view() const { return view_; }
  [[nodiscard]] MapReader& state() { return state_; }
  [[nodiscard]] const std::vector<Event>& events() const { return events_; }

 private:
  void Execute(const std::vector<const VerifiedTransaction*>& transactions, Receipt* receipt);

  MapReader state_;
  contracts::ReaderView view_;
  ChainId chain_id_;
  BlockTime time_;
  Height height_;
  std::map<std::string, std::uint64_t> sequences_;
  std::vector<Event> events_;
};

// The key pair seed of a test person: SHA-256 of "heng-test:" and the name.
[[nodiscard]] PublicKey TestKey(const std::string& person);

// A genesis with a registrar (persons reg.maker, reg.checker), a ministry (mee.*) and one
// validator; enough for tests to build the rest by operations.
[[nodiscard]] contracts::Genesis MinimalGenesis();

}  // namespace heng::tests
