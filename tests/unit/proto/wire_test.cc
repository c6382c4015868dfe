// SPDX-License-Identifier: Apache-2.0
// Goal: the published .proto files say exactly what core/codec writes.
// Method: every field of every struct is filled; the generated code must know each byte of it, miss
// no field that it publishes, and write the same bytes back.
//
// To add a record: one line in Pairs.
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <gtest/gtest.h>
#include <heng/v1/block.pb.h>
#include <heng/v1/event.pb.h>
#include <heng/v1/receipt.pb.h>
#include <heng/v1/transaction.pb.h>
#include <heng/v1/validator.pb.h>

#include <string>
#include <vector>

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
TYPED_TEST_SUITE(Wire, Pairs);

TYPED_TEST(Wire, GeneratedCodeKnowsEveryByteAndWritesTheSame) {
  const Bytes bytes = Encode(testing::Filled<typename TypeParam::Core>());
  typename TypeParam::Generated message;
  ASSERT_TRUE(message.ParseFromString(bytes));
  EXPECT_EQ(Gaps(message), std::vector<std::string>{});
  EXPECT_EQ(ToHex(message.SerializeAsString()), ToHex(bytes));
}

TYPED_TEST(Wire, CoreDecodesWhatGeneratedCodeWrites) {
  const auto filled = testing::Filled<typename TypeParam::Core>();
  typename TypeParam::Generated message;
  ASSERT_TRUE(message.ParseFromString(Encode(filled)));
  const auto decoded = Decode<typename TypeParam::Core>(message.SerializeAsString());
  ASSERT_TRUE(decoded.has_value()) << decoded.error().context;
  EXPECT_EQ(*decoded, filled);
}

TYPED_TEST(Wire, RefusesAFieldThatIsNotPublished) {
  Bytes bytes = Encode(testing::Filled<typename TypeParam::Core>());
  typename TypeParam::Generated message;
  ASSERT_TRUE(message.ParseFromString(bytes));
  message.GetReflection()->MutableUnknownFields(&message)->AddVarint(2000, 1);
  EXPECT_FALSE(Decode<typename TypeParam::Core>(message.SerializeAsString()).has_value());
}

}  // namespace
}  // namespace heng
