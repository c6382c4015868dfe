// SPDX-License-Identifier: Apache-2.0
// The input of the targets `vote_journal` and `payload_log`: what was written to a file, and what
// happened to the file afterwards. Canonical bytes.
#pragma once

#include <cstdint>
#include <vector>

#include "core/codec/codec.h"
#include "storage/memory_file.h"

namespace heng::fuzz {

struct FilePatch {
  std::uint64_t offset = 0;  // counted from the end of the file, so that the mutator finds the tail
  Bytes bytes;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.offset);
    codec(2, self.bytes, Bound{.bytes = 4096});
  }
};

struct JournalInput {
  std::vector<Bytes> payloads;
  std::uint32_t group = 0;  // this many are synced at once; 0: one
  std::vector<FilePatch> patches;
  std::uint64_t cut = 0;  // bytes that the end of the file has lost
  Bytes tail;             // written after what is left

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.payloads, Bound{.bytes = 1 << 14, .items = 16});
    codec(2, self.group);
    codec(3, self.patches, Bound{.items = 8});
    codec(4, self.cut);
    codec(5, self.tail, Bound{.bytes = 1 << 14});
  }
};

// Does to `content` what the input says.
inline void Damage(const JournalInput& input, Bytes& content) {
  for (const FilePatch& patch : input.patches) {
    const std::size_t end = content.size() - (content.empty() ? 0 : patch.offset % content.size());
    for (std::size_t i = 0; i < patch.bytes.size() && end + i < content.size(); ++i) {
      content[end + i] = patch.bytes[i];
    }
  }
  content.resize(content.size() - input.cut % (content.size() + 1));
  content += input.tail;
}

}  // namespace heng::fuzz
