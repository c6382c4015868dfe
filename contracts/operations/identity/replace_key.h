// SPDX-License-Identifier: Apache-2.0
// 17-13 ReplaceKey: a person signs, or connects, with another key from now on. The old signing
// key stays bound to the person for ever and signs nothing any more; the registrar decides, because
// a lost key cannot sign.
#pragma once

#include "contracts/approvals.h"
#include "contracts/movement.h"
#include "contracts/operations/context.h"
#include "core/ids.h"

namespace heng::contracts {

struct ReplaceKey {
  static constexpr OperationType kType = OperationType::kReplaceKey;
  static constexpr std::string_view kName = "replace-key";

  PersonId person;
  PublicKey public_key;  // zero keeps the signing key
  PublicKey tls_key;     // of the client certificate; zero keeps it

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.person, Bound{.bytes = kIdentifierMax});
    codec(2, self.public_key);
    codec(3, self.tls_key);
  }
  friend bool operator==(const ReplaceKey&, const ReplaceKey&) = default;
};

[[nodiscard]] Outcome<void> Validate(const ReplaceKey& operation);
[[nodiscard]] std::optional<Approver> Resolve(const ReplaceKey& operation,
                                              Party party,
                                              const View& view);
[[nodiscard]] Outcome<Plan> Check(const ReplaceKey& operation, const Context& context);
[[nodiscard]] Outcome<void> Apply(const ReplaceKey& operation,
                                  const Context& context,
                                  Journal& journal);

}  // namespace heng::contracts
