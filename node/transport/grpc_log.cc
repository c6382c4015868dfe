// SPDX-License-Identifier: Apache-2.0
#include "node/transport/grpc_log.h"

#include <grpc/support/log.h>

#include <atomic>

#include "node/log/log.h"

namespace heng::node {
namespace {

// gRPC takes a bare function, so the log behind it can only be a global.
std::atomic<Log*> grpc_log{nullptr};

void Forward(gpr_log_func_args* args) {
  Log* log = grpc_log.load();
  if (log == nullptr) {
    return;
  }
  if (args->severity == GPR_LOG_SEVERITY_ERROR) {
    log->Warn("grpc.error", args->message, {{"file", args->file}, {"line", args->line}});
  } else {
    log->Debug("grpc.note", args->message, {{"file", args->file}, {"line", args->line}});
  }
}

}  // namespace

void RouteGrpcLog(Log* log) {
  grpc_log.store(log);
  gpr_set_log_function(&Forward);
}

}  // namespace heng::node
