// SPDX-License-Identifier: Apache-2.0
// Goal: heng/v1/consensus.proto says exactly what the codec writes.
// Method: every field of every message is filled; the generated code reads it, leaves no byte
// unknown, and writes the same bytes back.
#include <google/protobuf/message.h>
#include <gtest/gtest.h>
#include <heng/v1/consensus.pb.h>

#include "consensus/durable_state.h"
#include "consensus/message.h"
#include "tests/support/fill.h"

namespace heng::consensus {
namespace {

bool HasUnknownFields(const google::protobuf::Message& message) {
  const auto* reflection = message.GetReflection();
  if (!reflection->GetUnknownFields(message).empty()) {
    return true;
  }
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);
  for (const auto* field : fields) {
    if (field->message_type() == nullptr) {
      continue;
    }
    const int count = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      if (HasUnknownFields(field->is_repeated() ? reflection->GetRepeatedMessage(message, field, i)
                                                : reflection->GetMessage(message, field))) {
        return true;
      }
    }
  }
  return false;
}

template <class Generated>
void ExpectPublished(const Bytes& bytes, int oneof_field) {
  Generated message;
  ASSERT_TRUE(message.ParseFromString(bytes));
  EXPECT_FALSE(HasUnknownFields(message)) << oneof_field;
  EXPECT_EQ(message.SerializeAsString(), bytes) << oneof_field;
  const auto* descriptor = message.GetDescriptor();
  EXPECT_TRUE(
      message.GetReflection()->HasField(message, descriptor->FindFieldByNumber(oneof_field)));
}

template <std::size_t... I>
void CheckMessages(std::index_sequence<I...>) {
  (ExpectPublished<v1::ConsensusMessage>(
       EncodeMessage(Message(heng::testing::Filled<std::variant_alternative_t<I, Message>>())),
       static_cast<int>(I) + 1),
   ...);
}

template <std::size_t... I>
void CheckRecords(std::index_sequence<I...>) {
  (ExpectPublished<v1::JournalRecord>(
       EncodeRecord(
           JournalRecord(heng::testing::Filled<std::variant_alternative_t<I, JournalRecord>>())),
       static_cast<int>(I) + 1),
   ...);
}

TEST(ConsensusWire, GeneratedCodeKnowsEveryByteOfEveryMessage) {
  CheckMessages(std::make_index_sequence<std::variant_size_v<Message>>());
}

TEST(ConsensusWire, GeneratedCodeKnowsEveryByteOfEveryJournalRecord) {
  CheckRecords(std::make_index_sequence<std::variant_size_v<JournalRecord>>());
}

}  // namespace
}  // namespace heng::consensus
