// SPDX-License-Identifier: Apache-2.0
// heng.v1.SubmitService: transactions in, outcomes out. Signatures are checked on the calling
// thread, once; the pool decides on the driver's loop.
#pragma once

#include <heng/v1/submit.grpc.pb.h>

#include "node/api/call.h"

namespace heng::node {

class SubmitService final : public v1::SubmitService::CallbackService {
 public:
  explicit SubmitService(const ApiPorts& ports) : ports_(ports) {}

  grpc::ServerUnaryReactor* Submit(grpc::CallbackServerContext* context,
                                   const v1::SubmitRequest* request,
                                   v1::SubmitResponse* response) override;
  grpc::ServerBidiReactor<v1::SubmitStreamRequest, v1::SubmitStreamResponse>* SubmitStream(
      grpc::CallbackServerContext* context) override;
  grpc::ServerUnaryReactor* Wait(grpc::CallbackServerContext* context,
                                 const v1::WaitRequest* request,
                                 v1::WaitResponse* response) override;

 private:
  const ApiPorts& ports_;
};

}  // namespace heng::node
