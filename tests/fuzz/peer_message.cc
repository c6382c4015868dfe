// SPDX-License-Identifier: Apache-2.0
// What a peer sends: a frame of a stream, a message of every kind, and the stateless checks that a
// message must pass before anything else looks at it.
#include "consensus/durable_state.h"
#include "consensus/message.h"
#include "node/transport/frame.h"
#include "tests/fuzz/canonical.h"
#include "tests/fuzz/targets.h"

namespace heng::fuzz {
namespace {

using namespace consensus;  // NOLINT: a dozen of its names

struct FormCheck {
  void operator()(const ProposalMessage& message) const {
    if (IsWellFormed(message)) {
      HENG_ASSERT(IsWellFormed(message.proposal));
      HENG_ASSERT(message.transactions.size() == message.proposal.transaction_count);
    }
    (void)consensus::IdOf(message.proposal);
  }
  void operator()(const Vote& vote) const { (void)IsWellFormed(vote.content()); }
  void operator()(const consensus::Certificate& certificate) const { (void)SignersOf(certificate); }
  void operator()(const Evidence& evidence) const {
    if (IsWellFormed(evidence)) {
      // The pair has one form.
      const auto again = MakeEvidence(evidence.second, evidence.first);
      HENG_ASSERT(again && *again == evidence);
    }
  }
  void operator()(const FetchCertificates& fetch) const { (void)IsWellFormed(fetch); }
  void operator()(const FetchAncestors& fetch) const { (void)IsWellFormed(fetch); }
  void operator()(const Ancestors& ancestors) const { (void)IsWellFormed(ancestors); }
  void operator()(const Hello&) const {}
  void operator()(const FetchPayload&) const {}
  void operator()(const Payload&) const {}
  void operator()(const FetchTransactions&) const {}
  void operator()(const Transactions&) const {}
};

}  // namespace

void PeerMessage(ByteView input) {
  if (const auto message = DecodeMessage(input)) {
    HENG_ASSERT(EncodeMessage(*message) == input);
    std::visit(FormCheck{}, *message);
  }
  if (const auto record = DecodeRecord(input)) {
    HENG_ASSERT(EncodeRecord(*record) == input);
    (void)PruningViewOf(*record);
  }
  if (const auto frame = Canonical<node::PeerFrame>(input)) {
    HENG_ASSERT(frame->messages.size() <= node::kFrameMessagesMax);
  }
}

}  // namespace heng::fuzz
