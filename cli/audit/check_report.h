// SPDX-License-Identifier: Apache-2.0
// The verdict on a chain, for people and programs, and the progress of the check.
#pragma once

#include <chrono>
#include <iosfwd>
#include <string>

#include "cli/audit/chain_check.h"
#include "cli/exit_codes.h"
#include "cli/language.h"
#include "cli/output.h"

namespace heng::cli::audit {

// 0 VALID, 5 INVALID, 6 INCOMPLETE.
[[nodiscard]] ExitCode ExitCodeOf(const ChainVerdict& verdict);

// The first line is "VALID", "INVALID" or "INCOMPLETE" with the heights.
[[nodiscard]] std::string CheckText(const TrustedGenesis& genesis,
                                    const ChainVerdict& verdict,
                                    Language language,
                                    const Style& style);
[[nodiscard]] std::string CheckJson(const TrustedGenesis& genesis, const ChainVerdict& verdict);

// Says every second or so how far a check is, how fast, and how long it will take.
class CheckMeter {
 public:
  CheckMeter(std::ostream& out, Language language);

  void Show(Height done, Height head, const node::ReplayCounts& counts);
  void Finish();

 private:
  using Clock = std::chrono::steady_clock;

  std::ostream& out_;
  const Language language_;
  const bool terminal_;  // one line that changes; else a line each time, and less often
  const Clock::time_point start_ = Clock::now();
  Clock::time_point shown_ = start_;
  bool open_line_ = false;
};

}  // namespace heng::cli::audit
