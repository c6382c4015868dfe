// SPDX-License-Identifier: Apache-2.0
// The part of the cast that holds water and pollution rights, with accounts bound to permits that
// the tests register: Aba sells water of the Yellow River (pool "YR") to Ningdong; Z1 sells a right
// to discharge nitrogen oxides in airshed "AIR-3304", which is below standard, to Z2.
#pragma once

#include <string>
#include <vector>

#include "contracts/genesis.h"
#include "contracts/operations/permit/register_permit.h"
#include "tests/support/cast.h"

namespace heng::tests {

// The cast, with accounts ABA, NINGDONG, Z1 and Z2, each bound to permit "<account>-PERMIT".
[[nodiscard]] contracts::Genesis RightsGenesis();

// Adds an account bound to a permit of its own, or to none.
void AddRightsAccount(contracts::Genesis& genesis,
                      const std::string& id,
                      std::string_view member,
                      contracts::AccountType type,
                      const std::string& pool,
                      bool with_permit = true);
// Adds a parameter in force since 2021.
void AddParameter(contracts::Genesis& genesis,
                  const std::string& name,
                  const std::string& scope,
                  std::uint64_t value);

// A permit for 2024 to 2028, "<account>-PERMIT", from its holder's authority.
[[nodiscard]] contracts::RegisterPermit WaterPermit(const std::string& account,
                                                    std::string_view holder,
                                                    std::uint64_t volume);
[[nodiscard]] contracts::RegisterPermit DischargePermit(const std::string& account,
                                                        std::string_view holder,
                                                        std::uint64_t nitrogen_oxides);

// "applied", or the code's name, the rule and what was refused: what a failed test shows.
[[nodiscard]] std::string Describe(const Receipt& receipt);
// The name of the receipt's code and its rule: "E_PERMIT R-WAT-02".
[[nodiscard]] std::string Verdict(const Receipt& receipt);

}  // namespace heng::tests
