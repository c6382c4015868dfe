// SPDX-License-Identifier: Apache-2.0
// The hengd processes of a development network on this machine. A process counts as a node's only
// while its command line names the node's configuration, so that a pid that the system has given
// to somebody else is never signalled.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>

#include "cli/network/profile.h"
#include "core/result.h"

namespace heng::cli {

// The node's process, if it runs.
[[nodiscard]] std::optional<pid_t> RunningPid(const NodeEndpoint& node);

// The program: `wished`, or hengd beside this program.
[[nodiscard]] Result<std::string, Status> FindHengd(const std::string& wished);

// Detached, in a session of its own; what it says outside its log goes to hengd.out of its
// directory. Fails when it runs already.
[[nodiscard]] Result<pid_t, Status> StartProcess(const NodeEndpoint& node,
                                                 const std::string& hengd);

// Sends the signal and waits until the process is gone. False: it was not running.
[[nodiscard]] Result<bool, Status> EndProcess(const NodeEndpoint& node,
                                              int signal,
                                              std::chrono::milliseconds patience);

// What the process said last, for a message about why it is gone.
[[nodiscard]] std::string LastWords(const NodeEndpoint& node);

}  // namespace heng::cli
