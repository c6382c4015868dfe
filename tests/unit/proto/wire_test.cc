// SPDX-License-Identifier: Apache-2.0
// Goal: the published .proto files say exactly what core/codec writes.
// Method: every field of every struct is filled; the generated code must know each byte of it, miss
// no field that it publishes, and write the same bytes back.
//
// To add a record or an operation: one line in Records or Operations.
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <gtest/gtest.h>
#include <heng/v1/block.pb.h>
#include <heng/v1/event.pb.h>
#include <heng/v1/operations.pb.h>
#include <heng/v1/receipt.pb.h>
#include <heng/v1/records.pb.h>
#include <heng/v1/transaction.pb.h>
#include <heng/v1/validator.pb.h>

#include <algorithm>
#include <string>
#include <vector>

#include "contracts/operations/registry.h"
#include "contracts/state/records/account.h"
#include "contracts/state/records/announcement.h"
#include "contracts/state/records/batch.h"
#include "contracts/state/records/business_key.h"
#include "contracts/state/records/cap.h"
#include "contracts/state/records/chain.h"
#include "contracts/state/records/class.h"
#include "contracts/state/records/control_total.h"
#include "contracts/state/records/emission.h"
#include "contracts/state/records/freeze.h"
#include "contracts/state/records/holding.h"
#include "contracts/state/records/meter.h"
#include "contracts/state/records/methodology.h"
#include "contracts/state/records/obligation.h"
#include "contracts/state/records/parameter.h"
#include "contracts/state/records/participant.h"
#include "contracts/state/records/pending.h"
#include "contracts/state/records/permit.h"
#include "contracts/state/records/person.h"
#include "contracts/state/records/pledge.h"
#include "contracts/state/records/price.h"
#include "contracts/state/records/project.h"
#include "contracts/state/records/reduction.h"
#include "contracts/state/records/retirement.h"
#include "contracts/state/records/sequence_window.h"
#include "contracts/state/records/totals.h"
#include "contracts/state/records/trade.h"
#include "contracts/state/records/unit_block.h"
#include "contracts/state/records/water_allocation.h"
#include "core/block.h"
#include "core/event.h"
#include "core/receipt.h"
#include "core/transaction.h"
#include "core/validator.h"
#include "tests/support/fill.h"

