// SPDX-License-Identifier: Apache-2.0
#include "consensus/messages/evidence.h"

#include <utility>

namespace heng::consensus {

bool Conflict(const VoteContent& a, const VoteContent& b) {
  if (a.epoch != b.epoch || a.view != b.view || a == b) {
    return false;
  }
  if (a.type == b.type) {
    return a.type == VoteType::kNotarize || a.type == VoteType::kFinalize;
  }
  const auto is = [&](VoteType one, VoteType other) {
    return (a.type == one && b.type == other) || (a.type == other && b.type == one);
  };
  return is(VoteType::kNullify, VoteType::kFinalize);
}

std::optional<Evidence> MakeEvidence(Vote a, Vote b) {
  if (a.signer != b.signer || !Conflict(a.content(), b.content())) {
    return std::nullopt;
  }
  if (b.content() < a.content()) {
    std::swap(a, b);
  }
  a.hi_final = View();
  b.hi_final = View();
  return Evidence{.first = a, .second = b};
}

bool IsWellFormed(const Evidence& evidence) {
  const Vote& a = evidence.first;
  const Vote& b = evidence.second;
  return IsWellFormed(a.content()) && IsWellFormed(b.content()) && a.signer == b.signer &&
         Conflict(a.content(), b.content()) && a.content() < b.content() && a.hi_final == View() &&
         b.hi_final == View();
}

}  // namespace heng::consensus
