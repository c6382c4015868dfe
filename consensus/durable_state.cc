// SPDX-License-Identifier: Apache-2.0
#include "consensus/durable_state.h"

#include <limits>

#include "consensus/variant_codec.h"

namespace heng::consensus {
namespace {

constexpr View kForEver(std::numeric_limits<std::uint64_t>::max());

struct PruningView {
  View operator()(const EntryRecord& record) const { return record.certificate.view; }
  View operator()(const ProposalRecord& record) const { return record.proposal.view; }
  View operator()(const VoteRecord& record) const { return record.vote.view; }
  View operator()(const CertifiedRecord& record) const { return record.view; }
  View operator()(const EvidenceRecord&) const { return kForEver; }
  View operator()(const AmnesiaRecord&) const { return kForEver; }
};

}  // namespace

Bytes EncodeRecord(const JournalRecord& record) {
  return EncodeVariant(record);
}

Result<JournalRecord, Status> DecodeRecord(ByteView bytes) {
  return VariantDecoder<JournalRecord>::Decode(bytes);
}

View PruningViewOf(const JournalRecord& record) {
  return std::visit(PruningView{}, record);
}

}  // namespace heng::consensus
