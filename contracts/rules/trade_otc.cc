// SPDX-License-Identifier: Apache-2.0
// R-TRD-08: no trades over the counter.
#include <array>

#include "contracts/rules/registry.h"
#include "contracts/state/records/participant.h"

namespace heng::contracts {
namespace {

// A reason and the institutions that may decide on it.
struct Reason {
  std::string_view code;
  RoleSet authorities;
};

constexpr std::array kReasons = {
    Reason{"correction", Bit(Role::kMinistry) | Bit(Role::kProvince)},
    Reason{"court", Bit(Role::kCourt)},
    Reason{"inheritance", Bit(Role::kMinistry) | Bit(Role::kProvince) | Bit(Role::kCourt)},
    Reason{"merger", Bit(Role::kMinistry) | Bit(Role::kProvince) | Bit(Role::kCourt)},
};

std::optional<Refusal> Evaluate(const RuleInput& input) {
  const auto* operation = input.As<NonTradeTransfer>();
  if (operation == nullptr) {
    return std::nullopt;
  }
  // Water and pollution rights are bound to permits and places: they have transfers of their own.
  const auto& right_class = input.movement.right_class;
  if (!right_class || (right_class->family != ClassFamily::kAllowance &&
                       right_class->family != ClassFamily::kReduction)) {
    return RefusedFor(ResultCode::kOtc, operation->series.value());
  }
  const auto authority = input.context.view.Find<Participant>(operation->authority);
  for (const Reason& reason : kReasons) {
    if (reason.code == input.context.reason_code) {
      if (!authority || (authority->roles & reason.authorities) == 0) {
        return RefusedFor(ResultCode::kOtc, "authority " + operation->authority.value());
      }
      return input.context.legal_reference.empty()
                 ? RefusedFor(ResultCode::kOtc, "a legal reference is needed")
                 : std::nullopt;
    }
  }
  return RefusedFor(ResultCode::kOtc, "reason '" + input.context.reason_code + "'");
}

}  // namespace

const Rule kNoOtcRule{
    .id = "R-TRD-08",
    .kinds = Kinds({MovementKind::kNonTradeTransfer}),
    .legal_basis =
        "National carbon trading rules (REG-M); EDF report on the national carbon market, 2025-07 "
        "(S3)",
    .en =
        "Units pass between unrelated holders only by an exchange, or by an authority for merger, "
        "inheritance, a judgment or a correction, with its legal reference.",
    .zh = "非关联主体间转移须经交易机构，或由有权机关因合并、继承、司法裁判、更正并附依据办理。",
    .evaluate = Evaluate,
};

}  // namespace heng::contracts
