// SPDX-License-Identifier: Apache-2.0
#include "contracts/parameters.h"

namespace heng::contracts {
namespace {

// The last record of that name and exact scope that had taken effect by `day`.
std::optional<Parameter> InForce(const View& view,
                                 const std::string& name,
                                 const std::string& scope,
                                 CstDay day) {
  const Bytes prefix = StateKey(Parameter::kTable, {name, scope, {}});
  const auto found = view.FindLast(prefix, Parameter::KeyOf(name, scope, day));
  if (!found) {
    return std::nullopt;
  }
  auto parameter = View::DecodeRecord<Parameter>(found->second);
  if (parameter.effective_to.value() != 0 && parameter.effective_to < day) {
    return std::nullopt;
  }
  return parameter;
}

}  // namespace

std::string FormatScope(const Scope& scope) {
  return scope.right_class + ":" + (scope.year == 0 ? "" : std::to_string(scope.year)) + ":" +
         scope.sector + ":" + scope.jurisdiction;
}

std::optional<Parameter> FindParameter(const View& view,
                                       const std::string& name,
                                       const Scope& scope,
                                       CstDay day) {
  Scope wider = scope;
  std::string asked = "none";
  for (int dropped = 0; dropped <= 4; ++dropped) {
    std::string formatted = FormatScope(wider);
    if (formatted != asked) {  // dropping a part that was empty asks nothing new
      asked = std::move(formatted);
      if (auto found = InForce(view, name, asked, day)) {
        return found;
      }
    }
    switch (dropped) {
      case 0:
        wider.jurisdiction.clear();
        break;
      case 1:
        wider.sector.clear();
        break;
      case 2:
        wider.year = 0;
        break;
      default:
        wider.right_class.clear();
        break;
    }
  }
  return std::nullopt;
}

Outcome<std::uint64_t> ParameterValue(const View& view,
                                      const std::string& name,
                                      const Scope& scope,
                                      CstDay day) {
  const std::optional<Parameter> parameter = FindParameter(view, name, scope, day);
  if (!parameter) {
    return Refuse(ResultCode::kNotFound, "parameter " + name + " for " + FormatScope(scope));
  }
  return parameter->value;
}

}  // namespace heng::contracts
