// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/trace.h"

namespace heng::sim {
namespace {

using namespace consensus;  // NOLINT: every name below is a message

std::string Short(ByteView digest) {
  return ToHex(digest.substr(0, 4));
}

struct Describer {
  std::string operator()(const ProposalMessage& m) const {
    return "proposal " + Short(IdOf(m.proposal).view()) + " view " +
           std::to_string(m.proposal.view.value()) + " on view " +
           std::to_string(m.proposal.parent_view.value()) + " height " +
           std::to_string(m.proposal.height.value()) + " with " +
           std::to_string(m.transactions.size()) + " transactions";
  }
  std::string operator()(const Vote& m) const {
    return Describe(m.content()) + " by v" + std::to_string(m.signer.value());
  }
  std::string operator()(const Certificate& m) const {
    return "certificate " + Describe(m.content());
  }
  std::string operator()(const Hello& m) const {
    return "hello view " + std::to_string(m.view.value()) +
           (m.finality ? " final " + std::to_string(m.finality->view.value()) : "") +
           (m.echo ? " echo " + Describe(m.echo->content()) : "");
  }
  std::string operator()(const Evidence& m) const {
    return "evidence against v" + std::to_string(m.signer().value());
  }
  std::string operator()(const FetchCertificates& m) const {
    return "fetch certificates kind " + std::to_string(static_cast<int>(m.type)) + " views " +
           std::to_string(m.first.value()) + ".." + std::to_string(m.last.value());
  }
  std::string operator()(const FetchAncestors& m) const {
    return "fetch ancestors of " + Short(m.pid.view()) + " above height " +
           std::to_string(m.after_height.value());
  }
  std::string operator()(const Ancestors& m) const {
    return std::to_string(m.proposals.size()) + " ancestors" +
           (m.finality ? " with finality of view " + std::to_string(m.finality->view.value()) : "");
  }
  std::string operator()(const FetchPayload& m) const {
    return "fetch payload of " + Short(m.pid.view());
  }
  std::string operator()(const Payload& m) const {
    return "payload of " + Short(m.pid.view()) + ": " + std::to_string(m.transactions.size()) +
           " of " + std::to_string(m.digests.size());
  }
  std::string operator()(const FetchTransactions& m) const {
    return "fetch " + std::to_string(m.digests.size()) + " transactions";
  }
  std::string operator()(const Transactions& m) const {
    return std::to_string(m.transactions.size()) + " transactions";
  }
};

}  // namespace

std::string Describe(const VoteContent& content) {
  static constexpr const char* kNames[] = {"?", "NOTARIZE", "NULLIFY", "FINALIZE"};
  return std::string(kNames[static_cast<std::size_t>(content.type)]) + " view " +
         std::to_string(content.view.value()) +
         (content.pid.is_zero() ? "" : " of " + Short(content.pid.view())) +
         (content.block_id.is_zero() ? "" : " block " + Short(content.block_id.view()));
}

std::string Describe(const Message& message) {
  return std::visit(Describer(), message);
}

}  // namespace heng::sim
