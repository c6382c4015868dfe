// SPDX-License-Identifier: Apache-2.0
// The wires between validators, so that they can be cut: each directed link goes through a port of
// this proxy, which passes bytes on. What is cut passes nothing and says nothing, as a broken line
// does; connections stay open until somebody gives them up. One thread of its own.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <list>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace heng::testing {

class LinkProxy {
 public:
  LinkProxy() = default;
  ~LinkProxy();
  LinkProxy(const LinkProxy&) = delete;
  LinkProxy& operator=(const LinkProxy&) = delete;

  // A listener on loopback for the link from one node to another, which listens on `port`; returns
  // the port to dial instead, 0 when there is none. Before Start.
  [[nodiscard]] std::uint16_t Add(std::size_t from, std::size_t to, std::uint16_t port);
  void Start();

  // Every link of the node, in both directions.
  void Cut(std::size_t node);
  void Heal(std::size_t node);

 private:
  struct Link {
    std::size_t from = 0;
    std::size_t to = 0;
    std::uint16_t port = 0;
    int listener = -1;
  };
  // A connection's two sockets, and what waits to be written to each.
  struct Pipe {
    const Link* link = nullptr;
    int ends[2] = {-1, -1};
    std::string waiting[2];  // for ends[0], for ends[1]
    bool broken = false;
  };

  void Run();
  void Accept(const Link& link);
  void Pump(Pipe& pipe, int end, bool readable, bool writable);
  [[nodiscard]] bool IsCut(const Link& link) const;

  std::list<Link> links_;
  std::list<Pipe> pipes_;  // the thread only
  std::thread thread_;
  std::atomic<bool> stopping_{false};
  mutable std::mutex mutex_;
  std::set<std::size_t> cut_;  // guarded by mutex_
};

}  // namespace heng::testing
