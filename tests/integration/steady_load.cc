// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/steady_load.h"

#include <map>
#include <memory>
#include <string>
#include <utility>

namespace heng::testing {
namespace {

constexpr auto kStep = std::chrono::milliseconds(2'000);  // one question about an outcome
constexpr auto kPause = std::chrono::milliseconds(50);    // after a node that did not answer
constexpr auto kAnswerIn = std::chrono::seconds(3);       // of a node that is there
constexpr auto kRegistering = std::chrono::seconds(30);

std::string NameOf(std::size_t author) {
  return "load." + std::to_string(author);
}

}  // namespace

// An author's hands: its connections, and where it stands.
struct SteadyLoad::Author {
  std::string name;
  std::size_t node = 0;
  std::uint64_t sequence = 1;
  std::map<std::size_t, std::unique_ptr<sdk::Client>> clients;
};

SteadyLoad::SteadyLoad(const TestNetwork& network, const SteadyLoadOptions& options)
    : network_(network), options_(options), valid_until_(network.ValidUntil()) {
  const auto client = network.Connect(0, "reg.maker");
  for (std::size_t i = 0; i < options.authors; ++i) {
    // A sequence far from those that the test itself may use.
    const auto transaction = network.Signed(network.RegisterPerson(NameOf(i), 900 + i));
    EXPECT_TRUE(client->Submit(transaction.Build()));
    const auto outcome = client->Wait(transaction.id(), kRegistering);
    EXPECT_TRUE(outcome && outcome->outcome() == v1::OUTCOME_APPLIED) << NameOf(i);
  }
}

SteadyLoad::~SteadyLoad() {
  static_cast<void>(Stop(std::chrono::milliseconds(0)));
}

void SteadyLoad::Start() {
  last_ = Clock::now();
  for (std::size_t i = 0; i < options_.authors; ++i) {
    threads_.emplace_back([this, i] { Run(i); });
  }
}

bool SteadyLoad::Stop(std::chrono::milliseconds patience) {
  give_up_ = (Clock::now() + patience).time_since_epoch().count();
  stopping_ = true;
  for (std::thread& thread : threads_) {
    thread.join();
  }
  threads_.clear();
  const std::lock_guard lock(mutex_);
  return unsettled_ == 0;
}

std::size_t SteadyLoad::acknowledged() const {
  const std::lock_guard lock(mutex_);
  return receipts_.size();
}

std::vector<Acknowledged> SteadyLoad::receipts() const {
  const std::lock_guard lock(mutex_);
  return receipts_;
}

std::size_t SteadyLoad::refused() const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(
      std::ranges::count(receipts_, v1::OUTCOME_REFUSED, &Acknowledged::outcome));
}

std::chrono::milliseconds SteadyLoad::TakeLongestGap() {
  const std::lock_guard lock(mutex_);
  const auto now = Clock::now();
  const auto open = std::chrono::duration_cast<std::chrono::milliseconds>(now - last_);
  last_ = now;
  return std::max(std::exchange(longest_gap_, std::chrono::milliseconds(0)), open);
}

void SteadyLoad::Note(const TransactionId& id, const v1::WaitResponse& response) {
  const std::lock_guard lock(mutex_);
  receipts_.push_back({.id = id,
                       .height = response.height(),
                       .outcome = response.outcome(),
                       .receipt = response.receipt().SerializeAsString()});
  const auto now = Clock::now();
  longest_gap_ =
      std::max(longest_gap_, std::chrono::duration_cast<std::chrono::milliseconds>(now - last_));
  last_ = now;
}

void SteadyLoad::Run(std::size_t index) {
  Author author{
      .name = NameOf(index), .node = index % network_.profile().nodes.size(), .clients = {}};
  while (!stopping_) {
    std::vector<sdk::TransactionBuilder> round;
    for (std::size_t i = 0; i < options_.under_way; ++i) {
      const std::uint64_t sequence = author.sequence++;
      const bool refused = options_.refused_each > 0 && sequence % options_.refused_each == 0;
      // A person who exists cannot be registered again.
      sdk::Draft draft = network_.RegisterPerson(
          refused ? author.name : author.name + "." + std::to_string(sequence),
          sequence,
          valid_until_);
      draft.author = PersonId(author.name);
      round.push_back(network_.Signed(draft));
    }
    if (!Settle(author, round)) {
      return;
    }
    std::this_thread::sleep_for(options_.pause);
  }
}

bool SteadyLoad::Settle(Author& author, const std::vector<sdk::TransactionBuilder>& round) {
  std::vector<bool> known(round.size(), false);
  std::size_t open = round.size();
  while (open > 0) {
    if (const Clock::rep give_up = give_up_;
        stopping_ && Clock::now().time_since_epoch().count() > give_up) {
      const std::lock_guard lock(mutex_);
      unsettled_ += open;
      return false;
    }
    std::unique_ptr<sdk::Client>& client = author.clients[author.node];
    if (client == nullptr) {
      client = network_.Connect(author.node, "reg.maker", kAnswerIn);
    }
    std::vector<Bytes> bytes;
    for (std::size_t i = 0; i < round.size(); ++i) {
      if (!known[i]) {
        bytes.push_back(round[i].Build());
      }
    }
    // An answer that is missing, or an error, says nothing about the outcome: only a receipt does.
    bool answered = client->SubmitAll(bytes).has_value();
    for (std::size_t i = 0; answered && i < round.size(); ++i) {
      if (known[i]) {
        continue;
      }
      const auto outcome = client->Wait(round[i].id(), kStep);
      answered = outcome && outcome->outcome() != v1::OUTCOME_UNKNOWN;
      if (answered) {
        known[i] = true;
        --open;
        Note(round[i].id(), *outcome);
      }
    }
    if (open > 0) {
      author.node = (author.node + 1) % network_.profile().nodes.size();
      std::this_thread::sleep_for(kPause);
    }
  }
  return true;
}

}  // namespace heng::testing
