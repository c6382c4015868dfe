// SPDX-License-Identifier: Apache-2.0
#include "cli/scenario/record_types.h"

#include <google/protobuf/descriptor.h>
#include <heng/v1/records.pb.h>

#include <algorithm>
#include <array>

namespace heng::cli::scenario {
namespace {

struct Table {
  std::string_view prefix;
  std::string_view message;  // in package heng.v1
};

// The tables of proto/heng/v1/records.proto. A unit test fails when a message there says a key
// that is not here.
constexpr std::array kTables = {
    Table{"a/", "Holding"},
    Table{"account/", "Account"},
    Table{"announcement/", "Announcement"},
    Table{"b/", "Batch"},
    Table{"business-key/", "BusinessKey"},
    Table{"c/", "Totals"},
    Table{"cap/", "Cap"},
    Table{"class/", "Class"},
    Table{"control-total/", "ControlTotal"},
    Table{"emission/", "Emission"},
    Table{"freeze/", "Freeze"},
    Table{"key/", "KeyBinding"},
    Table{"meter/", "Meter"},
    Table{"methodology/", "Methodology"},
    Table{"obligation/", "Obligation"},
    Table{"parameter/", "Parameter"},
    Table{"participant/", "Participant"},
    Table{"pending/", "Pending"},
    Table{"permit/", "Permit"},
    Table{"person/", "Person"},
    Table{"pledge/", "Pledge"},
    Table{"price/", "Price"},
    Table{"project/", "Project"},
    Table{"r/", "Retirement"},
    Table{"reduction/", "Reduction"},
    Table{"sequence/", "SequenceWindow"},
    Table{"sys/chain", "Chain"},
    Table{"trade/", "Trade"},
    Table{"u/", "UnitBlock"},
    Table{"water-allocation/", "WaterAllocation"},
};

constexpr std::array kSubjectTables = {
    Table{"a/", "holding"},
    Table{"c/", "totals"},
    Table{"obligation/", "obligation"},
    Table{"pledge/", "pledge"},
    Table{"trade/", "trade"},
};

}  // namespace

const google::protobuf::Descriptor* RecordTypeOf(ByteView key) {
  const auto found = std::ranges::find_if(
      kTables, [key](const Table& table) { return key.starts_with(table.prefix); });
  if (found == kTables.end()) {
    return nullptr;
  }
  return heng::v1::Holding::descriptor()->file()->FindMessageTypeByName(
      std::string(found->message));
}

std::vector<std::string> TableNames() {
  std::vector<std::string> names;
  for (const Table& table : kTables) {
    names.emplace_back(table.prefix);
  }
  return names;
}

Bytes KeyOfSubject(std::string_view kind, const std::vector<std::string>& subject) {
  const auto table = std::ranges::find(kSubjectTables, kind, &Table::message);
  Bytes key(table == kSubjectTables.end() ? std::string_view() : table->prefix);
  for (std::size_t i = 0; i < subject.size(); ++i) {
    key += (i == 0 ? "" : "/") + subject[i];
  }
  return key;
}

}  // namespace heng::cli::scenario
