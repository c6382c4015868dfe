// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/checkers/certificates.h"

#include "tests/sim/keyed_hash.h"
#include "tests/sim/sim_node.h"
#include "tests/sim/trace.h"

namespace heng::sim {

using consensus::Certificate;
using consensus::ValidatorIndex;
using consensus::VoteContent;
using consensus::VoteType;

bool CertificateChecker::Holds(ValidatorIndex signer,
                               const VoteContent& content,
                               const Signature& signature) const {
  const Bytes bytes = SignedBytes(chain_id_, cast_.validators.hash(), content);
  return cast_.validators.Contains(signer) &&
         signature == KeyedSignature(cast_.validators.at(signer).vote_key, bytes);
}

void CertificateChecker::OnSend(const SimNode& node, const consensus::Message& message) {
  if (const auto* vote = std::get_if<consensus::Vote>(&message)) {
    if (Holds(vote->signer, vote->content(), vote->signature)) {
      Count(vote->content(), vote->signer);
    }
  } else if (const auto* proposal = std::get_if<consensus::ProposalMessage>(&message)) {
    const VoteContent content{.type = VoteType::kNotarize,
                              .epoch = proposal->proposal.epoch,
                              .view = proposal->proposal.view,
                              .pid = IdOf(proposal->proposal),
                              .block_id = {}};
    if (node.role().seat &&
        Holds(ValidatorIndex(*node.role().seat), content, proposal->signature)) {
      Count(content, ValidatorIndex(*node.role().seat));
    }
    if (proposal->justification.parent) {
      CheckWire(node, *proposal->justification.parent);
    }
    for (const Certificate& certificate : proposal->justification.nullifications) {
      CheckWire(node, certificate);
    }
  } else if (const auto* certificate = std::get_if<Certificate>(&message)) {
    CheckWire(node, *certificate);
  } else if (const auto* hello = std::get_if<consensus::Hello>(&message)) {
    if (hello->finality) {
      CheckWire(node, *hello->finality);
    }
  } else if (const auto* ancestors = std::get_if<consensus::Ancestors>(&message)) {
    if (ancestors->finality) {
      CheckWire(node, *ancestors->finality);
    }
  }
}

void CertificateChecker::Count(const VoteContent& content, ValidatorIndex signer) {
  std::set<ValidatorIndex>& signers = votes_[content];
  if (!signers.insert(signer).second || signers.size() != cast_.validators.quorum()) {
    return;
  }
  certified_[content.view].insert(content);
  CheckView(content.view);
}

std::set<VoteContent> CertificateChecker::CertifiedIn(View view, VoteType type) const {
  std::set<VoteContent> found;
  if (const auto contents = certified_.find(view); contents != certified_.end()) {
    for (const VoteContent& content : contents->second) {
      if (content.type == type) {
        found.insert(content);
      }
    }
  }
  return found;
}

bool CertificateChecker::IsNullified(View view) const {
  return !CertifiedIn(view, VoteType::kNullify).empty();
}

bool CertificateChecker::IsFinalized(View view) const {
  return !CertifiedIn(view, VoteType::kFinalize).empty();
}

void CertificateChecker::CheckView(View view) {
  const std::set<VoteContent> notarized = CertifiedIn(view, VoteType::kNotarize);
  const std::set<VoteContent> finalized = CertifiedIn(view, VoteType::kFinalize);
  const std::string where = " in view " + std::to_string(view.value());
  if (notarized.size() > 1) {
    Breach("S1: two notarizations" + where);
  }
  if (finalized.size() > 1 || (!finalized.empty() && IsNullified(view))) {
    Breach("S2: certificates that exclude each other" + where);
  }
  for (const VoteContent& content : finalized) {
    if (notarized.empty() || notarized.begin()->pid != content.pid) {
      Breach("S3: a finalization without its notarization" + where);
    }
  }
}

void CertificateChecker::CheckWire(const SimNode& node, const Certificate& certificate) {
  if (!node.role().honest || !checked_.insert(Encode(certificate)).second) {
    return;
  }
  const auto breach = [&](const char* what) {
    Breach("S8: " + node.name() + " sends a certificate " + Describe(certificate.content()) + " " +
           what);
  };
  if (!IsWellFormed(certificate, cast_.validators)) {
    breach("that has no quorum of members");
    return;
  }
  const auto signers = SignersOf(certificate);
  for (std::size_t i = 0; i < signers.size(); ++i) {
    if (!Holds(signers[i], certificate.content(), certificate.signatures[i])) {
      breach("with a wrong signature");
    }
    Count(certificate.content(), signers[i]);
  }
}

}  // namespace heng::sim
