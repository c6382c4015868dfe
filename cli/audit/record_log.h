// SPDX-License-Identifier: Apache-2.0
// A record's bytes, taken apart: its core, and the count and root of its event log (fields 30 and
// 31, docs/formats/canonical-bytes.md). And the events of that log, checked against the root, so
// that one left out, added, changed or moved shows.
#pragma once

#include <optional>
#include <vector>

#include "core/event.h"
#include "core/result.h"

namespace heng::cli::audit {

struct RecordParts {
  ByteView core;  // of the value that was split
  std::uint64_t event_count = 0;
  Hash event_root;
};

// kMalformed when the bytes are not those of a record.
[[nodiscard]] Result<RecordParts, Status> SplitRecord(ByteView value);

// SHA-256(02 | core): what events say of a record's content.
[[nodiscard]] Hash CoreHashOf(ByteView core);

// The first `event_count` of `events`, decoded. kInvalid when they are not the log of the record,
// or when its last event does not speak of the record as it is. `events` may be longer: the log has
// grown since the record was read.
[[nodiscard]] Result<std::vector<Event>, Status> CheckedLog(ByteView key,
                                                            ByteView value,
                                                            const std::vector<Bytes>& events);

// What the event says of the record; null when it is about others.
[[nodiscard]] const EventSubject* SubjectOf(const Event& event, ByteView key);

}  // namespace heng::cli::audit
