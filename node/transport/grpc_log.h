// SPDX-License-Identifier: Apache-2.0
// gRPC complains to standard error on its own, for example when a handshake fails. This brings its
// complaints into our log, as event "grpc.error" at level warn, and the rest of its talk at debug.
#pragma once

namespace heng::node {

class Log;

// For the whole process, as gRPC has it. The log must live until it is replaced; null is silence.
void RouteGrpcLog(Log* log);

}  // namespace heng::node
