// SPDX-License-Identifier: Apache-2.0
#include "consensus/vote_set.h"

#include <algorithm>

#include "core/check.h"

namespace heng::consensus {
namespace {

std::size_t KeptMax(VoteType type) {
  return type == VoteType::kNullify ? 1 : 2;
}

}  // namespace

std::vector<Vote>& VoteSet::BySigner::of(VoteType type) {
  HENG_ASSERT(type != VoteType::kUnspecified);
  return type == VoteType::kNotarize ? notarize : type == VoteType::kNullify ? nullify : finalize;
}

const std::vector<Vote>& VoteSet::BySigner::of(VoteType type) const {
  HENG_ASSERT(type != VoteType::kUnspecified);
  return type == VoteType::kNotarize ? notarize : type == VoteType::kNullify ? nullify : finalize;
}

std::optional<Evidence> VoteSet::Insert(const Vote& vote) {
  BySigner& own = votes_[vote.signer];
  std::vector<Vote>& same = own.of(vote.type);
  for (const Vote& held : same) {
    if (held.content() == vote.content()) {
      return std::nullopt;
    }
  }
  std::optional<Evidence> evidence;
  for (const std::vector<Vote>* held : {&own.notarize, &own.nullify, &own.finalize}) {
    for (const Vote& earlier : *held) {
      if (!evidence) {
        evidence = MakeEvidence(earlier, vote);
      }
    }
  }
  if (same.size() < KeptMax(vote.type)) {
    same.push_back(vote);
  }
  return evidence;
}

bool VoteSet::Holds(const VoteContent& content,
                    ValidatorIndex signer,
                    const Signature& signature) const {
  const auto found = votes_.find(signer);
  return found != votes_.end() &&
         std::ranges::any_of(found->second.of(content.type), [&](const Vote& vote) {
           return vote.content() == content && vote.signature == signature;
         });
}

bool VoteSet::IsFull(VoteType type, ValidatorIndex signer) const {
  const auto found = votes_.find(signer);
  return found != votes_.end() && found->second.of(type).size() >= KeptMax(type);
}

std::uint32_t VoteSet::CountOf(const VoteContent& content) const {
  std::uint32_t count = 0;
  for (const auto& [signer, held] : votes_) {
    const std::vector<Vote>& list = held.of(content.type);
    count += !list.empty() && list.front().content() == content ? 1U : 0U;
  }
  return count;
}

std::optional<Certificate> VoteSet::Assemble(const VoteContent& content,
                                             const ValidatorSet& validators) const {
  if (CountOf(content) < validators.quorum()) {
    return std::nullopt;
  }
  std::vector<ValidatorIndex> signers;
  std::vector<Signature> signatures;
  for (const auto& [signer, held] : votes_) {
    const std::vector<Vote>& list = held.of(content.type);
    if (!list.empty() && list.front().content() == content) {
      signers.push_back(signer);
      signatures.push_back(list.front().signature);
    }
  }
  return Certificate{.type = content.type,
                     .epoch = content.epoch,
                     .view = content.view,
                     .pid = content.pid,
                     .block_id = content.block_id,
                     .signers = SignerBitmap(signers, validators.size()),
                     .signatures = std::move(signatures)};
}

const Vote* VoteSet::Find(VoteType type, ValidatorIndex signer) const {
  const auto found = votes_.find(signer);
  if (found == votes_.end() || found->second.of(type).empty()) {
    return nullptr;
  }
  return &found->second.of(type).front();
}

std::uint32_t VoteSet::CountFinalizeOfOtherBlock(ProposalId pid, BlockId own) const {
  std::uint32_t count = 0;
  for (const auto& [signer, held] : votes_) {
    count += std::ranges::any_of(
                 held.finalize,
                 [&](const Vote& vote) { return vote.pid == pid && vote.block_id != own; })
                 ? 1U
                 : 0U;
  }
  return count;
}

}  // namespace heng::consensus
