// SPDX-License-Identifier: Apache-2.0
// Somebody who has the keys of a validator and uses them badly: it holds proper links to the others
// and answers every question with silence, garbage, a payload that is not the one that was asked
// for, or blocks of other heights than the question's, in turn. It never votes.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <string>

#include "consensus/message.h"
#include "node/log/log.h"
#include "node/metrics/metrics.h"
#include "node/transport/peer_transport.h"
#include "tests/integration/test_network.h"

namespace heng::testing {

class RogueValidator final : public node::PeerHandler {
 public:
  enum class Lie : std::uint32_t { kSilence, kGarbage, kWrongPayload, kOtherHeights };

  // Plays this node of the network, which must not run. Ask `ok` whether it could be made.
  RogueValidator(const TestNetwork& network, std::size_t node);
  ~RogueValidator() override;
  RogueValidator(const RogueValidator&) = delete;
  RogueValidator& operator=(const RogueValidator&) = delete;

  [[nodiscard]] const std::string& problem() const { return problem_; }
  // Links to all others, and holds blocks 1 and following to lie with.
  [[nodiscard]] bool IsArmed() const;
  // Sends each of them this many bytes that mean nothing.
  void Flood(std::size_t bytes);

  [[nodiscard]] std::uint64_t told(Lie lie) const {
    return told_.at(static_cast<std::size_t>(lie));
  }

  // PeerHandler.
  void OnMessages(node::PeerIndex peer,
                  std::vector<Bytes> messages,
                  node::ReceiveCredit credit) override;
  void OnAccepted(node::PeerIndex peer) override;

 private:
  void Ask(node::PeerIndex peer);
  // Nothing: a message that asks nothing.
  [[nodiscard]] std::optional<Bytes> AnswerTo(const consensus::Message& question);
  [[nodiscard]] std::string Begin(const TestNetwork& network, std::size_t node);

  std::string problem_;
  node::Metrics metrics_;
  std::unique_ptr<node::Log> log_;
  std::unique_ptr<node::PeerTransport> transport_;
  std::atomic<std::uint64_t> questions_{0};
  std::array<std::atomic<std::uint64_t>, 4> told_{};
  mutable std::mutex mutex_;
  Bytes first_blocks_;  // an Ancestors message of genuine low blocks; guarded by mutex_
};

}  // namespace heng::testing
