// SPDX-License-Identifier: Apache-2.0
// Votes signed with a keyed hash: as deterministic as ed25519 and a hundred times cheaper. The
// public key is the hash of the secret; everybody here knows every secret, nobody uses another's
// unless a test plays a Byzantine validator.
#pragma once

#include <string>
#include <vector>

#include "consensus/messages/evidence.h"
#include "consensus/messages/proposal.h"
#include "consensus/validator_set.h"
#include "consensus/vote_crypto.h"
#include "core/crypto/hash.h"

namespace heng::consensus::testing {

inline Hash SecretOf(std::uint32_t index) {
  return Sha256("secret " + std::to_string(index));
}
inline PublicKey KeyOf(std::uint32_t index) {
  return As<PublicKey>(Sha256(SecretOf(index).view()));
}

inline Signature KeyedSign(const PublicKey& key, ByteView bytes) {
  const Hash low = Sha256({"low", key.view(), bytes});
  const Hash high = Sha256({"high", key.view(), bytes});
  return Signature::FromBytes(low.bytes() + high.bytes());
}

class KeyedCrypto : public VoteCrypto {
 public:
  explicit KeyedCrypto(std::uint32_t index) : key_(KeyOf(index)) {}

  [[nodiscard]] Signature Sign(ByteView bytes) const override { return KeyedSign(key_, bytes); }
  [[nodiscard]] bool Verify(const PublicKey& key,
                            ByteView bytes,
                            const Signature& signature) const override {
    ++verifications;
    return signature == KeyedSign(key, bytes);
  }

  mutable std::uint64_t verifications = 0;

 private:
  PublicKey key_;
};

// Validators "v000", "v001" ... Leader of view v is validator v mod n for n = 4.
inline const char* kChain = "heng-test-4";

inline ValidatorSet MakeValidators(std::uint32_t n) {
  std::vector<Validator> members;
  for (std::uint32_t i = 0; i < n; ++i) {
    std::string name = std::to_string(i);
    name.insert(0, 3 - name.size(), '0');
    members.push_back({.name = "v" + name,
                       .operator_id = ParticipantId("91420000000000000" + std::to_string(i % 10)),
                       .vote_key = KeyOf(i),
                       .cosigner_key = As<PublicKey>(Sha256("cosigner " + name)),
                       .tls_key = As<PublicKey>(Sha256("tls " + name)),
                       .peer_address = "127.0.0.1:" + std::to_string(9000 + i)});
  }
  return *ValidatorSet::Create(std::move(members));
}

// A vote of any validator on anything, validly signed.
inline Vote SignAs(std::uint32_t index,
                   const ValidatorSet& validators,
                   const VoteContent& content) {
  return Vote{.type = content.type,
              .epoch = content.epoch,
              .view = content.view,
              .pid = content.pid,
              .block_id = content.block_id,
              .signer = ValidatorIndex(index),
              .signature =
                  KeyedSign(KeyOf(index), SignedBytes(ChainId(kChain), validators.hash(), content)),
              .hi_final = View()};
}

inline Certificate CertifyAs(const std::vector<std::uint32_t>& signers,
                             const ValidatorSet& validators,
                             const VoteContent& content) {
  Certificate certificate{.type = content.type,
                          .epoch = content.epoch,
                          .view = content.view,
                          .pid = content.pid,
                          .block_id = content.block_id,
                          .signers = {},
                          .signatures = {}};
  std::vector<ValidatorIndex> indices;
  for (const std::uint32_t signer : signers) {
    indices.emplace_back(signer);
    certificate.signatures.push_back(SignAs(signer, validators, content).signature);
  }
  certificate.signers = SignerBitmap(indices, validators.size());
  return certificate;
}

inline VoteContent NotarizeOf(std::uint64_t view, const ProposalId& pid) {
  return {VoteType::kNotarize, Epoch(1), View(view), pid, BlockId()};
}
inline VoteContent NullifyOf(std::uint64_t view) {
  return {VoteType::kNullify, Epoch(1), View(view), ProposalId(), BlockId()};
}
inline VoteContent FinalizeOf(std::uint64_t view, const ProposalId& pid, const BlockId& block_id) {
  return {VoteType::kFinalize, Epoch(1), View(view), pid, block_id};
}

}  // namespace heng::consensus::testing
