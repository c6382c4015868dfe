// SPDX-License-Identifier: Apache-2.0
// Which role may call which RPC. Default deny: a method without a row stops the node at start, and
// a caller none of whose roles is in the row is refused.
#pragma once

#include <span>
#include <string_view>

#include "contracts/roles.h"
#include "core/result.h"
#include "node/api/caller.h"
#include "node/api/errors.h"

namespace heng::node {

enum class Reach {
  kAll,  // whatever the call names
  kOwn,  // public records and those of the caller's participant (record_access.h)
};

struct AccessRow {
  std::string_view method;        // "/heng.v1.QueryService/GetRecord"
  contracts::RoleSet everything;  // roles with Reach::kAll
  contracts::RoleSet own;         // roles with Reach::kOwn
};

[[nodiscard]] std::span<const AccessRow> AccessTable();

// How far the caller reaches with this method, or kCallerDenied.
[[nodiscard]] Result<Reach, ApiError> Authorise(const Caller& caller, std::string_view method);

}  // namespace heng::node
