// SPDX-License-Identifier: Apache-2.0
// The promise of canonical bytes (core/codec/codec.h), as fuzz targets check it: what decodes
// encodes to the same bytes again, so one value never has two forms.
#pragma once

#include <optional>

#include "core/check.h"
#include "core/codec/codec.h"

namespace heng::fuzz {

// The value, or nothing when the bytes are refused. A refusal says why.
template <class T>
std::optional<T> Canonical(ByteView bytes) {
  Result<T, Status> value = Decode<T>(bytes);
  if (!value) {
    HENG_ASSERT(!value.error().context.empty());
    return std::nullopt;
  }
  HENG_ASSERT(Encode(*value) == bytes);
  return *std::move(value);
}

}  // namespace heng::fuzz
