// SPDX-License-Identifier: Apache-2.0
// The composition root: the only place that knows every concrete type of a node. It opens the
// disk, recovers, listens, and takes everything down in the opposite order.
#pragma once

#include <memory>
#include <string>

#include "core/result.h"
#include "node/config/config.h"
#include "node/keys/secret.h"

namespace heng::node {

inline constexpr const char* kVersion = "0.1.0";

// Everything that can be told to be wrong without starting: files that are missing or unreadable,
// a genesis that fails its checks, keys that the genesis does not name, certificates for other
// keys. One mistake a line.
[[nodiscard]] Result<void, Status> CheckNode(const Config& config, const Secret& passphrase);

class Node {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Node>, Status> Start(const Config& config,
                                                                   const Secret& passphrase);
  ~Node();
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  // Orderly: no new calls, the loop ends, the database closes.
  void Stop();

 private:
  struct Parts;
  explicit Node(std::unique_ptr<Parts> parts);

  std::unique_ptr<Parts> parts_;
};

}  // namespace heng::node
