// SPDX-License-Identifier: Apache-2.0
// Whether what holds units back has let them go, by its own record.
#pragma once

#include "contracts/state/view.h"
#include "core/ids.h"

namespace heng::contracts {

// True when the record under the state key `encumbrance` exists and is of a kind that holds units.
[[nodiscard]] bool IsEncumbrance(const View& view, const Bytes& encumbrance);

// True when the record says that units of the series that it held may change hands or end: the
// trade is settled or off, the pledge released or enforced, the order lifted or lapsed, the
// obligation's units collected. False for anything else.
[[nodiscard]] bool HasLetGo(const View& view, const Bytes& encumbrance, const SeriesId& series);

}  // namespace heng::contracts
