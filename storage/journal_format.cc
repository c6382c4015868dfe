// SPDX-License-Identifier: Apache-2.0
#include "storage/journal_format.h"

#include "core/crypto/hash.h"
#include "storage/big_endian.h"
#include "storage/crc32c.h"
#include "storage/vote_journal.h"

namespace heng::storage::journal {
namespace {

constexpr ByteView kMagic = "HENGVJ01";
constexpr std::size_t kCrcBytes = 4;

void AppendPosition(Bytes& out, const Position& position) {
  AppendBe64(out, position.seq);
  out.append(position.hash.view());
}

Position ReadPosition(ByteView bytes) {
  return {.seq = ReadBe64(bytes), .hash = Hash::FromBytes(bytes.substr(8, Hash::kSize))};
}

Bytes WithCrc(ByteView body) {
  Bytes bytes;
  bytes.reserve(kCrcBytes + body.size());
  AppendBe32(bytes, Crc32c(body));
  bytes.append(body);
  return bytes;
}

// The checksum of a record covers its length too, which stands before it.
std::uint32_t RecordCrc(ByteView length, ByteView rest) {
  Bytes covered(length);
  covered.append(rest);
  return Crc32c(covered);
}

}  // namespace

Bytes EncodeHeader(const Position& before_first) {
  Bytes body(kMagic);
  AppendPosition(body, before_first);
  return WithCrc(body);
}

std::optional<Position> DecodeHeader(ByteView bytes) {
  constexpr std::size_t kBodyBytes = 8 + 8 + Hash::kSize;
  if (bytes.size() < kCrcBytes + kBodyBytes) {
    return std::nullopt;
  }
  const ByteView body = bytes.substr(kCrcBytes, kBodyBytes);
  if (ReadBe32(bytes) != Crc32c(body) || !body.starts_with(kMagic)) {
    return std::nullopt;
  }
  return ReadPosition(body.substr(kMagic.size()));
}

Bytes EncodeSlot(const Slot& slot) {
  Bytes body;
  AppendBe64(body, slot.generation);
  AppendPosition(body, slot.high_water);
  AppendBe32(body, static_cast<std::uint32_t>(slot.copy.size()));
  body.append(slot.copy);
  return WithCrc(body);
}

std::optional<Slot> DecodeSlot(ByteView bytes) {
  if (bytes.size() < kSlotHeaderBytes) {
    return std::nullopt;
  }
  const std::size_t copy_size = ReadBe32(bytes.substr(kSlotHeaderBytes - 4));
  if (copy_size > bytes.size() - kSlotHeaderBytes) {
    return std::nullopt;
  }
  const ByteView body = bytes.substr(kCrcBytes, kSlotHeaderBytes - kCrcBytes + copy_size);
  if (ReadBe32(bytes) != Crc32c(body)) {
    return std::nullopt;
  }
  return Slot{.generation = ReadBe64(body),
              .high_water = ReadPosition(body.substr(8)),
              .copy = Bytes(bytes.substr(kSlotHeaderBytes, copy_size))};
}

Position AppendRecord(Bytes& out, const Position& last, ByteView payload) {
  Bytes length;
  AppendBe32(length, static_cast<std::uint32_t>(payload.size()));
  Bytes rest;
  rest.reserve(8 + Hash::kSize + payload.size());
  AppendBe64(rest, last.seq + 1);
  rest.append(last.hash.view()).append(payload);
  out.append(length);
  AppendBe32(out, RecordCrc(length, rest));
  out.append(rest);
  return {.seq = last.seq + 1, .hash = Sha256(rest)};
}

std::optional<std::size_t> PayloadSize(ByteView record_header) {
  if (record_header.size() < kRecordHeaderBytes) {
    return std::nullopt;
  }
  const std::size_t size = ReadBe32(record_header);
  return size <= kJournalPayloadBytesMax ? std::optional(size) : std::nullopt;
}

std::optional<Position> CheckRecord(ByteView record, const Position& last) {
  const auto size = PayloadSize(record);
  if (!size || record.size() != kRecordHeaderBytes + *size) {
    return std::nullopt;
  }
  const ByteView rest = record.substr(8);
  if (ReadBe32(record.substr(4)) != RecordCrc(record.substr(0, 4), rest)) {
    return std::nullopt;
  }
  if (ReadBe64(rest) != last.seq + 1 || rest.substr(8, Hash::kSize) != last.hash.view()) {
    return std::nullopt;
  }
  return Position{.seq = last.seq + 1, .hash = Sha256(rest)};
}

}  // namespace heng::storage::journal
