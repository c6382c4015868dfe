// SPDX-License-Identifier: Apache-2.0
#include "node/development/free_ports.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <random>

namespace heng::node {
namespace {

constexpr std::uint16_t kFirst = 15'000;
constexpr std::uint16_t kLast = 31'000;

bool IsFree(std::uint16_t port) {
  const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) {
    return false;
  }
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  // The socket interface takes every kind of address through this one type.
  const auto* generic = static_cast<const sockaddr*>(static_cast<const void*>(&address));
  const bool free = bind(descriptor, generic, sizeof address) == 0;
  close(descriptor);
  return free;
}

}  // namespace

Result<std::vector<std::uint16_t>, Status> FindFreePorts(std::size_t count) {
  // Two networks that are made at once should not look at the same ports first.
  std::random_device entropy;
  const auto start = std::uniform_int_distribution<std::uint32_t>(kFirst, kLast)(entropy);
  std::vector<std::uint16_t> ports;
  constexpr std::uint32_t kRange = kLast - kFirst + 1;
  for (std::uint32_t step = 0; step < kRange && ports.size() < count; ++step) {
    const auto port = static_cast<std::uint16_t>(kFirst + (start - kFirst + step) % kRange);
    if (IsFree(port)) {
      ports.push_back(port);
    }
  }
  if (ports.size() < count) {
    return Fail(StatusCode::kUnavailable,
                "this machine has not " + std::to_string(count) +
                    " free ports between 15000 and 31000; end other networks first");
  }
  return ports;
}

}  // namespace heng::node
