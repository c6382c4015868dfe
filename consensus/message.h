// SPDX-License-Identifier: Apache-2.0
// Everything that nodes say to each other about order. On the wire a message is a heng.v1
// ConsensusMessage, a oneof whose field numbers are kMessageField below.
#pragma once

#include <variant>

#include "consensus/messages/certificate.h"
#include "consensus/messages/evidence.h"
#include "consensus/messages/fetch.h"
#include "consensus/messages/hello.h"
#include "consensus/messages/proposal.h"
#include "consensus/messages/vote.h"
#include "core/result.h"

namespace heng::consensus {

// Append only: alternative i travels as field i + 1.
using Message = std::variant<ProposalMessage,
                             Vote,
                             Certificate,
                             Hello,
                             Evidence,
                             FetchCertificates,
                             FetchAncestors,
                             Ancestors,
                             FetchPayload,
                             Payload,
                             FetchTransactions,
                             Transactions>;

[[nodiscard]] Bytes EncodeMessage(const Message& message);

// Accepts exactly what EncodeMessage writes, up to kMessageBytesMax.
[[nodiscard]] Result<Message, Status> DecodeMessage(ByteView bytes);

}  // namespace heng::consensus
