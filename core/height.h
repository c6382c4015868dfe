// SPDX-License-Identifier: Apache-2.0
// Positions in the chain and in the protocol. They never mix: a view is not a height.
#pragma once

#include "core/check.h"
#include "core/strong.h"

namespace heng {

using Height = StrongInt<struct HeightTag>;            // block height; genesis is 0
using HeightDelta = StrongInt<struct HeightDeltaTag>;  // a number of blocks
using View = StrongInt<struct ViewTag>;                // consensus view within an epoch; 0 = anchor
using Epoch = StrongInt<struct EpochTag>;              // consensus epoch; the first is 1

inline Height Next(Height height) {
  return Height(height.value() + 1);
}
inline View Next(View view) {
  return View(view.value() + 1);
}
inline Epoch Next(Epoch epoch) {
  return Epoch(epoch.value() + 1);
}

inline HeightDelta operator-(Height later, Height earlier) {
  HENG_ASSERT(later >= earlier);
  return HeightDelta(later.value() - earlier.value());
}
inline Height operator+(Height height, HeightDelta delta) {
  return Height(height.value() + delta.value());
}

}  // namespace heng
