// SPDX-License-Identifier: Apache-2.0
// Payloads of executed blocks that are not yet committed, on disk: a node that signed FINALIZE must
// still have the body after a crash. A block that was decided without this node is not among them.
// One file that grows by appending and is rewritten, with the live payloads only, when most of it
// is dead. What it returns proves itself: the digests of the transactions must give the root that
// the proposal names. So a record that is damaged is one that must be fetched again, and the file
// needs no checksums. A disk that fails is an error.
//
// File: records, each an 8-byte big-endian length and the canonical bytes of a PayloadRecord
// (heng.v1.PayloadRecord). A record that is none is passed over; what follows the last whole one is
// cut.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/block.h"
#include "core/codec/codec.h"
#include "core/ids.h"
#include "core/result.h"
#include "storage/file.h"

namespace heng::node {

struct PayloadRecord {
  ProposalId pid;
  std::vector<Bytes> transactions;  // signed bytes, in block order

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.pid);
    codec(
        2, self.transactions, Bound{.bytes = kTransactionBytesMax, .items = kBlockTransactionsMax});
  }
  friend bool operator==(const PayloadRecord&, const PayloadRecord&) = default;
};

class PayloadLog {
 public:
  // Opens or creates. Fails only when the operating system does.
  [[nodiscard]] static Result<PayloadLog, Status> Open(storage::Directory& directory,
                                                       std::string name);

  [[nodiscard]] bool Contains(const ProposalId& pid) const { return live_.contains(pid); }
  // Nothing when it is not there; kCorrupt when its bytes are not the ones that were written, and
  // must be fetched again; kIo when the disk fails.
  [[nodiscard]] Result<std::optional<std::vector<Bytes>>, Status> Read(const ProposalId& pid) const;

  // Durable when the next Sync returns. A payload that is there already is not written again.
  [[nodiscard]] Result<void, Status> Append(const PayloadRecord& record);
  [[nodiscard]] bool IsSynced() const { return !dirty_; }
  [[nodiscard]] Result<void, Status> Sync();

  void Forget(const ProposalId& pid);
  void KeepOnly(const std::set<ProposalId>& pids);
  // Writes the file anew when it has at least `size_min` bytes and less than half of it is live.
  [[nodiscard]] Result<void, Status> RewriteIfSparse(std::uint64_t size_min);

  [[nodiscard]] std::uint64_t size_bytes() const { return size_; }
  // What opening passed over, and cut off the end; nothing when the file was whole.
  [[nodiscard]] std::optional<std::string> Damage() const;

 private:
  struct Place {
    std::uint64_t offset = 0;  // of the canonical bytes
    std::uint64_t size = 0;
  };

  PayloadLog(storage::Directory& directory, std::string name, std::unique_ptr<storage::File> file);
  [[nodiscard]] Result<void, Status> Scan();

  storage::Directory* directory_;
  std::string name_;
  std::unique_ptr<storage::File> file_;
  std::map<ProposalId, Place> live_;
  std::uint64_t size_ = 0;
  std::uint64_t live_bytes_ = 0;
  // What opening found, for Damage().
  std::uint64_t passed_over_ = 0;  // records
  std::uint64_t first_passed_over_ = 0;
  std::uint64_t bytes_cut_ = 0;
  bool dirty_ = false;
};

}  // namespace heng::node
