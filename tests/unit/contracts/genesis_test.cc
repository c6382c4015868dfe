// SPDX-License-Identifier: Apache-2.0
// Goal: a genesis that a node accepts can be read by everybody, and names nothing that a state key
// cannot hold.
// Method: the cast's genesis, and one thing wrong at a time.
#include "contracts/genesis.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "tests/support/cast.h"

namespace heng::contracts {
namespace {

// Why the genesis is refused with this change; empty when it is not.
std::string Refusal(const std::function<void(Genesis&)>& change) {
  Genesis genesis = tests::CastGenesis();
  change(genesis);
  const auto checked = CheckGenesis(genesis);
  return checked ? std::string() : checked.error().context;
}

TEST(CheckGenesis, AcceptsTheCast) {
  EXPECT_EQ(Refusal([](Genesis&) {}), "");
}

TEST(CheckGenesis, RefusesTextsThatAreNotUtf8) {
  const std::string bad = "\xE2";
  const std::vector<std::function<void(Genesis&)>> changes = {
      [&](Genesis& genesis) { genesis.classes.front().unit = bad; },
      [&](Genesis& genesis) { genesis.classes.front().name_zh = bad; },
      [&](Genesis& genesis) { genesis.participants.front().name = bad; },
      [&](Genesis& genesis) { genesis.participants.front().jurisdiction = bad; },
      [&](Genesis& genesis) { genesis.accounts.front().pool = bad; },
      [&](Genesis& genesis) { genesis.parameters.front().legal_basis = bad; },
      [&](Genesis& genesis) { genesis.methodologies.front().legal_basis = bad; },
  };
  for (const auto& change : changes) {
    EXPECT_NE(Refusal(change).find("UTF-8"), std::string::npos);
  }
}

TEST(CheckGenesis, RefusesACodeThatIsNoPartOfAKeyEvenByException) {
  for (const char* code : {"", "a/b", "two words"}) {
    const std::string refusal = Refusal([code](Genesis& genesis) {
      Participant participant = genesis.participants.front();
      participant.id = ParticipantId(code);
      participant.code_exception = true;
      genesis.participants.push_back(participant);
    });
    EXPECT_NE(refusal.find("not an identifier"), std::string::npos) << code;
  }
}

}  // namespace
}  // namespace heng::contracts
