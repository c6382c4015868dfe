// SPDX-License-Identifier: Apache-2.0
// Every operation, once. An operation is one header and one source file in its family's folder: a
// struct with kType, kName and Fields, and four functions:
//   Validate(operation)                    stateless: form and ranges
//   Resolve(operation, party, view)        which institution a party of the approval table is
//   Check(operation, context)              read-only: what it would move, for the rules to judge
//   Apply(operation, context, journal)     writes records and emits events
// To add one: those two files, a number in operation_type.h, a line here, rows in approvals.cc, a
// message in proto/heng/v1/operations.proto, a row of text tests.
#pragma once

#include <array>
#include <variant>

#include "contracts/operations/ccer/issue_reductions.h"
#include "contracts/operations/ccer/register_project.h"
#include "contracts/operations/fact/record_emission.h"
#include "contracts/operations/fact/record_price.h"
#include "contracts/operations/governance/approve.h"
#include "contracts/operations/governance/propose.h"
#include "contracts/operations/identity/open_account.h"
#include "contracts/operations/identity/register_participant.h"
#include "contracts/operations/identity/register_person.h"
#include "contracts/operations/identity/replace_key.h"
#include "contracts/operations/issuance/approve_cap.h"
#include "contracts/operations/issuance/create_units.h"
#include "contracts/operations/issuance/distribute.h"
#include "contracts/operations/issuance/recall.h"
#include "contracts/operations/order/freeze.h"
#include "contracts/operations/order/unfreeze.h"
#include "contracts/operations/permit/expire_units.h"
#include "contracts/operations/permit/register_permit.h"
#include "contracts/operations/pledge/accept_pledge.h"
#include "contracts/operations/pledge/enforce_pledge.h"
#include "contracts/operations/pledge/propose_pledge.h"
#include "contracts/operations/pledge/release_pledge.h"
#include "contracts/operations/pollution/issue_pollution_right.h"
#include "contracts/operations/pollution/pollution_transfer.h"
#include "contracts/operations/pollution/retire_pollution.h"
#include "contracts/operations/pollution/set_control_total.h"
#include "contracts/operations/settlement/announce_bidding.h"
#include "contracts/operations/settlement/confirm_cash.h"
#include "contracts/operations/settlement/fail_cash.h"
#include "contracts/operations/settlement/move_position.h"
#include "contracts/operations/settlement/settle_trade.h"
#include "contracts/operations/surrender/collect.h"
#include "contracts/operations/surrender/offset_use.h"
#include "contracts/operations/surrender/retire.h"
#include "contracts/operations/surrender/surrender.h"
#include "contracts/operations/surrender/voluntary_cancel.h"
#include "contracts/operations/transfer/non_trade_transfer.h"
#include "contracts/operations/water/allocate_water.h"
#include "contracts/operations/water/issue_water_right.h"
#include "contracts/operations/water/record_meter.h"
#include "contracts/operations/water/water_transfer.h"

namespace heng::contracts {

using Operation = std::variant<AcceptPledge,
                               AllocateWater,
                               AnnounceBidding,
                               Approve,
                               ApproveCap,
                               Collect,
                               ConfirmCash,
                               CreateUnits,
                               Distribute,
                               EnforcePledge,
                               ExpireUnits,
                               FailCash,
                               FreezeUnits,
                               IssuePollutionRight,
                               IssueReductions,
                               IssueWaterRight,
                               MovePosition,
                               NonTradeTransfer,
                               OffsetUse,
                               OpenAccount,
                               PollutionTransfer,
                               Propose,
                               ProposePledge,
                               Recall,
                               RecordEmission,
                               RecordMeter,
                               RecordPrice,
                               RegisterParticipant,
                               RegisterPermit,
                               RegisterPerson,
                               RegisterProject,
                               ReleasePledge,
                               ReplaceKey,
                               Retire,
                               RetirePollution,
                               SetControlTotal,
                               SettleTrade,
                               Surrender,
                               Unfreeze,
                               VoluntaryCancel,
                               WaterTransfer>;

namespace registry_internal {

template <std::size_t... I>
consteval bool NumbersAreDistinct(std::index_sequence<I...>) {
  const std::array numbers = {std::variant_alternative_t<I, Operation>::kType...};
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (numbers.at(i) == numbers.at(j)) {
        return false;
      }
    }
  }
  return true;
}
static_assert(NumbersAreDistinct(std::make_index_sequence<std::variant_size_v<Operation>>{}));

}  // namespace registry_internal

[[nodiscard]] OperationType TypeOf(const Operation& operation);
[[nodiscard]] std::string_view NameOf(const Operation& operation);

// The wire form of heng.v1.Operation: one field, the operation's number, with its message.
[[nodiscard]] Result<Operation, Status> DecodeOperation(ByteView bytes);
[[nodiscard]] Bytes EncodeOperation(const Operation& operation);

[[nodiscard]] Outcome<void> Validate(const Operation& operation);
[[nodiscard]] std::optional<Approver> Resolve(const Operation& operation,
                                              Party party,
                                              const View& view);
[[nodiscard]] Outcome<Plan> Check(const Operation& operation, const Context& context);
[[nodiscard]] Outcome<void> Apply(const Operation& operation,
                                  const Context& context,
                                  Journal& journal);

}  // namespace heng::contracts
