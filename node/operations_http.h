// SPDX-License-Identifier: Apache-2.0
// GET /metrics (Prometheus text), /livez (the process runs) and /readyz (it can serve; every reason
// why not, a line each). Plain HTTP for scrapers and probes on the same machine: bind it to
// loopback, as the default does.
#pragma once

#include <memory>
#include <string>
#include <thread>

#include "core/result.h"
#include "node/api/ports.h"
#include "node/metrics/metrics.h"

namespace heng::node {

class OperationsHttp {
 public:
  // Both outlive it.
  OperationsHttp(const Metrics& metrics, OperatorPort& node);
  ~OperationsHttp();
  OperationsHttp(const OperationsHttp&) = delete;
  OperationsHttp& operator=(const OperationsHttp&) = delete;

  // "127.0.0.1:7091"; port 0: any free one. Fails when the address cannot be had.
  [[nodiscard]] Result<void, Status> Start(const std::string& address);
  void Stop();
  [[nodiscard]] int port() const { return port_; }

 private:
  struct Server;
  std::unique_ptr<Server> server_;
  std::thread thread_;
  int port_ = 0;
};

}  // namespace heng::node
