// SPDX-License-Identifier: Apache-2.0
// What every verb's exit code means; `heng help exit-codes` prints it. Stable: scripts and audit
// jobs test these numbers. Append only.
#pragma once

namespace heng::cli {

enum class ExitCode : int {
  kOk = 0,           // done; valid; everything as expected
  kError = 1,        // something failed that has no number of its own
  kUsage = 2,        // the command line is wrong
  kNotFound = 3,     // the file, record or transaction is not there
  kDenied = 4,       // the caller may not
  kInvalid = 5,      // the proof, file or scenario was checked and is wrong
  kIncomplete = 6,   // could not check everything, or the outcome is not known
  kUnreachable = 7,  // the node does not answer
};

}  // namespace heng::cli
