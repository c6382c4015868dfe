// SPDX-License-Identifier: Apache-2.0
// Proofs of records, of absence, of inclusion and of consistency, against a true state and a true
// log: whatever is accepted is true, and nothing is accepted against another root.
#include "core/merkle/log.h"
#include "core/merkle/sparse.h"
#include "tests/fuzz/canonical.h"
#include "tests/fuzz/proof_input.h"
#include "tests/fuzz/story.h"
#include "tests/fuzz/targets.h"

namespace heng::fuzz {
namespace {

StateRoot OtherThan(const StateRoot& root) {
  StateRoot other = root;
  other.data()[31] ^= 1;
  return other;
}

std::optional<Bytes> TrueValue(ByteView key) {
  return Story().store().head()->Get(key);
}

void CheckCommitment(const ProofInput& input) {
  const auto proof = merkle::DecodeCommitmentProof(input.proof);
  if (!proof) {
    return;
  }
  HENG_ASSERT(merkle::EncodeCommitmentProof(*proof) == input.proof);
  const StateRoot root = Story().store().head()->state_root();
  if (const auto* member = std::get_if<merkle::MembershipProof>(&*proof)) {
    const auto verifies = [&](const StateRoot& under) {
      return merkle::VerifyMembership(under, input.key, input.value, *member);
    };
    HENG_ASSERT(!verifies(OtherThan(root)));
    HENG_ASSERT(!verifies(root) || TrueValue(input.key) == input.value);
  } else {
    const auto& absence = std::get<merkle::AbsenceProof>(*proof);
    HENG_ASSERT(!merkle::VerifyAbsence(OtherThan(root), input.key, absence));
    HENG_ASSERT(!merkle::VerifyAbsence(root, input.key, absence) || !TrueValue(input.key));
  }
}

void CheckAbsence(const ProofInput& input) {
  const auto proof = merkle::DecodeCompactAbsence(input.proof);
  if (!proof) {
    return;
  }
  HENG_ASSERT(merkle::EncodeCompactAbsence(*proof) == input.proof);
  const StateRoot root = Story().store().head()->state_root();
  HENG_ASSERT(!merkle::VerifyAbsence(OtherThan(root), input.key, *proof));
  HENG_ASSERT(!merkle::VerifyAbsence(root, input.key, *proof) || !TrueValue(input.key));
}

Hash RootOfFirst(std::uint64_t count) {
  const std::vector<Hash>& log = ProofLog();
  return merkle::RootOf({log.begin(), log.begin() + static_cast<std::ptrdiff_t>(count)});
}

void CheckInclusion(const ProofInput& input) {
  const std::vector<Hash>& log = ProofLog();
  const bool holds = merkle::VerifyInclusion(
      input.hash, input.index, log.size(), input.path, RootOfFirst(log.size()));
  HENG_ASSERT(!holds || (input.index < log.size() && log[input.index] == input.hash));
  // The other sizes say nothing, but must not end the process.
  (void)merkle::VerifyInclusion(input.hash, log.size(), input.index, input.path, input.hash);
}

void CheckConsistency(const ProofInput& input) {
  const std::uint64_t size = ProofLog().size();
  const bool holds =
      merkle::VerifyConsistency(input.index, size, input.hash, RootOfFirst(size), input.path);
  HENG_ASSERT(!holds || (input.index <= size && RootOfFirst(input.index) == input.hash));
  (void)merkle::VerifyConsistency(size, input.index, RootOfFirst(size), input.hash, input.path);
}

void CheckFrontier(const ProofInput& input) {
  auto frontier = merkle::LogFrontier::FromBytes(input.index, input.proof);
  if (!frontier) {
    return;
  }
  HENG_ASSERT(frontier->count() == input.index && frontier->ToBytes() == input.proof);
  (void)frontier->Root();
  if (input.index < UINT64_MAX) {
    frontier->Append(input.hash);
    HENG_ASSERT(frontier->count() == input.index + 1);
    HENG_ASSERT(merkle::LogFrontier::FromBytes(frontier->count(), frontier->ToBytes()).has_value());
  }
}

}  // namespace

const std::vector<Hash>& ProofLog() {
  static const std::vector<Hash> kLog = [] {
    std::vector<Hash> leaves;
    for (std::uint64_t i = 0; i < kProofLogLeaves; ++i) {
      leaves.push_back(merkle::LeafHash(std::to_string(i)));
    }
    return leaves;
  }();
  return kLog;
}

void Proof(ByteView input) {
  const auto claim = Canonical<ProofInput>(input);
  if (!claim) {
    return;
  }
  switch (claim->claim) {
    case ProofClaim::kUnspecified:
      break;
    case ProofClaim::kCommitment:
      CheckCommitment(*claim);
      break;
    case ProofClaim::kAbsence:
      CheckAbsence(*claim);
      break;
    case ProofClaim::kInclusion:
      CheckInclusion(*claim);
      break;
    case ProofClaim::kConsistency:
      CheckConsistency(*claim);
      break;
    case ProofClaim::kFrontier:
      CheckFrontier(*claim);
      break;
  }
}

}  // namespace heng::fuzz
