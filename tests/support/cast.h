// SPDX-License-Identifier: Apache-2.0
// The cast of the compliance cycle (docs: the scenario of the domain), on a ledger in memory: the
// institutions, and holders with one account each. Person "<name>.maker" makes and
// "<name>.checker" checks for the institution or holder of that name; its account has its name in
// capitals ("P1"), national accounts are "NAT-ISSUE" and "NAT-RETIRE", those of a province
// "DIST-42" and "COLLECT-42".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "contracts/genesis.h"
#include "contracts/state/records/holding.h"
#include "tests/support/test_ledger.h"

namespace heng::tests {

struct CastMember {
  std::string_view name;  // "p1": of its persons; in capitals: of its account
  std::string_view code;  // unified social credit code
  contracts::RoleSet roles = 0;
  std::string_view jurisdiction;
  std::string_view sector;  // of a key emitting entity; empty for others
  contracts::AccountType account = contracts::AccountType::kUnspecified;
};

// Every member, institutions first.
[[nodiscard]] const std::vector<CastMember>& CastMembers();
// The member of that name; ends the test process when there is none.
[[nodiscard]] const CastMember& Member(std::string_view name);
[[nodiscard]] ParticipantId CodeOf(std::string_view name);

// Institutions, holders, persons, accounts, the default classes and parameters; time 2024-01-01.
[[nodiscard]] contracts::Genesis CastGenesis();

// Who signs what, as names of persons.
[[nodiscard]] std::vector<std::string> Both(std::string_view member);
[[nodiscard]] std::vector<std::string> Join(const std::vector<std::vector<std::string>>& groups);

// Allowances of a vintage for a cast: a cap "CEA-<vintage>" of 100,000,000 t, and `quantity`
// created and distributed to each holder by its province. Ends the test process when a step is
// refused.
struct Share {
  std::string_view holder;
  std::uint64_t quantity = 0;
};
void GiveAllowances(TestLedger& ledger, std::uint32_t vintage, const std::vector<Share>& shares);

// The verified emission of a holder, signed by the verifier and its province.
void Verify(TestLedger& ledger, std::string_view holder, std::uint32_t year, std::uint64_t tonnes);

// "42" -> "epb42".
[[nodiscard]] std::string BureauOf(std::string_view jurisdiction);

// What an account holds of a series; all zero when it holds nothing.
[[nodiscard]] contracts::Holding HoldingOf(const TestLedger& ledger,
                                           const std::string& account,
                                           const std::string& series);

// The number of that name in a receipt; the largest value there is when it is missing.
[[nodiscard]] std::uint64_t Number(const Receipt& receipt, std::string_view name);

}  // namespace heng::tests
