// SPDX-License-Identifier: Apache-2.0
#include "consensus/validator_set.h"

#include <set>
#include <utility>

#include "core/check.h"

namespace heng::consensus {

ValidatorSet::ValidatorSet(std::vector<Validator> members)
    : members_(std::move(members)), hash_(HashOf(members_)) {}

Result<ValidatorSet, Status> ValidatorSet::Create(std::vector<Validator> members) {
  if (members.empty() || members.size() > kValidatorsMax) {
    return Fail(StatusCode::kInvalid,
                "a validator set has 1 to " + std::to_string(kValidatorsMax) + " members, not " +
                    std::to_string(members.size()));
  }
  std::set<PublicKey> keys;
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (!IsIdentifier(members[i].name)) {
      return Fail(StatusCode::kInvalid, "a validator's name is not an identifier");
    }
    if (i > 0 && members[i - 1].name >= members[i].name) {
      return Fail(StatusCode::kInvalid,
                  "validators must ascend by name: '" + members[i].name + "' is out of order");
    }
    if (!keys.insert(members[i].vote_key).second) {
      return Fail(StatusCode::kInvalid,
                  "validator '" + members[i].name + "' shares its vote key with another");
    }
  }
  return ValidatorSet(std::move(members));
}

const Validator& ValidatorSet::at(ValidatorIndex index) const {
  HENG_ASSERT(Contains(index));
  return members_[index.value()];
}

std::optional<ValidatorIndex> ValidatorSet::IndexOf(const PublicKey& vote_key) const {
  for (std::uint32_t i = 0; i < size(); ++i) {
    if (members_[i].vote_key == vote_key) {
      return ValidatorIndex(i);
    }
  }
  return std::nullopt;
}

}  // namespace heng::consensus
