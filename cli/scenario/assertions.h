// SPDX-License-Identifier: Apache-2.0
// What a scenario says the register holds, compared with what it holds.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/scenario/binder.h"
#include "cli/scenario/ledger.h"
#include "cli/scenario/syntax.h"

namespace heng::cli::scenario {

// An assertion whose words have their meaning: ready to be compared.
struct BoundAssertion {
  struct Field {
    std::string name;      // as written
    std::string expected;  // in the form that results are shown in
  };

  std::string kind;
  std::string subject;  // "p1 CEA/2024/CN"
  Bytes key;            // state key; empty for a unit, which is found by its serial
  BatchId batch;
  Serial serial;
  const google::protobuf::Descriptor* type = nullptr;
  std::vector<Field> fields;
};

[[nodiscard]] Parsed<BoundAssertion> BindAssertion(const AssertionText& assertion,
                                                   const Binding& binding);

// One sentence for each thing that is not as expected; empty when all is. The error is the
// ledger's, when it could not be asked.
[[nodiscard]] Result<std::vector<std::string>, Status> Differences(const BoundAssertion& assertion,
                                                                   Ledger& ledger);

}  // namespace heng::cli::scenario
