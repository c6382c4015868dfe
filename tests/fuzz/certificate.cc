// SPDX-License-Identifier: Apache-2.0
// A certificate, by the two programs that judge one: the replica and the client library, which
// share no code. They must agree, and what they accept is a quorum's word.
#include "consensus/messages/certificate.h"

#include "consensus/vote_pool.h"
#include "consensus/vote_verifier.h"
#include "core/crypto/signature.h"
#include "sdk/cpp/proof_verifier.h"
#include "tests/fuzz/canonical.h"
#include "tests/fuzz/story.h"
#include "tests/fuzz/targets.h"

namespace heng::fuzz {
namespace {

class RealVotes final : public consensus::VoteCrypto {
 public:
  [[nodiscard]] Signature Sign(ByteView) const override { return {}; }
  [[nodiscard]] bool Verify(const PublicKey& key,
                            ByteView bytes,
                            const Signature& signature) const override {
    return heng::Verify(key, bytes, signature);
  }
};

const consensus::Config& TrustedConfig() {
  static const RealVotes kVotes;
  static const consensus::Config kConfig = [] {
    const sdk::TrustedSet trusted = Story().Trusted().set;
    auto validators = consensus::ValidatorSet::Create(trusted.validators);
    HENG_ASSERT(validators.has_value());
    return consensus::Config{.chain_id = trusted.chain_id,
                             .epoch = Epoch(1),
                             .validators = *std::move(validators),
                             .self = {},
                             .crypto = &kVotes,
                             .parameters = {}};
  }();
  return kConfig;
}

// The header of that id in the story, or of block 1, so that the client library has one to check.
Bytes HeaderFor(const BlockId& id) {
  const storage::ChainReader chain = Story().store().Chain();
  for (Height at; at <= *chain.head(); at = Next(at)) {
    if (*chain.IdAt(at) == id) {
      return *chain.HeaderBytes(at);
    }
  }
  return *chain.HeaderBytes(Height(1));
}

}  // namespace

void Certificate(ByteView input) {
  static const sdk::TrustedSet kTrusted = Story().Trusted().set;
  const auto certificate = Canonical<consensus::Certificate>(input);
  const Bytes header = HeaderFor(certificate ? certificate->block_id : BlockId());
  const bool client = sdk::VerifyCertificate(kTrusted, input, header).has_value();
  if (!certificate) {
    HENG_ASSERT(!client);
    return;
  }
  const consensus::Config& config = TrustedConfig();
  const consensus::VotePool nothing_known;
  const bool replica =
      consensus::VoteVerifier(config).Check(*certificate, nothing_known).has_value();
  const bool of_header = certificate->type == consensus::VoteType::kFinalize &&
                         certificate->block_id == BlockIdOf(header);
  HENG_ASSERT(client == (replica && of_header));
  if (replica) {
    HENG_ASSERT(consensus::IsWellFormed(*certificate, config.validators));
    HENG_ASSERT(consensus::SignersOf(*certificate).size() >= config.validators.quorum());
  }
}

}  // namespace heng::fuzz
