// SPDX-License-Identifier: Apache-2.0
// One validator of four as its peers see it: the production driver, pool and stores over memory, a
// clock that only the caller moves, and every message that it sends kept. Seat 3 is the attacker's:
// any signature of that key is good. The others sign by keyed hash, as in the simulator.
#pragma once

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "node/driver/driver.h"
#include "node/mempool/mempool.h"
#include "storage/memory_file.h"
#include "storage/memory_kv.h"
#include "tests/sim/keyed_hash.h"
#include "tests/sim/workload.h"

namespace heng::fuzz {

inline constexpr std::uint32_t kSeats = 4;
inline constexpr std::uint32_t kAttackersSeat = 3;

class VotesOfOneAttacker final : public consensus::VoteCrypto {
 public:
  explicit VotesOfOneAttacker(const PublicKey& key) : honest_(key) {}

  [[nodiscard]] Signature Sign(ByteView bytes) const override { return honest_.Sign(bytes); }
  [[nodiscard]] bool Verify(const PublicKey& key,
                            ByteView bytes,
                            const Signature& signature) const override {
    return key == sim::SeatKey(kAttackersSeat) || honest_.Verify(key, bytes, signature);
  }

 private:
  sim::KeyedVotes honest_;
};

struct SentMessage {
  std::optional<consensus::PeerId> to;  // nothing: everybody
  Bytes bytes;
};

class LoneNode final : private node::Clock,
                       private node::PeerNetwork,
                       private node::TransactionVerifier,
                       private node::Observer {
 public:
  explicit LoneNode(std::uint32_t seat);
  ~LoneNode() override;

  // Lets time pass and turns while there is work.
  void Advance(std::uint64_t ms);
  void Receive(std::uint32_t from, Bytes message);
  [[nodiscard]] std::vector<SentMessage> TakeSent() { return std::exchange(sent_, {}); }
  [[nodiscard]] node::DriverStatus status() const { return driver_->status(); }
  [[nodiscard]] const std::vector<std::string>& halts() const { return halts_; }
  void Submit(VerifiedTransaction transaction);
  [[nodiscard]] BlockTime WallTime() const;

 private:
  [[nodiscard]] consensus::Instant Now() const override;
  void Send(consensus::PeerId to, Bytes message) override;
  void Broadcast(Bytes message) override;
  void Verify(std::vector<Bytes> transactions) override;
  void OnCommitted(const storage::LayerPtr&) override {}
  void OnExpired(std::span<const TransactionId>) override {}
  void OnEvidence(const consensus::Evidence&) override {}
  void OnAlarm(const consensus::Alarm&) override {}
  void OnDamage(const std::string&) override {}
  void OnHalted(const std::string& reason) override { halts_.push_back(reason); }

  const contracts::Genesis genesis_;
  const VotesOfOneAttacker crypto_;
  storage::MemoryDirectory directory_;
  storage::MemoryKv database_;
  std::unique_ptr<storage::StateStore> store_;
  std::unique_ptr<node::Mempool> pool_;
  std::unique_ptr<node::Driver> driver_;
  std::vector<node::Verdict> verdicts_;
  std::vector<SentMessage> sent_;
  std::vector<std::string> halts_;
  std::uint64_t now_ms_ = 0;
};

}  // namespace heng::fuzz
