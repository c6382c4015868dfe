// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/checkers/votes.h"

#include "tests/sim/sim_node.h"
#include "tests/sim/trace.h"

namespace heng::sim {

using consensus::VoteType;

void VoteChecker::OnSend(const SimNode& node, const consensus::Message& message) {
  if (!node.role().honest || !node.role().seat) {
    return;
  }
  if (const auto* vote = std::get_if<consensus::Vote>(&message)) {
    if (vote->signer.value() == *node.role().seat) {
      Check(node, vote->content());
    }
  } else if (const auto* proposal = std::get_if<consensus::ProposalMessage>(&message)) {
    Check(node,
          {.type = VoteType::kNotarize,
           .epoch = proposal->proposal.epoch,
           .view = proposal->proposal.view,
           .pid = IdOf(proposal->proposal),
           .block_id = {}});
  } else if (const auto* evidence = std::get_if<consensus::Evidence>(&message)) {
    CheckEvidence(*evidence);
  }
}

void VoteChecker::Check(const SimNode& node, const consensus::VoteContent& content) {
  Said& said = said_[{*node.role().seat, content.view}];
  const auto breach = [&](const char* what) {
    Breach("S6: " + node.name() + " says " + Describe(content) + " " + what);
  };
  if (content.type == VoteType::kNotarize) {
    if (said.notarize && *said.notarize != content) {
      breach("after another NOTARIZE of the view");
    }
    if (said.nullify && !said.notarize) {
      breach("after NULLIFY of the view");
    }
    said.notarize = content;
  } else if (content.type == VoteType::kNullify) {
    if (said.finalize) {
      breach("after FINALIZE of the view");
    }
    said.nullify = true;
  } else {
    if (said.nullify) {
      breach("after NULLIFY of the view");
    }
    if (said.finalize && *said.finalize != content) {
      breach("after another FINALIZE of the view");
    }
    said.finalize = content;
  }
}

void VoteChecker::OnEvidence(const SimNode&, const consensus::Evidence& evidence) {
  CheckEvidence(evidence);
}

void VoteChecker::CheckEvidence(const consensus::Evidence& evidence) {
  if (cast_.IsHonestSeat(evidence.signer())) {
    Breach("S12: evidence against the honest v" + std::to_string(evidence.signer().value()) + ": " +
           Describe(evidence.first.content()) + " and " + Describe(evidence.second.content()));
  }
}

}  // namespace heng::sim
