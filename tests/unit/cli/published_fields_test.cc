// SPDX-License-Identifier: Apache-2.0
// Goal: scenarios know every record and every money field that the proto files publish.
// Method: the proto sources say in comments what is fen and what a record's key is; the tables of
// the scenario language are compared with them.
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>
#include <heng/v1/operations.pb.h>
#include <heng/v1/records.pb.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "cli/scenario/field_form.h"
#include "cli/scenario/record_types.h"
#include "tests/support/source_dir.h"

namespace heng::cli::scenario {
namespace {

std::vector<std::string> LinesOf(const std::string& name) {
  std::ifstream file(heng::tests::SourceDir() + "/proto/heng/v1/" + name);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) {
    lines.push_back(line);
  }
  EXPECT_FALSE(lines.empty()) << name;
  return lines;
}

// "Holding" of "message Holding {"; empty for every other line.
std::string MessageOf(const std::string& line) {
  std::istringstream words(line);
  std::string word;
  std::string name;
  words >> word >> name;
  return word == "message" ? name : std::string();
}

// "paid" of "  uint64 paid = 3;  // fen, whole"; empty for every other line.
std::string MoneyFieldOf(const std::string& line) {
  std::istringstream words(line);
  std::string type;
  std::string name;
  words >> type >> name;
  const auto comment = line.find("// fen");
  return type == "uint64" && comment != std::string::npos ? name : std::string();
}

// "carbon/year/" of "// Key carbon/year/<year>"; empty for every other line.
std::string KeyPrefixOf(const std::string& line) {
  constexpr std::string_view kKey = "// Key ";
  if (!line.starts_with(kKey)) {
    return {};
  }
  return line.substr(kKey.size(), line.find_first_of("<.") - kKey.size());
}

void ExpectMoneyIsKnown(const std::string& name, const google::protobuf::FileDescriptor& file) {
  std::size_t found = 0;
  std::string message;
  for (const std::string& line : LinesOf(name)) {
    if (const std::string begun = MessageOf(line); !begun.empty()) {
      message = begun;
    }
    const std::string money = MoneyFieldOf(line);
    if (money.empty()) {
      continue;
    }
    const auto* type = file.FindMessageTypeByName(message);
    ASSERT_NE(type, nullptr) << message;
    const auto* field = type->FindFieldByName(money);
    ASSERT_NE(field, nullptr) << money;
    EXPECT_EQ(KindOf(*field), NumberKind::kMoney)
        << type->name() << "." << field->name() << " is fen; add it to kMoneyFields";
    ++found;
  }
  EXPECT_GT(found, 0U);
}

TEST(PublishedFields, MoneyIsWrittenInYuanEverywhere) {
  ExpectMoneyIsKnown("records.proto", *heng::v1::Holding::descriptor()->file());
  ExpectMoneyIsKnown("operations.proto", *heng::v1::Operation::descriptor()->file());
}

TEST(PublishedFields, EveryRecordHasItsTable) {
  std::size_t found = 0;
  std::string key;
  for (const std::string& line : LinesOf("records.proto")) {
    if (const std::string prefix = KeyPrefixOf(line); !prefix.empty()) {
      key = prefix;
    }
    const std::string message = MessageOf(line);
    if (message.empty() || key.empty()) {
      continue;
    }
    const auto* type = RecordTypeOf(key + "x");
    ASSERT_NE(type, nullptr) << key << " is in no row of kTables";
    EXPECT_EQ(type->name(), message);
    key.clear();
    ++found;
  }
  EXPECT_GT(found, 15U);
}

}  // namespace
}  // namespace heng::cli::scenario
