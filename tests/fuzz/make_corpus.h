// SPDX-License-Identifier: Apache-2.0
// Writes the seeds of the fuzz targets: true encodings of everything that a target reads, so that a
// fuzzer starts behind the first door. The same program writes the same files.
#pragma once

#include <set>
#include <string>

#include "core/bytes.h"

namespace heng::fuzz {

class CorpusWriter {
 public:
  explicit CorpusWriter(std::string folder) : folder_(std::move(folder)) {}

  // <folder>/<target>/<name>. The same bytes under another name are not written again.
  void Add(const std::string& target, const std::string& name, ByteView bytes);
  [[nodiscard]] bool Has(const std::string& target, const std::string& name) const;
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  std::string folder_;
  std::set<std::string> seen_;  // target and bytes
  std::size_t bytes_ = 0;
};

// From the story's chain: transactions, blocks, records, proofs, lies to auditors.
void AddStory(CorpusWriter& corpus);
// Messages of validators among themselves, and the files they keep.
void AddConsensus(CorpusWriter& corpus);
// Operations of the compliance cycle and of every type, and scenario texts.
void AddOperations(CorpusWriter& corpus);
// Requests of every method by every person.
void AddRequests(CorpusWriter& corpus);
// Configuration, profile, genesis and key files.
void AddFiles(CorpusWriter& corpus);

}  // namespace heng::fuzz
