// SPDX-License-Identifier: Apache-2.0
// What a seed stands for: how many take part, and which kinds of trouble there will be. Each seed
// leaves some kinds out, because trouble of one kind hides trouble of another.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace heng::sim {

// Wrong on purpose, in the harness: the checkers must see it.
enum class Defect {
  kNone,
  kLyingSync,        // one honest node's disk says it has synced and has not
  kForgottenCommit,  // one honest node's database loses commits in a crash
  kTooManyTraitors,  // f + 1
  kClockLiars,       // the clocks of a quorum are an hour fast
  kDeadQuorum,       // f + 1 nodes never come back
};

struct Plan {
  std::uint64_t seed = 0;
  std::uint32_t validators = 4;
  std::uint32_t followers = 0;
  std::uint32_t traitors = 0;  // seats; each has two programs
  Defect defect = Defect::kNone;

  std::uint64_t trouble_ms = 8'000;
  std::uint64_t fault_gap_ms = 500;  // between faults, on average
  std::uint64_t work_gap_ms = 80;    // between transactions, on average
  bool crashes = false;
  bool torn_writes = false;
  bool cluster_crashes = false;
  bool partitions = false;
  bool bad_links = false;
  bool clock_jumps = false;
  bool slow_disks = false;
  bool full_disks = false;
};

[[nodiscard]] Plan PlanOf(std::uint64_t seed);
// The same with the defect, and with the circumstances in which it can be seen.
[[nodiscard]] Plan WithDefect(Plan plan, Defect defect);
[[nodiscard]] std::string Describe(const Plan& plan);
// "lying-sync" and so on; nothing when there is no such defect.
[[nodiscard]] std::optional<Defect> DefectNamed(const std::string& name);
[[nodiscard]] std::string NameOf(Defect defect);
// True when a checker that reports this breach has seen the defect for what it is.
[[nodiscard]] bool Explains(Defect defect, const std::string& breach);

}  // namespace heng::sim
