// SPDX-License-Identifier: Apache-2.0
// The answer of the block store to a peer that lacks committed blocks.
#pragma once

#include <optional>

#include "consensus/messages/fetch.h"
#include "storage/chain_reader.h"

namespace heng::node {

// The proposals from after_height + 1 on that effect.h promises for ServeAncestors: usually
// kAncestorsUsual, cut after the last one with a Fin of its own, and that Fin. Nothing when there
// is no such segment.
[[nodiscard]] std::optional<consensus::Ancestors> CommittedAncestors(
    const storage::ChainReader& chain, const consensus::FetchAncestors& fetch);

}  // namespace heng::node
