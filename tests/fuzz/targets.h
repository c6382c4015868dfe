// SPDX-License-Identifier: Apache-2.0
// Every fuzz target: a function that takes any bytes, hands them to one decoder or one door of the
// node, and ends the process (HENG_ASSERT) when a promise does not hold. Deterministic: what an
// input finds once it finds always. One file a target; libfuzzer.cc and replay.cc call them.
#pragma once

#include <array>
#include <string_view>

#include "core/bytes.h"

namespace heng::fuzz {

void Api(ByteView input);
void Audit(ByteView input);
void Block(ByteView input);
void Certificate(ByteView input);
void Config(ByteView input);
void Event(ByteView input);
void Genesis(ByteView input);
void History(ByteView input);
void KeyFile(ByteView input);
void Operation(ByteView input);
void PayloadLog(ByteView input);
void PeerMessage(ByteView input);
void Peers(ByteView input);
void Profile(ByteView input);
void Proof(ByteView input);
void ProofFile(ByteView input);
void Receipt(ByteView input);
void Record(ByteView input);
void Scenario(ByteView input);
void Transaction(ByteView input);
void TreeNode(ByteView input);
void VoteJournal(ByteView input);

struct Target {
  std::string_view name;  // of its corpus folder and its binary, fuzz_<name>
  void (*run)(ByteView input);
};

// tests/fuzz/CMakeLists.txt has the same names.
inline constexpr std::array kTargets = {
    Target{"api", Api},
    Target{"audit", Audit},
    Target{"block", Block},
    Target{"certificate", Certificate},
    Target{"config", Config},
    Target{"event", Event},
    Target{"genesis", Genesis},
    Target{"history", History},
    Target{"key_file", KeyFile},
    Target{"operation", Operation},
    Target{"payload_log", PayloadLog},
    Target{"peer_message", PeerMessage},
    Target{"peers", Peers},
    Target{"profile", Profile},
    Target{"proof", Proof},
    Target{"proof_file", ProofFile},
    Target{"receipt", Receipt},
    Target{"record", Record},
    Target{"scenario", Scenario},
    Target{"transaction", Transaction},
    Target{"tree_node", TreeNode},
    Target{"vote_journal", VoteJournal},
};

}  // namespace heng::fuzz
