// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/byzantine/equivocator.h"

#include <utility>

#include "tests/sim/keyed_hash.h"

namespace heng::sim {

using consensus::Vote;
using consensus::VoteContent;
using consensus::VoteType;

std::vector<std::set<NodeIndex>> Equivocator::Split(const std::vector<NodeIndex>& twins,
                                                    const std::vector<NodeIndex>& others) {
  std::vector<std::set<NodeIndex>> sides(twins.size());
  for (const NodeIndex other : others) {
    // One in ten sees both twins, one in ten neither.
    const std::uint64_t luck = prng_.Below(10);
    const std::uint64_t favourite = prng_.Below(twins.size());
    for (std::size_t twin = 0; twin < twins.size(); ++twin) {
      if (luck == 0 || (luck != 1 && twin == favourite)) {
        sides[twin].insert(other);
      }
    }
  }
  return sides;
}

std::optional<consensus::Message> Equivocator::Filter(NodeIndex twin,
                                                      consensus::Message message) const {
  const std::uint32_t seat = *cast_.roles.at(twin).seat;
  if (auto* hello = std::get_if<consensus::Hello>(&message)) {
    hello->echo.reset();
    if (*hello == consensus::Hello{}) {
      return std::nullopt;  // nothing is left of it
    }
  } else if (const auto* evidence = std::get_if<consensus::Evidence>(&message)) {
    if (evidence->signer().value() == seat) {
      return std::nullopt;
    }
  }
  return message;
}

Vote Equivocator::Sign(const VoteContent& content, consensus::ValidatorIndex signer) const {
  const Bytes bytes = SignedBytes(chain_id_, cast_.validators.hash(), content);
  return {.type = content.type,
          .epoch = content.epoch,
          .view = content.view,
          .pid = content.pid,
          .block_id = content.block_id,
          .signer = signer,
          .signature = KeyedSignature(cast_.validators.at(signer).vote_key, bytes),
          .hi_final = {}};
}

std::vector<Vote> Equivocator::Contradict(const Vote& vote) {
  if (!vote.pid.is_zero()) {
    seen_.push_back(vote.pid);
    if (seen_.size() > 16) {
      seen_.erase(seen_.begin());
    }
  }
  std::vector<VoteContent> contents;
  VoteContent other = vote.content();
  if (vote.type != VoteType::kNullify) {
    contents.push_back({.type = VoteType::kNullify,
                        .epoch = vote.epoch,
                        .view = vote.view,
                        .pid = {},
                        .block_id = {}});
    other.pid = seen_.at(prng_.Below(seen_.size()));
  } else if (!seen_.empty()) {
    other.type = VoteType::kNotarize;
    other.pid = seen_.at(prng_.Below(seen_.size()));
  }
  if (other != vote.content()) {
    contents.push_back(other);
  }
  std::vector<Vote> votes;
  for (const VoteContent& content : contents) {
    votes.push_back(Sign(content, vote.signer));
  }
  return votes;
}

}  // namespace heng::sim
