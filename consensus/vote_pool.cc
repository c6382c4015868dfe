// SPDX-License-Identifier: Apache-2.0
#include "consensus/vote_pool.h"

namespace heng::consensus {

std::optional<Evidence> VotePool::Insert(const Vote& vote) {
  const auto [newest, added] = newest_.try_emplace(vote.signer, vote);
  if (!added && newest->second.view <= vote.view) {
    newest->second = vote;
  }
  return sets_[vote.view].Insert(vote);
}

bool VotePool::Holds(const VoteContent& content,
                     ValidatorIndex signer,
                     const Signature& signature) const {
  const VoteSet* set = Find(content.view);
  return set != nullptr && set->Holds(content, signer, signature);
}

const VoteSet* VotePool::Find(View view) const {
  const auto found = sets_.find(view);
  return found == sets_.end() ? nullptr : &found->second;
}

const Vote* VotePool::NewestOf(ValidatorIndex signer) const {
  const auto found = newest_.find(signer);
  return found == newest_.end() ? nullptr : &found->second;
}

void VotePool::DropBelow(View floor) {
  sets_.erase(sets_.begin(), sets_.lower_bound(floor));
}

}  // namespace heng::consensus
