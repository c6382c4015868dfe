// SPDX-License-Identifier: Apache-2.0
#include "core/kv.h"

#include <algorithm>

namespace heng {

KeyRange KeysOf(ByteView prefix, ByteView from) {
  KeyRange range{.from = Bytes(std::max(prefix, from)), .until = Bytes(prefix)};
  // The least text above everything that starts with the prefix: the last byte that can grow does.
  while (!range.until.empty() && range.until.back() == '\xff') {
    range.until.pop_back();
  }
  if (!range.until.empty()) {
    range.until.back() = static_cast<char>(static_cast<unsigned char>(range.until.back()) + 1);
  }
  return range;
}

}  // namespace heng
