// SPDX-License-Identifier: Apache-2.0
#include <set>

#include "contracts/invariants/amounts.h"
#include "contracts/invariants/registry.h"
#include "contracts/state/records/batch.h"
#include "contracts/state/records/cap.h"

namespace heng::contracts {
namespace {

class CapsHold final : public Invariant {
 public:
  [[nodiscard]] std::string_view name() const override { return "caps-hold"; }

  void Visit(const Change& change) override {
    if (change.key.starts_with(tables::kCap)) {
      caps_.emplace(change.key);
    } else if (change.key.starts_with(tables::kBatch)) {
      const auto batch = RecordIn<Batch>(change.after);
      if (batch && batch->basis.starts_with(tables::kCap)) {
        caps_.insert(batch->basis);
      }
    }
  }

  [[nodiscard]] std::optional<std::string> Verdict(const View& after) override {
    for (const Bytes& key : caps_) {
      const auto cap = after.FindByKey<Cap>(key);
      if (!cap) {
        return key + " is the basis of a batch and does not exist";
      }
      const auto batch = after.Find<Batch>(cap->batch);
      const Quantity issued = batch ? batch->issued() : Quantity();
      if (cap->created > cap->quantity || cap->created != issued ||
          (batch && batch->basis != key)) {
        return key + " allows " + std::to_string(cap->quantity.value()) + ", has created " +
               std::to_string(cap->created.value()) + ", and its batch has issued " +
               std::to_string(issued.value());
      }
    }
    return std::nullopt;
  }

 private:
  std::set<Bytes> caps_;
};

}  // namespace

std::unique_ptr<Invariant> MakeCapsHold() {
  return std::make_unique<CapsHold>();
}

}  // namespace heng::contracts
