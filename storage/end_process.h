// SPDX-License-Identifier: Apache-2.0
// The one way out when the disk fails. A failed read or fsync is never retried: after a failed
// fsync nobody knows what is on the disk, and a node that goes on might vote against itself.
#pragma once

#include <string_view>

namespace heng::storage {

// The exit status of a process that ended here (EX_IOERR), so that a supervisor can tell.
inline constexpr int kExitDiskFailed = 74;

// Writes one sentence to stderr, "hengd: the disk failed while <doing> at <where>: <why>; ...", and
// ends the process without running destructors.
[[noreturn]] void EndProcess(std::string_view doing, std::string_view where, std::string_view why);

}  // namespace heng::storage
