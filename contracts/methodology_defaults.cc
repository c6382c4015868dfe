// SPDX-License-Identifier: Apache-2.0
#include "contracts/methodology_defaults.h"

#include <string_view>

namespace heng::contracts {
namespace {

struct Row {
  std::string_view id;
  std::string_view name_zh;
  std::string_view name_en;
};

constexpr Row kRows[] = {
    {"01-001", "并网光热发电", "grid-connected solar thermal power"},
    {"01-002", "并网海上风力发电", "grid-connected offshore wind power"},
    {"14-001", "造林碳汇", "afforestation carbon sink"},
    {"14-002", "红树林营造", "mangrove vegetation creation"},
};
constexpr CstDay kPublished(20231024);

}  // namespace

std::vector<Methodology> DefaultMethodologies() {
  std::vector<Methodology> methodologies;
  for (const Row& row : kRows) {
    Methodology methodology;
    methodology.id = row.id;
    methodology.name_zh = row.name_zh;
    methodology.name_en = row.name_en;
    methodology.effective_from = kPublished;
    methodology.legal_basis = "Notice of the ministry of 2023-10-24 on CCER methodologies";
    methodologies.push_back(std::move(methodology));
  }
  return methodologies;
}

}  // namespace heng::contracts
