// SPDX-License-Identifier: Apache-2.0
// A person's connection to the nodes of a network. Questions go to one node until it does not
// answer, and then to the next; what to send twice and what not is the caller's business.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "cli/network/profile.h"
#include "core/result.h"
#include "sdk/cpp/client.h"

namespace heng::cli {

// The exit code that belongs to an error of a node, and its sentence.
[[nodiscard]] Status StatusOf(const sdk::ClientError& error);

// Whether another node, or the same a little later, may answer.
[[nodiscard]] bool MayRetry(const sdk::ClientError& error);

class Connection {
 public:
  struct Link {
    NodeEndpoint endpoint;
    std::unique_ptr<sdk::Client> client;
    std::unique_ptr<sdk::Client> operators;  // null: the profile knows no operator port
    // A node that did not answer is left alone until then.
    std::chrono::steady_clock::time_point quiet_until;

    [[nodiscard]] bool quiet() const { return std::chrono::steady_clock::now() < quiet_until; }
  };

  // `only`: the name of the one node to speak to; empty: all.
  [[nodiscard]] static Result<std::unique_ptr<Connection>, Status> Open(
      const NetworkProfile& profile, const std::string& person, const std::string& only = {});

  [[nodiscard]] std::vector<Link>& links() { return links_; }
  [[nodiscard]] Link& current() { return links_.at(current_); }
  // The next node that is not known to be silent; the next of all when all are.
  void Next();
  // Leaves a node alone for a while.
  void Rest(Link& link);
  // Goes on from a node that gave this error.
  void Leave(const sdk::ClientError& error);

  // `ask` on the current node's client port; on the next ones while nobody answers.
  template <class Ask>
  [[nodiscard]] auto First(const Ask& ask) {
    auto answer = ask(*current().client);
    for (std::size_t tried = 1; tried < links_.size() && !answer && MayRetry(answer.error());
         ++tried) {
      Leave(answer.error());
      answer = ask(*current().client);
    }
    return answer;
  }

 private:
  Connection() = default;

  std::vector<Link> links_;
  std::size_t current_ = 0;
};

}  // namespace heng::cli
