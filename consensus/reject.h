// SPDX-License-Identifier: Apache-2.0
// Why a message was refused. A refusal is permanent (the sender is wrong, and saying it again will
// not help) or not yet (it may become acceptable). Refusals are counted; they never change state.
#pragma once

#include <cstdint>

#include "core/result.h"

namespace heng::consensus {

enum class Reject : std::uint32_t {
  kMalformed,         // fields that do not fit together
  kWrongChain,        // of another chain
  kWrongEpoch,        // of an epoch that this replica does not run
  kWrongSender,       // a vote or proposal that is not from the link of its signer
  kUnknownValidator,  // a signer outside the set
  kBadSignature,      // the signature is not of that key over those bytes
  kTooFewSigners,     // no quorum
  kStale,             // of a view that is decided
  kAlreadyKnown,      // said before
  kNotAsked,          // an answer without a question
  kTooEarly,          // not yet: beyond the window
  kWrongAnswer,       // an answer to another question than was asked
  kMaxValue = kWrongAnswer,
};

[[nodiscard]] constexpr bool IsPermanent(Reject reject) {
  return reject != Reject::kTooEarly;
}

// True when no honest node would have sent it, whatever it has missed: such messages are counted
// against their sender.
[[nodiscard]] constexpr bool IsWrong(Reject reject) {
  switch (reject) {
    case Reject::kMalformed:
    case Reject::kWrongChain:
    case Reject::kWrongEpoch:
    case Reject::kWrongSender:
    case Reject::kUnknownValidator:
    case Reject::kBadSignature:
    case Reject::kTooFewSigners:
    case Reject::kWrongAnswer:
      return true;
    case Reject::kStale:
    case Reject::kAlreadyKnown:
    case Reject::kNotAsked:
    case Reject::kTooEarly:
      return false;
  }
  return false;
}

// What a handler returns: taken in, or refused and why.
using Outcome = Result<void, Reject>;

[[nodiscard]] inline std::unexpected<Reject> Refuse(Reject reject) {
  return std::unexpected<Reject>(reject);
}

}  // namespace heng::consensus
