// SPDX-License-Identifier: Apache-2.0
// A unit block as its record says, in the command line's words, and the form of its state key:
// "u/" | batch | "/" | first serial as eight big-endian bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cli/language.h"
#include "core/bytes.h"
#include "core/ids.h"
#include "core/result.h"

namespace heng::cli::audit {

struct UnitName {
  BatchId batch;
  Serial first;

  friend auto operator<=>(const UnitName&, const UnitName&) = default;
};

struct UnitState {
  UnitName name;
  Serial last;
  Serial parent_first;  // zero for a block as issued
  SeriesId series;
  std::uint32_t status = 0;  // heng.v1.UnitStatus
  AccountId holder;
  std::uint32_t position = 0;  // heng.v1.Position
  std::string encumbrance;
  std::string retirement;

  [[nodiscard]] bool active() const;
  [[nodiscard]] std::uint64_t quantity() const { return last.value() - name.first.value() + 1; }

  friend bool operator==(const UnitState&, const UnitState&) = default;
};

[[nodiscard]] Bytes UnitKey(const UnitName& name);
// Nothing for the keys of other tables.
[[nodiscard]] std::optional<UnitName> ParseUnitKey(ByteView key);

[[nodiscard]] Result<UnitState, Status> ReadUnit(ByteView value);

// "active", "retired" ...; "registered", "tradable" ...
[[nodiscard]] std::string_view StatusName(std::uint32_t status, Language language);
[[nodiscard]] std::string_view PositionName(std::uint32_t position, Language language);

// "CN-CEA-2024-000000000001-000003584000".
[[nodiscard]] std::string SerialText(const BatchId& batch, Serial first, Serial last);

}  // namespace heng::cli::audit