namespace heng {
namespace {

template <class CoreStruct, class GeneratedMessage>
struct Pair {
  using Core = CoreStruct;
  using Generated = GeneratedMessage;
};

using Pairs = ::testing::Types<Pair<TransactionBody, v1::TransactionBody>,
                               Pair<TransactionSignature, v1::TransactionSignature>,
                               Pair<SignedTransaction, v1::SignedTransaction>,
                               Pair<EventSubject, v1::EventSubject>,
                               Pair<EventReference, v1::EventReference>,
                               Pair<Event, v1::Event>,
                               Pair<ReceiptNumber, v1::ReceiptNumber>,
                               Pair<Receipt, v1::Receipt>,
                               Pair<BlockHeader, v1::BlockHeader>,
                               Pair<Validator, v1::Validator>>;

// One line a record of the state.
using Records = ::testing::Types<Pair<contracts::Account, v1::Account>,
                                 Pair<contracts::Announcement, v1::Announcement>,
                                 Pair<contracts::Batch, v1::Batch>,
                                 Pair<contracts::BusinessKey, v1::BusinessKey>,
                                 Pair<contracts::Cap, v1::Cap>,
                                 Pair<contracts::Chain, v1::Chain>,
                                 Pair<contracts::ClassRecord, v1::Class>,
                                 Pair<contracts::ControlTotal, v1::ControlTotal>,
                                 Pair<contracts::Emission, v1::Emission>,
                                 Pair<contracts::Freeze, v1::Freeze>,
                                 Pair<contracts::Holding, v1::Holding>,
                                 Pair<contracts::KeyBinding, v1::KeyBinding>,
                                 Pair<contracts::Meter, v1::Meter>,
                                 Pair<contracts::Methodology, v1::Methodology>,
                                 Pair<contracts::Obligation, v1::Obligation>,
                                 Pair<contracts::Parameter, v1::Parameter>,
                                 Pair<contracts::Participant, v1::Participant>,
                                 Pair<contracts::Pending, v1::Pending>,
                                 Pair<contracts::Permit, v1::Permit>,
                                 Pair<contracts::Person, v1::Person>,
                                 Pair<contracts::Pledge, v1::Pledge>,
                                 Pair<contracts::Price, v1::Price>,
                                 Pair<contracts::Project, v1::Project>,
                                 Pair<contracts::Reduction, v1::Reduction>,
                                 Pair<contracts::Retirement, v1::Retirement>,
                                 Pair<contracts::SequenceWindow, v1::SequenceWindow>,
                                 Pair<contracts::Totals, v1::Totals>,
                                 Pair<contracts::Trade, v1::Trade>,
                                 Pair<contracts::UnitBlock, v1::UnitBlock>,
                                 Pair<contracts::WaterAllocation, v1::WaterAllocation>>;

// One line an operation.
using Operations = ::testing::Types<Pair<contracts::AcceptPledge, v1::AcceptPledge>,
                                    Pair<contracts::AllocateWater, v1::AllocateWater>,
                                    Pair<contracts::AnnounceBidding, v1::AnnounceBidding>,
                                    Pair<contracts::Approve, v1::Approve>,
                                    Pair<contracts::ApproveCap, v1::ApproveCap>,
                                    Pair<contracts::Collect, v1::Collect>,
                                    Pair<contracts::ConfirmCash, v1::ConfirmCash>,
                                    Pair<contracts::CreateUnits, v1::CreateUnits>,
                                    Pair<contracts::Distribute, v1::Distribute>,
                                    Pair<contracts::EnforcePledge, v1::EnforcePledge>,
                                    Pair<contracts::ExpireUnits, v1::ExpireUnits>,
                                    Pair<contracts::FailCash, v1::FailCash>,
                                    Pair<contracts::FreezeUnits, v1::FreezeUnits>,
                                    Pair<contracts::IssuePollutionRight, v1::IssuePollutionRight>,
                                    Pair<contracts::IssueReductions, v1::IssueReductions>,
                                    Pair<contracts::IssueWaterRight, v1::IssueWaterRight>,
                                    Pair<contracts::MovePosition, v1::MovePosition>,
                                    Pair<contracts::NonTradeTransfer, v1::NonTradeTransfer>,
                                    Pair<contracts::OffsetUse, v1::OffsetUse>,
                                    Pair<contracts::OpenAccount, v1::OpenAccount>,
                                    Pair<contracts::PollutionTransfer, v1::PollutionTransfer>,
                                    Pair<contracts::Propose, v1::Propose>,
                                    Pair<contracts::ProposePledge, v1::ProposePledge>,
                                    Pair<contracts::Recall, v1::Recall>,
                                    Pair<contracts::RecordEmission, v1::RecordEmission>,
                                    Pair<contracts::RecordMeter, v1::RecordMeter>,
                                    Pair<contracts::RecordPrice, v1::RecordPrice>,
                                    Pair<contracts::RegisterParticipant, v1::RegisterParticipant>,
                                    Pair<contracts::RegisterPermit, v1::RegisterPermit>,
                                    Pair<contracts::RegisterPerson, v1::RegisterPerson>,
                                    Pair<contracts::RegisterProject, v1::RegisterProject>,
                                    Pair<contracts::ReleasePledge, v1::ReleasePledge>,
                                    Pair<contracts::ReplaceKey, v1::ReplaceKey>,
                                    Pair<contracts::Retire, v1::Retire>,
                                    Pair<contracts::RetirePollution, v1::RetirePollution>,
                                    Pair<contracts::SetControlTotal, v1::SetControlTotal>,
                                    Pair<contracts::SettleTrade, v1::SettleTrade>,
                                    Pair<contracts::Surrender, v1::Surrender>,
                                    Pair<contracts::Unfreeze, v1::Unfreeze>,
                                    Pair<contracts::VoluntaryCancel, v1::VoluntaryCancel>,
                                    Pair<contracts::WaterTransfer, v1::WaterTransfer>>;

// The names of published fields that are not set, and a mark for bytes that nobody published.
std::vector<std::string> Gaps(const google::protobuf::Message& message) {
  std::vector<std::string> gaps;
  const auto* reflection = message.GetReflection();
  if (!reflection->GetUnknownFields(message).empty()) {
    gaps.push_back(message.GetTypeName() + " has fields that are not published");
  }
  const auto* descriptor = message.GetDescriptor();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const auto* field = descriptor->field(i);
    const bool set = field->is_repeated() ? reflection->FieldSize(message, field) > 0
                                          : reflection->HasField(message, field);
    if (!set) {
      gaps.push_back(field->full_name() + " is published and never written");
    } else if (field->message_type() != nullptr) {
      const auto& child = field->is_repeated() ? reflection->GetRepeatedMessage(message, field, 0)
                                               : reflection->GetMessage(message, field);
      for (std::string& gap : Gaps(child)) {
        gaps.push_back(std::move(gap));
      }
    } else if (field->enum_type() != nullptr && !field->is_repeated()) {
      const auto* values = field->enum_type();
      if (reflection->GetEnumValue(message, field) !=
          values->value(values->value_count() - 1)->number()) {
        gaps.push_back(values->full_name() + " does not end where the core enum ends");
      }
    }
  }
  return gaps;
}

template <class T>
class Wire : public ::testing::Test {};
TYPED_TEST_SUITE_P(Wire);

TYPED_TEST_P(Wire, GeneratedCodeKnowsEveryByteAndWritesTheSame) {
  const Bytes bytes = Encode(testing::Filled<typename TypeParam::Core>());
  typename TypeParam::Generated message;
  ASSERT_TRUE(message.ParseFromString(bytes));
  EXPECT_EQ(Gaps(message), std::vector<std::string>{});
  EXPECT_EQ(ToHex(message.SerializeAsString()), ToHex(bytes));
}

TYPED_TEST_P(Wire, CoreDecodesWhatGeneratedCodeWrites) {
  const auto filled = testing::Filled<typename TypeParam::Core>();
  typename TypeParam::Generated message;
  ASSERT_TRUE(message.ParseFromString(Encode(filled)));
  const auto decoded = Decode<typename TypeParam::Core>(message.SerializeAsString());
  ASSERT_TRUE(decoded.has_value()) << decoded.error().context;
  EXPECT_EQ(*decoded, filled);
}

TYPED_TEST_P(Wire, RefusesAFieldThatIsNotPublished) {
  Bytes bytes = Encode(testing::Filled<typename TypeParam::Core>());
  typename TypeParam::Generated message;
  ASSERT_TRUE(message.ParseFromString(bytes));
  message.GetReflection()->MutableUnknownFields(&message)->AddVarint(2000, 1);
  EXPECT_FALSE(Decode<typename TypeParam::Core>(message.SerializeAsString()).has_value());
}

REGISTER_TYPED_TEST_SUITE_P(Wire,
                            GeneratedCodeKnowsEveryByteAndWritesTheSame,
                            CoreDecodesWhatGeneratedCodeWrites,
                            RefusesAFieldThatIsNotPublished);
INSTANTIATE_TYPED_TEST_SUITE_P(Core, Wire, Pairs);
INSTANTIATE_TYPED_TEST_SUITE_P(State, Wire, Records);
INSTANTIATE_TYPED_TEST_SUITE_P(Operation, Wire, Operations);

// The envelope: the field that an operation travels in is its number, under its published name.
template <class T>
void ExpectPublished() {
  const auto* field = v1::Operation::descriptor()->FindFieldByNumber(static_cast<int>(T::kType));
  ASSERT_NE(field, nullptr) << T::kName;
  std::string name(T::kName);
  std::ranges::replace(name, '-', '_');
  EXPECT_EQ(field->name(), name);
  v1::Operation operation;
  ASSERT_TRUE(operation.ParseFromString(
      contracts::EncodeOperation(contracts::Operation(testing::Filled<T>()))));
  EXPECT_EQ(Gaps(operation.GetReflection()->GetMessage(operation, field)),
            std::vector<std::string>{});
}

template <class... Pair>
void ExpectAllPublished(::testing::Types<Pair...>) {
  (ExpectPublished<typename Pair::Core>(), ...);
}

TEST(OperationEnvelope, CarriesEveryOperationUnderItsNumberAndName) {
  ExpectAllPublished(Operations{});
}

}  // namespace
}  // namespace heng
