// SPDX-License-Identifier: Apache-2.0
// heng.v1.QueryService: reading records, blocks and transactions. Stateless; any thread.
#pragma once

#include <heng/v1/query.grpc.pb.h>

#include "node/api/call.h"

namespace heng::node {

class QueryService final : public v1::QueryService::CallbackService {
 public:
  explicit QueryService(const ApiPorts& ports) : ports_(ports) {}

  grpc::ServerUnaryReactor* GetRecord(grpc::CallbackServerContext* context,
                                      const v1::GetRecordRequest* request,
                                      v1::GetRecordResponse* response) override;
  grpc::ServerUnaryReactor* ListRecords(grpc::CallbackServerContext* context,
                                        const v1::ListRecordsRequest* request,
                                        v1::ListRecordsResponse* response) override;
  grpc::ServerUnaryReactor* ListRecordEvents(grpc::CallbackServerContext* context,
                                             const v1::ListRecordEventsRequest* request,
                                             v1::ListRecordEventsResponse* response) override;
  grpc::ServerUnaryReactor* GetUnit(grpc::CallbackServerContext* context,
                                    const v1::GetUnitRequest* request,
                                    v1::GetRecordResponse* response) override;
  grpc::ServerUnaryReactor* GetBlock(grpc::CallbackServerContext* context,
                                     const v1::GetBlockRequest* request,
                                     v1::GetBlockResponse* response) override;
  grpc::ServerUnaryReactor* GetTransaction(grpc::CallbackServerContext* context,
                                           const v1::GetTransactionRequest* request,
                                           v1::GetTransactionResponse* response) override;
  grpc::ServerUnaryReactor* GetChain(grpc::CallbackServerContext* context,
                                     const v1::GetChainRequest* request,
                                     v1::GetChainResponse* response) override;

 private:
  const ApiPorts& ports_;
};

}  // namespace heng::node
