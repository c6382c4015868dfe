// SPDX-License-Identifier: Apache-2.0
#include "node/api/checked_read.h"

#include <algorithm>
#include <string>

#include "consensus/messages/certificate.h"
#include "core/codec/wire.h"
#include "core/merkle/log.h"
#include "node/api/convert.h"

namespace heng::node {
namespace {

// A log is read whole for the sake of its root when that is at most so many times what is wanted.
constexpr std::uint64_t kWholeLogFactor = 4;

// Field 31 of a record: the root of its event log.
std::optional<Hash> EventRootOf(ByteView record_value) {
  constexpr std::uint64_t kRootTag = (31U << 3) | wire::kLengthDelimited;
  while (!record_value.empty()) {
    const auto tag = wire::TakeVarint(record_value);
    if (!tag) {
      return std::nullopt;
    }
    if ((*tag & 7) == wire::kVarint) {
      if (!wire::TakeVarint(record_value)) {
        return std::nullopt;
      }
      continue;
    }
    const auto bytes = wire::TakeBytes(record_value);
    if (!bytes || *tag == kRootTag) {
      return bytes && bytes->size() == Hash::kSize ? std::optional(Hash::FromBytes(*bytes))
                                                   : std::nullopt;
    }
  }
  return std::nullopt;
}

}  // namespace

Result<void, ApiError> CheckShown(const storage::ChainReader& chain,
                                  ByteView key,
                                  const std::optional<ByteView>& value,
                                  Height height) {
  const auto checked = chain.CheckRecord(key, value, height);
  if (checked || checked.error().code == StatusCode::kPruned) {
    return {};
  }
  return std::unexpected(FromStatus(checked.error()));
}

Result<Bytes, ApiError> CheckedCertificate(const storage::ChainReader& chain, Height height) {
  HENG_TRY(Bytes bytes, OrError(chain.Certificate(height)));
  if (bytes.empty()) {
    return bytes;
  }
  HENG_TRY(const BlockId id, OrError(chain.IdAt(height)));
  const auto certificate = Decode<consensus::Certificate>(bytes);
  if (!certificate || certificate->block_id != id) {
    return Deny(ErrorReason::kCorrupt,
                "the certificate of block " + std::to_string(height.value()) +
                    " is not for that block: expected " + id.hex() + ", found " +
                    (certificate ? certificate->block_id.hex() : "bytes that are none"));
  }
  return bytes;
}

Result<std::vector<Bytes>, ApiError> CheckedRecordEvents(const storage::ChainReader& chain,
                                                         ByteView key,
                                                         ByteView value,
                                                         std::uint64_t first,
                                                         std::size_t limit) {
  const std::uint64_t count = EventCountOf(value);
  std::vector<Bytes> shown;
  if (first >= count) {
    return shown;
  }
  const std::uint64_t wanted = std::min<std::uint64_t>(limit, count - first);
  if (count > kWholeLogFactor * wanted) {
    HENG_TRY(const auto entries,
             OrError(chain.RecordEvents(key, first, static_cast<std::size_t>(wanted))));
    for (const storage::RecordEventEntry& entry : entries) {
      HENG_TRY(shown.emplace_back(), OrError(chain.Event(entry.height, entry.event_index)));
    }
    return shown;
  }
  HENG_TRY(auto entries, OrError(chain.RecordEvents(key, 0, static_cast<std::size_t>(count))));
  merkle::LogFrontier log;
  for (const storage::RecordEventEntry& entry : entries) {
    log.Append(merkle::LeafHash(entry.event));
  }
  if (log.count() != count || EventRootOf(value) != log.Root()) {
    return Deny(ErrorReason::kCorrupt,
                "the " + std::to_string(log.count()) + " events of record '" + ToHex(key) +
                    "' do not have the root that the record holds for " + std::to_string(count));
  }
  for (std::uint64_t seq = first; seq < first + wanted; ++seq) {
    shown.push_back(std::move(entries[static_cast<std::size_t>(seq)].event));
  }
  return shown;
}

}  // namespace heng::node
