// SPDX-License-Identifier: Apache-2.0
#include "contracts/invariants/registry.h"

namespace heng::contracts {
namespace {

class RecordsStay final : public Invariant {
 public:
  [[nodiscard]] std::string_view name() const override { return "records-stay"; }

  void Visit(const Change& change) override {
    if (change.before && !change.after && deleted_.empty()) {
      deleted_ = change.key;
    }
  }

  [[nodiscard]] std::optional<std::string> Verdict(const View& /*after*/) override {
    return deleted_.empty() ? std::nullopt
                            : std::optional<std::string>("the record " + deleted_ + " is deleted");
  }

 private:
  Bytes deleted_;
};

}  // namespace

std::unique_ptr<Invariant> MakeRecordsStay() {
  return std::make_unique<RecordsStay>();
}

}  // namespace heng::contracts
