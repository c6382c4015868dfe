// SPDX-License-Identifier: Apache-2.0
// The first message on every new link, both ways: where the sender stands, and the newest vote of
// the receiver that the sender holds. A node that is shown a vote of its own that its journal does
// not have has lost its memory and must not vote again (README.md, amnesia).
// Wire form: proto/heng/v1/consensus.proto.
#pragma once

#include <optional>

#include "consensus/messages/certificate.h"
#include "consensus/messages/vote.h"

namespace heng::consensus {

struct Hello {
  Epoch epoch;
  View view;
  std::optional<Certificate> finality;  // the newest Fin the sender holds
  std::optional<Vote> echo;             // the receiver's newest vote that the sender holds

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.epoch);
    codec(2, self.view);
    codec(3, self.finality);
    codec(4, self.echo);
  }
  friend bool operator==(const Hello&, const Hello&) = default;
};

}  // namespace heng::consensus
