// SPDX-License-Identifier: Apache-2.0
// Checks signatures of votes, certificates and evidence against the validator set. Stateless; who
// remembers what was verified is VotePool.
#pragma once

#include "consensus/config.h"
#include "consensus/messages/certificate.h"
#include "consensus/messages/evidence.h"
#include "consensus/reject.h"

namespace heng::consensus {

class VotePool;

class VoteVerifier {
 public:
  // `config` must outlive the verifier.
  explicit VoteVerifier(const Config& config) : config_(&config) {}

  [[nodiscard]] Outcome Check(const Vote& vote) const;
  // Signatures that `known` already holds are not verified again.
  [[nodiscard]] Outcome Check(const Certificate& certificate, const VotePool& known) const;
  [[nodiscard]] Outcome Check(const Evidence& evidence) const;

  // The own vote on this content. Only for contents that SafetyRules returned.
  [[nodiscard]] Vote Sign(const VoteContent& content) const;

 private:
  [[nodiscard]] bool Holds(ValidatorIndex signer, ByteView bytes, const Signature& signature) const;
  [[nodiscard]] Bytes BytesOf(const VoteContent& content) const;

  const Config* config_;
};

}  // namespace heng::consensus
