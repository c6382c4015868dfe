// SPDX-License-Identifier: Apache-2.0
// Changes canonical bytes as what they are: fields in fields. A plain mutator that touches one
// byte of a nested message mostly breaks the lengths around it and is refused at the door; this one
// writes the lengths anew, so that the code behind the decoder is reached too.
#pragma once

#include <cstdint>
#include <functional>

#include "core/bytes.h"

namespace heng::fuzz {

// Changes bytes in place of a leaf field; the result may be at most `size_max` long.
using ChangeBytes = std::function<Bytes(ByteView bytes, std::size_t size_max)>;

// `input` with one or a few fields changed, erased, doubled or exchanged: at most `size_max` bytes.
// Empty when the input is no sequence of fields. The same seed makes the same change.
[[nodiscard]] Bytes MutateFields(ByteView input,
                                 std::size_t size_max,
                                 std::uint64_t seed,
                                 const ChangeBytes& change);

}  // namespace heng::fuzz
