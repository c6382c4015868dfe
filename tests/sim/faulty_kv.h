// SPDX-License-Identifier: Apache-2.0
// A database that says a batch is synced when it is not. A planted defect: the checkers must see
// it.
#pragma once

#include <memory>
#include <optional>
#include <utility>

#include "storage/kv_store.h"

namespace heng::sim {

class ForgetfulKv final : public storage::KvStore {
 public:
  // Forgets once `forgets` is set; both must outlive it.
  ForgetfulKv(storage::KvStore& below, const bool& forgets) : below_(below), forgets_(forgets) {}

  [[nodiscard]] std::optional<Bytes> Get(storage::ColumnFamily family,
                                         ByteView key) const override {
    return below_.Get(family, key);
  }
  [[nodiscard]] std::optional<std::pair<Bytes, Bytes>> FindBefore(storage::ColumnFamily family,
                                                                  ByteView bound) const override {
    return below_.FindBefore(family, bound);
  }
  void Scan(storage::ColumnFamily family,
            const KeyRange& range,
            const std::function<bool(ByteView key, ByteView value)>& visit) const override {
    below_.Scan(family, range, visit);
  }
  void Write(const storage::WriteBatch& batch, storage::Durability durability) override {
    below_.Write(batch, forgets_ ? storage::Durability::kBuffered : durability);
  }
  [[nodiscard]] std::shared_ptr<const storage::KvView> Snapshot() const override {
    return below_.Snapshot();
  }

 private:
  storage::KvStore& below_;
  const bool& forgets_;
};

}  // namespace heng::sim
