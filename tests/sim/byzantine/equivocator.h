// SPDX-License-Identifier: Apache-2.0
// A traitor by twins: two honest programs with one key, each linked to its own part of the others,
// so that the key says different things to different nodes and all of it is well formed. Beside
// that it signs votes that no honest key would, for what its twins vote for.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <vector>

#include "consensus/message.h"
#include "tests/sim/cast.h"
#include "tests/sim/prng.h"

namespace heng::sim {

class Equivocator {
 public:
  Equivocator(std::uint64_t seed, const Cast& cast, ChainId chain_id)
      : prng_(seed), cast_(cast), chain_id_(std::move(chain_id)) {}

  // Which of the others each twin of a traitor is linked to; some see both, some neither.
  [[nodiscard]] std::vector<std::set<NodeIndex>> Split(const std::vector<NodeIndex>& twins,
                                                       const std::vector<NodeIndex>& others);

  // What a twin must not hear, or it would notice that it is one: echoes of its key's votes and
  // evidence against it. Nothing when the message is to be dropped.
  [[nodiscard]] std::optional<consensus::Message> Filter(NodeIndex twin,
                                                         consensus::Message message) const;

  // Votes that contradict the one that a twin sends, to be sent to someone else.
  [[nodiscard]] std::vector<consensus::Vote> Contradict(const consensus::Vote& vote);

 private:
  [[nodiscard]] consensus::Vote Sign(const consensus::VoteContent& content,
                                     consensus::ValidatorIndex signer) const;

  Prng prng_;
  const Cast& cast_;
  ChainId chain_id_;
  std::vector<ProposalId> seen_;  // of late, to vote for
};

}  // namespace heng::sim
