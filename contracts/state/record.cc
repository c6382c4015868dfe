// SPDX-License-Identifier: Apache-2.0
#include "contracts/state/record.h"

#include "core/check.h"
#include "core/codec/wire.h"

namespace heng::contracts {

EventLog LogIn(ByteView record) {
  constexpr std::uint32_t kFirstField = 30;
  const auto fields = wire::SkipTo(kFirstField, record);
  HENG_ASSERT(fields.has_value());
  auto log = Decode<EventLog>(*fields);
  HENG_ASSERT(log.has_value());
  return *std::move(log);
}

}  // namespace heng::contracts
