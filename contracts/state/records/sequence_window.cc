// SPDX-License-Identifier: Apache-2.0
#include "contracts/state/records/sequence_window.h"

#include "core/check.h"

namespace heng::contracts {
namespace {

bool BitAt(const Bytes& bits, std::uint64_t index) {
  const std::size_t byte = static_cast<std::size_t>(index / 8);
  return byte < bits.size() && ((static_cast<unsigned char>(bits[byte]) >> (index % 8)) & 1) != 0;
}

void SetBit(Bytes& bits, std::uint64_t index) {
  const auto byte = static_cast<std::size_t>(index / 8);
  bits[byte] = static_cast<char>(static_cast<unsigned char>(bits[byte]) | (1U << (index % 8)));
}

}  // namespace

bool SequenceWindow::IsFree(std::uint64_t sequence) const {
  if (sequence == 0) {
    return false;
  }
  if (sequence > highest) {
    return true;
  }
  const std::uint64_t back = highest - sequence;
  return back < kSize && !BitAt(used, back);
}

void SequenceWindow::Use(std::uint64_t sequence) {
  HENG_ASSERT(IsFree(sequence));
  used.resize(kSize / 8, '\0');
  if (sequence <= highest) {
    SetBit(used, highest - sequence);
    return;
  }
  // Every used bit moves away from the new highest.
  const std::uint64_t shift = sequence - highest;
  Bytes moved(kSize / 8, '\0');
  const std::uint64_t bytes = shift / 8;
  for (std::uint64_t i = bytes; i < moved.size(); ++i) {
    // Bit n is the lowest but n of its byte, so what leaves a byte enters the next one from below.
    const auto at = [this](std::uint64_t index) {
      return static_cast<unsigned>(static_cast<unsigned char>(used[index]));
    };
    const unsigned above = at(i - bytes) << (shift % 8);
    const unsigned below = i == bytes ? 0 : at(i - bytes - 1) >> (8 - shift % 8);
    moved[i] = static_cast<char>((above | below) & 0xff);
  }
  used = std::move(moved);
  highest = sequence;
  SetBit(used, 0);
}

}  // namespace heng::contracts
