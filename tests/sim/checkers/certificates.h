// SPDX-License-Identifier: Apache-2.0
// The omniscient pool: every vote that anyone sent, and the certificates that they make.
// S1 no two Not in a view; S2 not both Fin and Nul of a view; S3 a Fin has its Not;
// S8 certificates on the wire are of distinct members, a quorum of them, with valid signatures.
#pragma once

#include <map>
#include <set>
#include <utility>

#include "tests/sim/checkers/checker.h"

namespace heng::sim {

class CertificateChecker final : public Checker {
 public:
  CertificateChecker(const Cast& cast, ChainId chain_id, Report report)
      : Checker(std::move(report)), cast_(cast), chain_id_(std::move(chain_id)) {}

  void OnSend(const SimNode& node, const consensus::Message& message) override;

  // What could be certified, whether or not anyone put it together.
  [[nodiscard]] bool IsNullified(View view) const;
  [[nodiscard]] bool IsFinalized(View view) const;

 private:
  void Count(const consensus::VoteContent& content, consensus::ValidatorIndex signer);
  void CheckView(View view);
  void CheckWire(const SimNode& node, const consensus::Certificate& certificate);
  [[nodiscard]] bool Holds(consensus::ValidatorIndex signer,
                           const consensus::VoteContent& content,
                           const Signature& signature) const;
  [[nodiscard]] std::set<consensus::VoteContent> CertifiedIn(View view,
                                                             consensus::VoteType type) const;

  const Cast& cast_;
  ChainId chain_id_;
  std::map<consensus::VoteContent, std::set<consensus::ValidatorIndex>> votes_;
  std::map<View, std::set<consensus::VoteContent>> certified_;
  std::set<Bytes> checked_;  // certificates whose signatures were found good
};

}  // namespace heng::sim
