// SPDX-License-Identifier: Apache-2.0
// heng.v1.EventService: every event from a position on, then live. A stream holds one block's
// events at most and does no work while its client does not read; between writes it looks at so
// many blocks at most, and asks the register whether the caller may still read.
#pragma once

#include <heng/v1/events.grpc.pb.h>

#include "node/api/call.h"

namespace heng::node {

class EventService final : public v1::EventService::CallbackService {
 public:
  explicit EventService(const ApiPorts& ports) : ports_(ports) {}

  grpc::ServerWriteReactor<v1::StreamEventsResponse>* StreamEvents(
      grpc::CallbackServerContext* context, const v1::StreamEventsRequest* request) override;

 private:
  const ApiPorts& ports_;
};

}  // namespace heng::node
