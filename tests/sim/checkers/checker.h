// SPDX-License-Identifier: Apache-2.0
// One family of invariants (consensus/README.md, S1 to S15), told of every step. A checker sees
// more than any node: everything that is sent, lost or not, and every disk. A breach ends the run.
#pragma once

#include <functional>
#include <string>
#include <utility>

#include "consensus/message.h"
#include "storage/layer.h"
#include "tests/sim/cast.h"

namespace heng::sim {

class SimNode;

class Checker {
 public:
  using Report = std::function<void(std::string)>;

  explicit Checker(Report report) : report_(std::move(report)) {}
  Checker(const Checker&) = delete;
  Checker& operator=(const Checker&) = delete;
  virtual ~Checker() = default;

  // A message leaves a node, honest or not, to one peer or to all.
  virtual void OnSend(const SimNode&, const consensus::Message&) {}
  // An honest node says that a block is committed and durable.
  virtual void OnCommitted(const SimNode&, const storage::Layer&) {}
  // An honest node has recovered from its disk.
  virtual void OnStarted(const SimNode&) {}
  virtual void OnEvidence(const SimNode&, const consensus::Evidence&) {}

 protected:
  void Breach(std::string what) const { report_(std::move(what)); }

 private:
  Report report_;
};

}  // namespace heng::sim
