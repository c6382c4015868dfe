// SPDX-License-Identifier: Apache-2.0
#include "node/development/free_ports.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <random>
#include <utility>

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

// One byte of this file stands for each port; who claims the port holds a lock on it.
std::string ClaimsFile() {
  std::error_code error;
  auto directory = std::filesystem::temp_directory_path(error);
  if (error) {
    directory = "/tmp";
  }
  return (directory / ("heng-development-ports-" + std::to_string(getuid()))).string();
}

// Locks of an open file description: they exclude other claims of the same process too.
bool Lock(int descriptor, std::uint16_t port, short kind) {
  struct flock lock{};
  lock.l_type = kind;
  lock.l_whence = SEEK_SET;
  lock.l_start = port;
  lock.l_len = 1;
  return fcntl(descriptor, F_OFD_SETLK, &lock) == 0;
}

}  // namespace

PortClaim::PortClaim(std::vector<std::uint16_t> ports, int descriptor)
    : ports_(std::move(ports)), descriptor_(descriptor) {}

PortClaim::~PortClaim() {
  close(descriptor_);
}

Result<std::unique_ptr<PortClaim>, Status> FindFreePorts(std::size_t count) {
  const std::string file = ClaimsFile();
  constexpr mode_t kOwnerOnly = 0600;
  const int descriptor = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, kOwnerOnly);
  if (descriptor < 0) {
    return Fail(StatusCode::kIo,
                "cannot open " + file +
                    ", where ports are claimed: " + std::generic_category().message(errno));
  }
  // Two networks that are made at once should not look at the same ports first.
  std::random_device entropy;
  const auto start = std::uniform_int_distribution<std::uint32_t>(kFirst, kLast)(entropy);
  std::vector<std::uint16_t> ports;
  constexpr std::uint32_t kRange = kLast - kFirst + 1;
  for (std::uint32_t step = 0; step < kRange && ports.size() < count; ++step) {
    const auto port = static_cast<std::uint16_t>(kFirst + (start - kFirst + step) % kRange);
    if (!Lock(descriptor, port, F_WRLCK)) {
      continue;
    }
    if (IsFree(port)) {
      ports.push_back(port);
    } else {
      Lock(descriptor, port, F_UNLCK);
    }
  }
  auto claim = std::make_unique<PortClaim>(std::move(ports), descriptor);
  if (claim->ports().size() < count) {
    return Fail(StatusCode::kUnavailable,
                "this machine has not " + std::to_string(count) +
                    " free ports between 15000 and 31000; end other networks first");
  }
  return claim;
}

}  // namespace heng::node
