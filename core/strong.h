// SPDX-License-Identifier: Apache-2.0
// Tagged integers, texts and digests: two values of different tags never mix by accident.
#pragma once

#include <array>
#include <compare>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>

#include "core/bytes.h"

namespace heng {

template <class Tag, std::unsigned_integral Rep = std::uint64_t>
class StrongInt {
 public:
  using Representation = Rep;

  constexpr StrongInt() = default;
  constexpr explicit StrongInt(Rep value) : value_(value) {}

  [[nodiscard]] constexpr Rep value() const { return value_; }

  friend constexpr auto operator<=>(StrongInt, StrongInt) = default;

 private:
  Rep value_ = 0;
};

// An identifier in text. Which characters and lengths are allowed is checked where it enters.
template <class Tag>
class StrongText {
 public:
  StrongText() = default;
  explicit StrongText(std::string value) : value_(std::move(value)) {}

  [[nodiscard]] const std::string& value() const { return value_; }
  [[nodiscard]] bool empty() const { return value_.empty(); }

  friend auto operator<=>(const StrongText&, const StrongText&) = default;

 private:
  std::string value_;
};

// N raw bytes with a meaning: a hash, a key, a signature. Default: all zero.
template <class Tag, std::size_t N = 32>
class Digest {
 public:
  static constexpr std::size_t kSize = N;

  Digest() = default;

  // `bytes` must hold exactly N bytes; decoders check that before they come here.
  static Digest FromBytes(ByteView bytes) {
    Digest digest;
    std::memcpy(digest.bytes_.data(), bytes.data(), bytes.size() < N ? bytes.size() : N);
    return digest;
  }

  [[nodiscard]] ByteView view() const { return {reinterpret_cast<const char*>(bytes_.data()), N}; }
  [[nodiscard]] Bytes bytes() const { return Bytes(view()); }
  [[nodiscard]] std::string hex() const { return ToHex(view()); }
  [[nodiscard]] const unsigned char* data() const { return bytes_.data(); }
  [[nodiscard]] unsigned char* data() { return bytes_.data(); }
  [[nodiscard]] bool is_zero() const { return *this == Digest{}; }

  friend auto operator<=>(const Digest&, const Digest&) = default;

 private:
  std::array<unsigned char, N> bytes_{};
};

}  // namespace heng
