// SPDX-License-Identifier: Apache-2.0
#include "cli/audit/record_log.h"

#include <string>

#include "core/codec/wire.h"
#include "core/crypto/hash.h"
#include "core/merkle/log.h"

namespace heng::cli::audit {
namespace {

constexpr std::uint64_t kCountField = 30;
constexpr std::uint64_t kRootField = 31;

// Reads one field of the value into `parts`; false when the bytes are no field.
bool TakeField(ByteView& rest, std::uint64_t tag, RecordParts& parts) {
  if ((tag & 7) == wire::kVarint) {
    const auto number = wire::TakeVarint(rest);
    if (number && tag >> 3 == kCountField) {
      parts.event_count = *number;
    }
    return number.has_value();
  }
  const auto bytes =
      (tag & 7) == wire::kLengthDelimited ? wire::TakeBytes(rest) : std::optional<ByteView>();
  if (!bytes || (tag >> 3 == kRootField && bytes->size() != Hash::kSize)) {
    return false;
  }
  if (tag >> 3 == kRootField) {
    parts.event_root = Hash::FromBytes(*bytes);
  }
  return true;
}

std::string Named(ByteView key) {
  return "record " + (key.starts_with("u/") ? ToHex(key) : std::string(key));
}

}  // namespace

Result<RecordParts, Status> SplitRecord(ByteView value) {
  RecordParts parts;
  std::size_t core_size = value.size();
  ByteView rest = value;
  while (!rest.empty()) {
    const std::size_t at = value.size() - rest.size();
    const auto tag = wire::TakeVarint(rest);
    if (tag && *tag >> 3 >= kCountField && at < core_size) {
      core_size = at;
    }
    if (!tag || !TakeField(rest, *tag, parts)) {
      return Fail(StatusCode::kMalformed, "the bytes are not those of a record");
    }
  }
  parts.core = value.substr(0, core_size);
  return parts;
}

Hash CoreHashOf(ByteView core) {
  return Sha256({ByteView("\2", 1), core});
}

const EventSubject* SubjectOf(const Event& event, ByteView key) {
  for (const EventSubject& subject : event.subjects) {
    if (subject.key == key) {
      return &subject;
    }
  }
  return nullptr;
}

Result<std::vector<Event>, Status> CheckedLog(ByteView key,
                                              ByteView value,
                                              const std::vector<Bytes>& events) {
  HENG_TRY(const RecordParts parts, SplitRecord(value));
  if (events.size() < parts.event_count) {
    return Fail(StatusCode::kInvalid,
                Named(key) + " has " + std::to_string(parts.event_count) + " events; " +
                    std::to_string(events.size()) + " were shown");
  }
  merkle::LogFrontier log;
  std::vector<Event> decoded;
  for (std::uint64_t seq = 0; seq < parts.event_count; ++seq) {
    HENG_TRY(Event event, Decode<Event>(events[seq]));
    const EventSubject* subject = SubjectOf(event, key);
    if (subject == nullptr || subject->seq != seq) {
      return Fail(
          StatusCode::kInvalid,
          "event " + std::to_string(seq) + " of " + Named(key) + " is not about it at that place");
    }
    log.Append(merkle::LeafHash(events[seq]));
    decoded.push_back(std::move(event));
  }
  if (parts.event_count != 0 && log.Root() != parts.event_root) {
    return Fail(StatusCode::kInvalid,
                "the events shown for " + Named(key) + " have the root " + log.Root().hex() +
                    "; the record says " + parts.event_root.hex());
  }
  if (!decoded.empty() &&
      SubjectOf(decoded.back(), key)->post_core_hash != CoreHashOf(parts.core)) {
    return Fail(StatusCode::kInvalid,
                Named(key) + " is not as its last event left it: a change without an event");
  }
  return decoded;
}

}  // namespace heng::cli::audit
