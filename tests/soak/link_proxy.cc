// SPDX-License-Identifier: Apache-2.0
#include "tests/soak/link_proxy.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

namespace heng::testing {
namespace {

constexpr std::size_t kWaitingMax = 1 << 20;  // past it the writer is not read from
constexpr std::size_t kReadBytes = 64 << 10;
constexpr int kPollMs = 20;  // how soon a cut or its end is noticed

sockaddr_in Loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

sockaddr* Generic(sockaddr_in& address) {
  return static_cast<sockaddr*>(static_cast<void*>(&address));
}

void MakePrompt(int socket) {
  const int yes = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  fcntl(socket, F_SETFL, O_NONBLOCK);
}

}  // namespace

LinkProxy::~LinkProxy() {
  stopping_ = true;
  if (thread_.joinable()) {
    thread_.join();
  }
  for (const Pipe& pipe : pipes_) {
    close(pipe.ends[0]);
    close(pipe.ends[1]);
  }
  for (const Link& link : links_) {
    close(link.listener);
  }
}

std::uint16_t LinkProxy::Add(std::size_t from, std::size_t to, std::uint16_t port) {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  sockaddr_in address = Loopback(0);
  socklen_t size = sizeof address;
  if (listener < 0 || bind(listener, Generic(address), size) != 0 || listen(listener, 16) != 0 ||
      getsockname(listener, Generic(address), &size) != 0) {
    close(listener);
    return 0;
  }
  links_.push_back({.from = from, .to = to, .port = port, .listener = listener});
  return ntohs(address.sin_port);
}

void LinkProxy::Start() {
  thread_ = std::thread([this] { Run(); });
}

void LinkProxy::Cut(std::size_t node) {
  const std::lock_guard lock(mutex_);
  cut_.insert(node);
}

void LinkProxy::Heal(std::size_t node) {
  const std::lock_guard lock(mutex_);
  cut_.erase(node);
}

bool LinkProxy::IsCut(const Link& link) const {
  const std::lock_guard lock(mutex_);
  return cut_.contains(link.from) || cut_.contains(link.to);
}

void LinkProxy::Accept(const Link& link) {
  const int accepted = accept4(link.listener, nullptr, nullptr, SOCK_CLOEXEC);
  if (accepted < 0) {
    return;
  }
  const int dialed = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = Loopback(link.port);
  if (dialed < 0 || connect(dialed, Generic(address), sizeof address) != 0) {
    close(accepted);
    close(dialed);
    return;
  }
  MakePrompt(accepted);
  MakePrompt(dialed);
  pipes_.push_back({.link = &link, .ends = {accepted, dialed}, .waiting = {}, .broken = false});
}

// Reads from one end into what waits for the other, and writes what waits for this end.
void LinkProxy::Pump(Pipe& pipe, int end, bool readable, bool writable) {
  std::string& inward = pipe.waiting[end];
  std::string& outward = pipe.waiting[1 - end];
  if (readable && outward.size() < kWaitingMax) {
    std::array<char, kReadBytes> buffer{};
    const ssize_t got = read(pipe.ends[end], buffer.data(), buffer.size());
    if (got > 0) {
      outward.append(buffer.data(), static_cast<std::size_t>(got));
    } else if (got == 0 || errno != EAGAIN) {
      pipe.broken = true;
    }
  }
  if (writable && !inward.empty()) {
    const ssize_t put = send(pipe.ends[end], inward.data(), inward.size(), MSG_NOSIGNAL);
    if (put > 0) {
      inward.erase(0, static_cast<std::size_t>(put));
    } else if (put < 0 && errno != EAGAIN) {
      pipe.broken = true;
    }
  }
}

void LinkProxy::Run() {
  while (!stopping_) {
    std::vector<pollfd> polled;
    std::vector<const Link*> listening;
    std::vector<Pipe*> flowing;
    for (const Link& link : links_) {
      if (!IsCut(link)) {
        polled.push_back({.fd = link.listener, .events = POLLIN, .revents = 0});
        listening.push_back(&link);
      }
    }
    for (Pipe& pipe : pipes_) {
      if (IsCut(*pipe.link)) {
        continue;
      }
      flowing.push_back(&pipe);
      for (int end = 0; end < 2; ++end) {
        const int wanted = (pipe.waiting[1 - end].size() < kWaitingMax ? POLLIN : 0) |
                           (pipe.waiting[end].empty() ? 0 : POLLOUT);
        polled.push_back(
            {.fd = pipe.ends[end], .events = static_cast<short>(wanted), .revents = 0});
      }
    }
    if (poll(polled.data(), polled.size(), kPollMs) <= 0) {
      continue;
    }
    for (std::size_t i = 0; i < flowing.size(); ++i) {
      for (int end = 0; end < 2; ++end) {
        const short events =
            polled[listening.size() + 2 * i + static_cast<std::size_t>(end)].revents;
        Pump(*flowing[i],
             end,
             (events & (POLLIN | POLLHUP | POLLERR)) != 0,
             (events & POLLOUT) != 0);
      }
    }
    for (std::size_t i = 0; i < listening.size(); ++i) {
      if (polled[i].revents != 0) {
        Accept(*listening[i]);
      }
    }
    pipes_.remove_if([](const Pipe& pipe) {
      if (pipe.broken) {
        close(pipe.ends[0]);
        close(pipe.ends[1]);
      }
      return pipe.broken;
    });
  }
}

}  // namespace heng::testing
