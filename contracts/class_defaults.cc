// SPDX-License-Identifier: Apache-2.0
#include "contracts/class_defaults.h"

#include <string_view>

namespace heng::contracts {
namespace {

struct Row {
  std::string_view id;
  ClassFamily family;
  std::string_view unit;
  std::string_view name_zh;
  std::string_view name_en;
  std::string_view serial_prefix;
  bool open;
  std::string_view legal_basis;
};

constexpr std::string_view kPermitLaw = "Measures on discharge permits (REG-J)";

constexpr Row kRows[] = {
    {"CCER",
     ClassFamily::kReduction,
     "t",
     "核证自愿减排量",
     "certified emission reduction",
     "CN-CCER",
     true,
     "CCER measures (REG-N)"},
    {"CCER-LEGACY",
     ClassFamily::kReduction,
     "t",
     "2017年3月14日前的核证自愿减排量",
     "certified emission reduction of before 2017-03-14",
     "CN-CCER-LEGACY",
     true,
     "CCER measures (REG-N)"},
    {"CEA",
     ClassFamily::kAllowance,
     "t",
     "全国碳排放配额",
     "national carbon emission allowance",
     "CN-CEA",
     false,
     "National ETS measures (REG-B)"},
    {"POLL-COD",
     ClassFamily::kPollution,
     "g",
     "化学需氧量排污权",
     "discharge right, chemical oxygen demand",
     "CN-POL-COD",
     false,
     kPermitLaw},
    {"POLL-NH3N",
     ClassFamily::kPollution,
     "g",
     "氨氮排污权",
     "discharge right, ammonia nitrogen",
     "CN-POL-NH3N",
     false,
     kPermitLaw},
    {"POLL-NOX",
     ClassFamily::kPollution,
     "g",
     "氮氧化物排污权",
     "discharge right, nitrogen oxides",
     "CN-POL-NOX",
     false,
     kPermitLaw},
    {"POLL-SO2",
     ClassFamily::kPollution,
     "g",
     "二氧化硫排污权",
     "discharge right, sulphur dioxide",
     "CN-POL-SO2",
     false,
     kPermitLaw},
    {"WATER-WITHDRAWAL",
     ClassFamily::kWater,
     "m3",
     "取水权",
     "water withdrawal right",
     "CN-WAT",
     false,
     "Regulation on water withdrawal permits (REG-I)"},
};

}  // namespace

std::vector<ClassRecord> DefaultClasses() {
  std::vector<ClassRecord> classes;
  for (const Row& row : kRows) {
    ClassRecord right_class;
    right_class.id = ClassId(std::string(row.id));
    right_class.family = row.family;
    right_class.unit = row.unit;
    right_class.name_zh = row.name_zh;
    right_class.name_en = row.name_en;
    right_class.serial_prefix = row.serial_prefix;
    right_class.open = row.open;
    right_class.legal_basis = row.legal_basis;
    classes.push_back(std::move(right_class));
  }
  return classes;
}

}  // namespace heng::contracts
