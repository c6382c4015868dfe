// SPDX-License-Identifier: Apache-2.0
#include "consensus/vote_verifier.h"

#include "consensus/vote_pool.h"
#include "core/check.h"

namespace heng::consensus {

Bytes VoteVerifier::BytesOf(const VoteContent& content) const {
  return SignedBytes(config_->chain_id, config_->validators.hash(), content);
}

bool VoteVerifier::Holds(ValidatorIndex signer, ByteView bytes, const Signature& signature) const {
  return config_->crypto->Verify(config_->validators.at(signer).vote_key, bytes, signature);
}

Outcome VoteVerifier::Check(const Vote& vote) const {
  if (!IsWellFormed(vote.content())) {
    return Refuse(Reject::kMalformed);
  }
  if (vote.epoch != config_->epoch) {
    return Refuse(Reject::kWrongEpoch);
  }
  if (!config_->validators.Contains(vote.signer)) {
    return Refuse(Reject::kUnknownValidator);
  }
  if (!Holds(vote.signer, BytesOf(vote.content()), vote.signature)) {
    return Refuse(Reject::kBadSignature);
  }
  return {};
}

Outcome VoteVerifier::Check(const Certificate& certificate, const VotePool& known) const {
  if (certificate.epoch != config_->epoch) {
    return Refuse(Reject::kWrongEpoch);
  }
  if (!IsWellFormed(certificate, config_->validators)) {
    return Refuse(SignersOf(certificate).size() < config_->validators.quorum()
                      ? Reject::kTooFewSigners
                      : Reject::kMalformed);
  }
  const Bytes bytes = BytesOf(certificate.content());
  const std::vector<ValidatorIndex> signers = SignersOf(certificate);
  for (std::size_t i = 0; i < signers.size(); ++i) {
    const Signature& signature = certificate.signatures[i];
    if (!known.Holds(certificate.content(), signers[i], signature) &&
        !Holds(signers[i], bytes, signature)) {
      return Refuse(Reject::kBadSignature);
    }
  }
  return {};
}

Outcome VoteVerifier::Check(const Evidence& evidence) const {
  if (!IsWellFormed(evidence)) {
    return Refuse(Reject::kMalformed);
  }
  HENG_CHECK_OK(Check(evidence.first));
  HENG_CHECK_OK(Check(evidence.second));
  return {};
}

Vote VoteVerifier::Sign(const VoteContent& content) const {
  HENG_ASSERT(config_->self.has_value());
  return Vote{.type = content.type,
              .epoch = content.epoch,
              .view = content.view,
              .pid = content.pid,
              .block_id = content.block_id,
              .signer = *config_->self,
              .signature = config_->crypto->Sign(BytesOf(content)),
              .hi_final = View()};
}

}  // namespace heng::consensus
