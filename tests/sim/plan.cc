// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/plan.h"

#include <array>
#include <utility>

#include "tests/sim/prng.h"

namespace heng::sim {
namespace {

constexpr std::array<std::pair<Defect, const char*>, 6> kDefectNames = {{
    {Defect::kNone, "none"},
    {Defect::kLyingSync, "lying-sync"},
    {Defect::kForgottenCommit, "forgotten-commit"},
    {Defect::kTooManyTraitors, "too-many-traitors"},
    {Defect::kClockLiars, "clock-liars"},
    {Defect::kDeadQuorum, "dead-quorum"},
}};

std::uint32_t ValidatorsOf(Prng& prng) {
  const std::uint64_t luck = prng.Below(100);
  if (luck < 70) {
    return 4;
  }
  return luck < 85 ? 5 : luck < 97 ? 7 : 10;
}

}  // namespace

Plan PlanOf(std::uint64_t seed) {
  Prng prng(seed ^ 0x706c616eULL);
  Plan plan{.seed = seed};
  plan.validators = ValidatorsOf(prng);
  plan.followers = prng.Chance(250) ? 1 : 0;
  const std::uint32_t faults = (plan.validators - 1) / 3;
  plan.traitors = prng.Chance(500) ? static_cast<std::uint32_t>(prng.Between(1, faults)) : 0;
  plan.trouble_ms = prng.Between(3'000, 9'000);
  plan.fault_gap_ms = prng.Between(150, 1'200);
  plan.work_gap_ms = prng.Between(30, 300);
  plan.crashes = prng.Chance(650);
  plan.torn_writes = prng.Chance(800);
  plan.cluster_crashes = prng.Chance(200);
  plan.partitions = prng.Chance(500);
  plan.bad_links = prng.Chance(600);
  plan.clock_jumps = prng.Chance(400);
  plan.slow_disks = prng.Chance(350);
  plan.full_disks = prng.Chance(300);
  return plan;
}

Plan WithDefect(Plan plan, Defect defect) {
  plan.defect = defect;
  if (defect == Defect::kTooManyTraitors) {
    plan.traitors = (plan.validators - 1) / 3 + 1;
  } else if (defect != Defect::kNone) {
    plan.traitors = 0;
  }
  plan.crashes = plan.crashes || defect == Defect::kForgottenCommit;
  return plan;
}

std::string Describe(const Plan& plan) {
  std::string text = std::to_string(plan.validators) + " validators";
  text += plan.traitors > 0 ? ", " + std::to_string(plan.traitors) + " of them traitors" : "";
  text += plan.followers > 0 ? ", " + std::to_string(plan.followers) + " follower" : "";
  text += ", trouble for " + std::to_string(plan.trouble_ms) + " ms:";
  text += plan.crashes ? " crashes" : "";
  text += plan.crashes && plan.torn_writes ? " torn-writes" : "";
  text += plan.cluster_crashes ? " cluster-crashes" : "";
  text += plan.partitions ? " partitions" : "";
  text += plan.bad_links ? " bad-links" : "";
  text += plan.clock_jumps ? " clock-jumps" : "";
  text += plan.slow_disks ? " slow-disks" : "";
  text += plan.full_disks ? " full-disks" : "";
  text += plan.defect == Defect::kNone ? "" : "; planted defect " + NameOf(plan.defect);
  return text;
}

std::optional<Defect> DefectNamed(const std::string& name) {
  for (const auto& [defect, text] : kDefectNames) {
    if (name == text) {
      return defect;
    }
  }
  return std::nullopt;
}

bool Explains(Defect defect, const std::string& breach) {
  switch (defect) {
    case Defect::kNone:
      return false;
    case Defect::kLyingSync:
      return breach.starts_with("S7:") || breach.starts_with("S10:");
    case Defect::kForgottenCommit:
      return breach.starts_with("S14:") || breach.starts_with("S15:");
    case Defect::kTooManyTraitors:
      return breach.starts_with("S1:") || breach.starts_with("S2:") || breach.starts_with("S9:");
    case Defect::kClockLiars:
      return breach.starts_with("S11:");
    case Defect::kDeadQuorum:
      return breach.starts_with("L");
  }
  return false;
}

std::string NameOf(Defect defect) {
  for (const auto& [known, text] : kDefectNames) {
    if (known == defect) {
      return text;
    }
  }
  return "?";
}

}  // namespace heng::sim
