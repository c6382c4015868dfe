// SPDX-License-Identifier: Apache-2.0
// heng_sim: runs seeds and says what broke.
//   heng_sim --seeds 1..500          each seed once, every 25th twice with an equal hash
//   heng_sim --seed 17 --verbose     one seed, with everything that happens
//   heng_sim --seed 17 --hash        the hash of everything that happened
//   --nodes N, --byzantine N         instead of what the seed says
//   --defect NAME                    plants a defect; exit code 0 means that it was found
// Exit codes: 0 all good, 1 a breach, 2 bad arguments.
#include <charconv>
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "tests/sim/world.h"

namespace {

using heng::sim::Defect;
using heng::sim::Outcome;
using heng::sim::Plan;

struct Options {
  std::uint64_t first = 1;
  std::uint64_t last = 1;
  std::optional<std::uint32_t> nodes;
  std::optional<std::uint32_t> byzantine;
  Defect defect = Defect::kNone;
  bool verbose = false;
  bool hash = false;
};

template <class T>
bool ReadNumber(const std::string& text, T& number) {
  const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
  return result.ec == std::errc() && result.ptr == text.data() + text.size();
}

bool ReadValue(const std::string& name, const std::string& value, Options& options) {
  if (name == "--seed") {
    const bool read = ReadNumber(value, options.first);
    options.last = options.first;
    return read;
  }
  if (name == "--seeds") {
    const auto dots = value.find("..");
    return dots != std::string::npos && ReadNumber(value.substr(0, dots), options.first) &&
           ReadNumber(value.substr(dots + 2), options.last);
  }
  if (name == "--nodes") {
    return ReadNumber(value, options.nodes.emplace()) && *options.nodes > 0;
  }
  if (name == "--byzantine") {
    return ReadNumber(value, options.byzantine.emplace());
  }
  if (name == "--defect") {
    const auto defect = heng::sim::DefectNamed(value);
    options.defect = defect.value_or(Defect::kNone);
    return defect.has_value();
  }
  return false;
}

std::optional<Options> ReadOptions(const std::vector<std::string>& arguments) {
  Options options;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& name = arguments[i];
    if (name == "--verbose") {
      options.verbose = true;
    } else if (name == "--hash") {
      options.hash = true;
    } else if (i + 1 >= arguments.size() || !ReadValue(name, arguments[++i], options)) {
      return std::nullopt;
    }
  }
  return options;
}

Plan PlanFor(std::uint64_t seed, const Options& options) {
  Plan plan = heng::sim::PlanOf(seed);
  plan.validators = options.nodes.value_or(plan.validators);
  plan.traitors = std::min(options.byzantine.value_or(plan.traitors), plan.validators);
  if (!options.byzantine && plan.traitors > (plan.validators - 1) / 3) {
    plan.traitors = (plan.validators - 1) / 3;
  }
  return WithDefect(plan, options.defect);
}

std::string Replay(const char* program, std::uint64_t seed, const Options& options) {
  std::string command = std::string(program) + " --seed " + std::to_string(seed);
  command += options.nodes ? " --nodes " + std::to_string(*options.nodes) : "";
  command += options.byzantine ? " --byzantine " + std::to_string(*options.byzantine) : "";
  command += options.defect == Defect::kNone ? "" : " --defect " + NameOf(options.defect);
  return command + " --verbose";
}

void Print(std::uint64_t seed, const Plan& plan, const Outcome& outcome) {
  std::printf("seed %llu: %s\n", static_cast<unsigned long long>(seed), Describe(plan).c_str());
  std::printf("  %llu heights, %llu applied, %llu refused, %llu crashes, %llu ms, %llu events\n",
              static_cast<unsigned long long>(outcome.heights),
              static_cast<unsigned long long>(outcome.applied),
              static_cast<unsigned long long>(outcome.refused),
              static_cast<unsigned long long>(outcome.crashes),
              static_cast<unsigned long long>(outcome.virtual_ms),
              static_cast<unsigned long long>(outcome.events));
}

// True when the seed is as it should be.
bool RunSeed(const char* program, std::uint64_t seed, const Options& options, Outcome& total) {
  const Plan plan = PlanFor(seed, options);
  const Outcome outcome = heng::sim::World(plan, options.verbose).Run();
  if (options.verbose) {
    Print(seed, plan, outcome);
  }
  if (options.hash) {
    std::printf("%llu %016llx\n",
                static_cast<unsigned long long>(seed),
                static_cast<unsigned long long>(outcome.hash));
  }
  total.heights += outcome.heights;
  total.applied += outcome.applied;
  total.refused += outcome.refused;
  total.crashes += outcome.crashes;
  total.events += outcome.events;
  std::vector<std::string> breaches = outcome.breaches;
  if (options.defect != Defect::kNone) {
    std::erase_if(breaches, [&options](const std::string& breach) {
      return !Explains(options.defect, breach);
    });
  }
  constexpr std::uint64_t kTwiceEvery = 25;
  if (breaches.empty() && seed % kTwiceEvery == 0 &&
      heng::sim::World(plan, false).Run().hash != outcome.hash) {
    breaches.emplace_back("B3: the same seed gave another hash");
  }
  if (breaches.empty()) {
    return true;
  }
  Print(seed, plan, outcome);
  for (const std::string& breach : breaches) {
    std::printf("  %s\n", breach.c_str());
  }
  std::printf("  replay: %s\n", Replay(program, seed, options).c_str());
  return false;
}

}  // namespace

int main(int argc, char** argv) {
  const auto options = ReadOptions(std::vector<std::string>(argv + 1, argv + argc));
  if (!options) {
    std::fprintf(stderr,
                 "usage: heng_sim [--seed N | --seeds A..B] [--nodes N] [--byzantine N] "
                 "[--defect NAME] [--verbose] [--hash]\n");
    return 2;
  }
  Outcome total;
  std::uint64_t bad = 0;
  for (std::uint64_t seed = options->first; seed <= options->last; ++seed) {
    if (RunSeed(argv[0], seed, *options, total)) {
      continue;
    }
    ++bad;
    if (options->defect != Defect::kNone) {
      std::printf("the defect %s was found by seed %llu\n",
                  NameOf(options->defect).c_str(),
                  static_cast<unsigned long long>(seed));
      return 0;
    }
  }
  std::printf(
      "%llu seeds, %llu bad; %llu heights, %llu transactions applied, %llu refused, %llu crashes\n",
      static_cast<unsigned long long>(options->last - options->first + 1),
      static_cast<unsigned long long>(bad),
      static_cast<unsigned long long>(total.heights),
      static_cast<unsigned long long>(total.applied),
      static_cast<unsigned long long>(total.refused),
      static_cast<unsigned long long>(total.crashes));
  if (options->defect != Defect::kNone) {
    std::printf("the defect %s was not found\n", NameOf(options->defect).c_str());
    return 1;
  }
  return bad == 0 && total.applied > 0 ? 0 : 1;
}
