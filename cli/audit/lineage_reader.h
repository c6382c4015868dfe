// SPDX-License-Identifier: Apache-2.0
// Fetches what a lineage is told from: the blocks that hold the serials, their ancestors, their
// events, the states between, the retirements and who signed. Bounded; what was not followed is
// said in `cut`.
#pragma once

#include "cli/audit/lineage.h"
#include "cli/audit/record_source.h"

namespace heng::cli::audit {

struct LineageBounds {
  std::size_t blocks = 1'000;  // unit blocks
  std::size_t depth = 200;     // generations above a block that was asked about
  std::size_t events = 20'000;
  bool branches = false;  // also what split off the ancestors and went elsewhere
};

// kNotFound when no block holds the first serial.
[[nodiscard]] Result<Fetched, Status> FetchLineage(RecordSource& source,
                                                   const BatchId& batch,
                                                   Serial first,
                                                   Serial last,
                                                   const LineageBounds& bounds);

// Who signed a transaction: every signature is checked, and the keys are followed to the persons
// and participants that they are bound to at the height of the audit. Remembers the keys it has
// followed.
class SignerReader {
 public:
  SignerReader(RecordSource& source, const ChainHead& head) : source_(source), head_(head) {}

  // Nothing when the source has no such transaction.
  [[nodiscard]] Result<std::vector<Signer>, Status> SignersOf(const TransactionId& id);

 private:
  [[nodiscard]] Result<Signer, Status> Follow(const PublicKey& key);

  RecordSource& source_;
  const ChainHead head_;
  std::map<PublicKey, Signer> known_;
};

}  // namespace heng::cli::audit
