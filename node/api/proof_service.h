// SPDX-License-Identifier: Apache-2.0
// heng.v1.ProofService: evidence that outlives the node. Stateless; any thread.
#pragma once

#include <heng/v1/proofs.grpc.pb.h>

#include "node/api/call.h"

namespace heng::node {

class ProofService final : public v1::ProofService::CallbackService {
 public:
  explicit ProofService(const ApiPorts& ports) : ports_(ports) {}

  grpc::ServerUnaryReactor* GetRecordProof(grpc::CallbackServerContext* context,
                                           const v1::GetRecordProofRequest* request,
                                           v1::GetRecordProofResponse* response) override;

 private:
  const ApiPorts& ports_;
};

}  // namespace heng::node
