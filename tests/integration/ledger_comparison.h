// SPDX-License-Identifier: Apache-2.0
// What must hold after any fault: all nodes that run have one chain (the first must run), every
// receipt that a client has seen is in it where the client was told, and an auditor who trusts no
// node finds the chain VALID.
#pragma once

#include <vector>

#include "tests/integration/steady_load.h"

namespace heng::testing {

// Waits until every node has reached the highest of `receipts`, then compares every block byte by
// byte on all nodes, looks for every acknowledged transaction in them, and asks every node for up
// to a thousand receipts by their ids. Failures are reported to the test; the height up to which
// the chains are one is returned.
std::uint64_t ExpectOneLedger(const TestNetwork& network,
                              const std::vector<Acknowledged>& receipts);

// Executes the chain of one node again from the genesis file, with every signature and
// certificate.
void ExpectValidAudit(const TestNetwork& network, std::size_t node);

}  // namespace heng::testing
