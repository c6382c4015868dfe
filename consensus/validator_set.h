// SPDX-License-Identifier: Apache-2.0
// The ordered validators of one epoch and their quorum arithmetic: n equal members, at most
// f = floor((n - 1) / 3) of them faulty, and quorums of q = n - f, any two of which share an honest
// member. Immutable.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "consensus/types.h"
#include "core/ids.h"
#include "core/result.h"
#include "core/validator.h"

namespace heng::consensus {

class ValidatorSet {
 public:
  // Refuses an empty set, more than kValidatorsMax, names that are not ascending and unique, and a
  // vote key that two members share. Fewer than four members tolerate no fault but are allowed.
  [[nodiscard]] static Result<ValidatorSet, Status> Create(std::vector<Validator> members);

  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(members_.size()); }
  [[nodiscard]] std::uint32_t faults() const { return (size() - 1) / 3; }
  [[nodiscard]] std::uint32_t quorum() const { return size() - faults(); }
  [[nodiscard]] const ValidatorSetHash& hash() const { return hash_; }

  [[nodiscard]] bool Contains(ValidatorIndex index) const { return index.value() < size(); }
  // `index` must be contained.
  [[nodiscard]] const Validator& at(ValidatorIndex index) const;
  [[nodiscard]] std::optional<ValidatorIndex> IndexOf(const PublicKey& vote_key) const;

 private:
  explicit ValidatorSet(std::vector<Validator> members);

  std::vector<Validator> members_;
  ValidatorSetHash hash_;
};

}  // namespace heng::consensus
