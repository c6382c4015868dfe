// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/story.h"

#include <google/protobuf/stubs/logging.h>

namespace heng::fuzz {

void SilenceProtobuf() {
  google::protobuf::SetLogHandler(nullptr);
}

cli::audit::AuditChain& Story() {
  static cli::audit::AuditChain* chain = [] {
    SilenceProtobuf();
    auto* made = new cli::audit::AuditChain;
    cli::audit::RunStory(*made);
    return made;
  }();
  return *chain;
}

}  // namespace heng::fuzz
