// SPDX-License-Identifier: Apache-2.0
// heng.v1.OperatorService: how the node and its consensus stand. Stateless; any thread.
#pragma once

#include <heng/v1/operator.grpc.pb.h>

#include "node/api/call.h"

namespace heng::node {

class OperatorService final : public v1::OperatorService::CallbackService {
 public:
  explicit OperatorService(const ApiPorts& ports) : ports_(ports) {}

  grpc::ServerUnaryReactor* GetStatus(grpc::CallbackServerContext* context,
                                      const v1::GetStatusRequest* request,
                                      v1::GetStatusResponse* response) override;
  grpc::ServerUnaryReactor* GetConsensusStatus(grpc::CallbackServerContext* context,
                                               const v1::GetConsensusStatusRequest* request,
                                               v1::GetConsensusStatusResponse* response) override;
  grpc::ServerUnaryReactor* SetDevelopmentClock(grpc::CallbackServerContext* context,
                                                const v1::SetDevelopmentClockRequest* request,
                                                v1::SetDevelopmentClockResponse* response) override;

 private:
  const ApiPorts& ports_;
};

}  // namespace heng::node
