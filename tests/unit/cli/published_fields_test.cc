// SPDX-License-Identifier: Apache-2.0
// Goal: scenarios know every record and every money field that the proto files publish.
// Method: the proto sources say in comments what is fen and what a record's key is; the tables of
// the scenario language are compared with them.
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>
#include <heng/v1/operations.pb.h>
#include <heng/v1/records.pb.h>

#include <fstream>
#include <regex>
#include <sstream>

#include "cli/scenario/field_form.h"
#include "cli/scenario/record_types.h"
#include "tests/support/source_dir.h"

namespace heng::cli::scenario {
namespace {

std::string Source(const std::string& name) {
  std::ifstream file(heng::tests::SourceDir() + "/proto/heng/v1/" + name);
  std::stringstream text;
  text << file.rdbuf();
  EXPECT_FALSE(text.str().empty()) << name;
  return text.str();
}

void ExpectMoneyIsKnown(const std::string& name, const google::protobuf::FileDescriptor& file) {
  const std::string source = Source(name);
  const std::regex message("message (\\w+) \\{([^}]*)\\}");
  const std::regex money("uint64 (\\w+) = \\d+;[ ]*// fen");
  std::size_t found = 0;
  for (std::sregex_iterator m(source.begin(), source.end(), message), end; m != end; ++m) {
    const std::string body = (*m)[2];
    for (std::sregex_iterator f(body.begin(), body.end(), money); f != end; ++f) {
      const auto* type = file.FindMessageTypeByName((*m)[1]);
      ASSERT_NE(type, nullptr) << (*m)[1];
      const auto* field = type->FindFieldByName((*f)[1]);
      ASSERT_NE(field, nullptr) << (*f)[1];
      EXPECT_EQ(KindOf(*field), NumberKind::kMoney)
          << type->name() << "." << field->name() << " is fen; add it to kMoneyFields";
      ++found;
    }
  }
  EXPECT_GT(found, 0U);
}

TEST(PublishedFields, MoneyIsWrittenInYuanEverywhere) {
  ExpectMoneyIsKnown("records.proto", *heng::v1::Holding::descriptor()->file());
  ExpectMoneyIsKnown("operations.proto", *heng::v1::Operation::descriptor()->file());
}

TEST(PublishedFields, EveryRecordHasItsTable) {
  const std::string source = Source("records.proto");
  const std::regex key("// Key ([a-z/-]+)(<|\\.)[^\\n]*\\n(?://[^\\n]*\\n)*message (\\w+)");
  std::size_t found = 0;
  for (std::sregex_iterator m(source.begin(), source.end(), key), end; m != end; ++m) {
    const auto* type = RecordTypeOf(std::string((*m)[1]) + "x");
    ASSERT_NE(type, nullptr) << (*m)[1] << " is in no row of kTables";
    EXPECT_EQ(type->name(), (*m)[3]);
    ++found;
  }
  EXPECT_GT(found, 15U);
}

}  // namespace
}  // namespace heng::cli::scenario
