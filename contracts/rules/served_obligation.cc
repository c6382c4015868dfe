// SPDX-License-Identifier: Apache-2.0
#include "contracts/rules/served_obligation.h"

#include "contracts/parameters.h"

namespace heng::contracts {
namespace {

template <class T>
std::optional<Obligation> Served(const RuleInput& input) {
  const T* operation = input.As<T>();
  return operation == nullptr
             ? std::nullopt
             : input.context.view.Find<Obligation>(operation->participant, operation->year);
}

}  // namespace

std::optional<Obligation> ServedObligation(const RuleInput& input) {
  for (const auto& served : {Served<Surrender>(input),
                             Served<OffsetUse>(input),
                             Served<Collect>(input),
                             Served<Retire>(input)}) {
    if (served) {
      return served;
    }
  }
  return std::nullopt;
}

Outcome<std::uint64_t> ObligationParameter(const RuleInput& input,
                                           const Obligation& obligation,
                                           const std::string& name) {
  return ParameterValue(input.context.view,
                        name,
                        {.right_class = obligation.class_id.value(),
                         .year = obligation.year,
                         .sector = {},
                         .jurisdiction = {}},
                        input.context.today());
}

}  // namespace heng::contracts
