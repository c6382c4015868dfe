// SPDX-License-Identifier: Apache-2.0
#include "node/operations_http.h"

#include <httplib.h>
#include <sys/socket.h>

#include <charconv>

namespace heng::node {
namespace {

constexpr int kOk = 200;
constexpr int kUnavailable = 503;
constexpr int kPortMax = 65'535;
constexpr std::size_t kThreads = 2;
constexpr std::size_t kRequestBytesMax = 4096;

bool ReadPort(const char* first, const char* last, int& port) {
  const auto [end, error] = std::from_chars(first, last, port);
  return error == std::errc{} && end == last && port >= 0 && port <= kPortMax;
}

// Without the library's SO_REUSEPORT, which would let two processes share an address unseen.
void SetSocketOptions(int descriptor) {
  const int yes = 1;
  setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
}

}  // namespace

struct OperationsHttp::Server {
  const Metrics& metrics;
  OperatorPort& node;
  httplib::Server http;
};

OperationsHttp::OperationsHttp(const Metrics& metrics, OperatorPort& node)
    : server_(new Server{.metrics = metrics, .node = node, .http = {}}) {
  httplib::Server& http = server_->http;
  http.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
  http.set_socket_options(SetSocketOptions);
  http.set_payload_max_length(kRequestBytesMax);
  http.set_keep_alive_max_count(1);
  http.Get("/metrics", [this](const httplib::Request&, httplib::Response& response) {
    response.set_content(server_->metrics.Serialize(), "text/plain; version=0.0.4");
  });
  http.Get("/livez", [](const httplib::Request&, httplib::Response& response) {
    response.set_content("ok\n", "text/plain");
  });
  http.Get("/readyz", [this](const httplib::Request&, httplib::Response& response) {
    const StatusView status = server_->node.GetStatus();
    response.status = status.ready ? kOk : kUnavailable;
    std::string body = status.ready ? "ok\n" : "";
    for (const std::string& reason : status.not_ready_reasons) {
      body += reason + "\n";
    }
    response.set_content(body, "text/plain");
  });
}

OperationsHttp::~OperationsHttp() {
  Stop();
}

Result<void, Status> OperationsHttp::Start(const std::string& address) {
  const auto colon = address.rfind(':');
  int port = 0;
  const char* end = address.data() + address.size();
  if (colon == std::string::npos || !ReadPort(address.data() + colon + 1, end, port)) {
    return Fail(StatusCode::kInvalid, "'" + address + "' is not host:port");
  }
  std::string host = address.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) {
    host = host.substr(1, host.size() - 2);
  }
  if (port == 0) {
    port_ = server_->http.bind_to_any_port(host.c_str());
  } else {
    port_ = server_->http.bind_to_port(host.c_str(), port) ? port : -1;
  }
  if (port_ <= 0) {
    return Fail(
        StatusCode::kUnavailable,
        "cannot listen for metrics and probes on " + address + "; is another process there?");
  }
  thread_ = std::thread([this] { server_->http.listen_after_bind(); });
  // Stop does nothing to a server that does not run yet, and would then wait for it for ever.
  while (!server_->http.is_running()) {
    std::this_thread::yield();
  }
  return {};
}

void OperationsHttp::Stop() {
  server_->http.stop();
  if (thread_.joinable()) {
    thread_.join();
  }
}

}  // namespace heng::node
