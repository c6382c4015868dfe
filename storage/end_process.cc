// SPDX-License-Identifier: Apache-2.0
#include "storage/end_process.h"

#include <cstdio>
#include <cstdlib>
#include <string>

namespace heng::storage {

void EndProcess(std::string_view doing, std::string_view where, std::string_view why) {
  std::string sentence = "hengd: the disk failed while ";
  sentence.append(doing).append(" at ").append(where).append(": ").append(why);
  sentence.append("; the process ends, because what is on the disk is no longer known.\n");
  std::fputs(sentence.c_str(), stderr);
  std::fflush(stderr);
  std::_Exit(kExitDiskFailed);
}

}  // namespace heng::storage
