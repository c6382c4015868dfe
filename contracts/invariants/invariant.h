// SPDX-License-Identifier: Apache-2.0
// A truth that no transaction may break, whatever the operations and rules believed. Invariants
// see every record that changed, before and after, and then give a verdict; all of them run after
// every transaction, refused ones too, and once more over the whole block. A transaction that
// breaks one is rolled back and says so; a block that breaks one halts the node.
//
// They judge changes: given that the state before was sound, so is the state after. What they
// believe of the state before, whole_state.h checks from scratch.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contracts/state/journal.h"

namespace heng::contracts {

class Invariant {
 public:
  Invariant() = default;
  Invariant(const Invariant&) = delete;
  Invariant& operator=(const Invariant&) = delete;
  virtual ~Invariant() = default;

  [[nodiscard]] virtual std::string_view name() const = 0;
  // The rule of the law behind it; empty when there is none.
  [[nodiscard]] virtual std::string_view rule() const { return {}; }
  virtual void Visit(const Change& change) = 0;
  // What is broken, in one sentence with the numbers; nothing when all is well. `after` is the
  // state with the changes.
  [[nodiscard]] virtual std::optional<std::string> Verdict(const View& after) = 0;
};

// One fresh object of each, in name order.
[[nodiscard]] std::vector<std::unique_ptr<Invariant>> MakeInvariants();

struct BrokenInvariant {
  std::string_view rule;
  std::string sentence;  // "name: what"
};

// Runs all of them over the changes, without stopping at the first: every verdict.
[[nodiscard]] std::vector<BrokenInvariant> BrokenInvariants(const std::vector<Change>& changes,
                                                            const View& after);

}  // namespace heng::contracts
