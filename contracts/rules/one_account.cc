// SPDX-License-Identifier: Apache-2.0
// R-ID-03: an entity has one registration account in a register.
#include "contracts/account_types.h"
#include "contracts/rules/registry.h"

namespace heng::contracts {
namespace {

std::optional<Refusal> Evaluate(const RuleInput& input) {
  const Account& opened = *input.movement.to;
  const View& view = input.context.view;
  std::optional<Refusal> refusal;
  const Bytes prefix = StateKey(tables::kAccountIndex, {opened.participant.value(), {}});
  view.Scan(KeysOf(prefix), [&](ByteView key, ByteView) {
    const AccountId id{std::string(key.substr(prefix.size()))};
    const auto other = view.Find<Account>(id);
    if (other && other->active && SameRegister(*other, opened)) {
      refusal = RefusedFor(ResultCode::kAccountExists, id.value());
    }
    return !refusal;
  });
  return refusal;
}

}  // namespace

const Rule kOneAccountRule{
    .id = "R-ID-03",
    .kinds = Kinds({MovementKind::kOpenAccount}),
    .legal_basis = "CCER registration rules (REG-N); the same practice for allowances",
    .en = "An entity has one registration account in each register, in its own name.",
    .zh = "每一主体在每一登记簿只能以自己名义开立一个登记账户。",
    .evaluate = Evaluate,
};

}  // namespace heng::contracts
