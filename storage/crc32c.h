// SPDX-License-Identifier: Apache-2.0
// CRC-32C (Castagnoli), for records that are a few hundred bytes long. No library that we link
// offers one in its public headers, and at this size a table is as fast as the disk needs.
#pragma once

#include <cstdint>

#include "core/bytes.h"

namespace heng::storage {

[[nodiscard]] std::uint32_t Crc32c(ByteView bytes);

}  // namespace heng::storage
