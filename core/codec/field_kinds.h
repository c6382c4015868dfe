// SPDX-License-Identifier: Apache-2.0
// What a field of a struct with Fields may be, and how the scalar kinds turn into numbers and
// bytes. Only codec.h and its tests use this.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <vector>

#include "core/bytes.h"
#include "core/strong.h"

namespace heng {

namespace codec_internal {

template <class T>
struct IsStrongInt : std::false_type {};
template <class Tag, class Rep>
struct IsStrongInt<StrongInt<Tag, Rep>> : std::true_type {};
template <class T>
struct IsStrongText : std::false_type {};
template <class Tag>
struct IsStrongText<StrongText<Tag>> : std::true_type {};
template <class T>
struct IsDigest : std::false_type {};
template <class Tag, std::size_t N>
struct IsDigest<Digest<Tag, N>> : std::true_type {};
template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {};
template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};

template <class T>
concept Number = std::unsigned_integral<T> || std::is_enum_v<T> || IsStrongInt<T>::value;
template <class T>
concept Text = std::same_as<T, Bytes> || IsStrongText<T>::value || IsDigest<T>::value;

template <Number T>
constexpr std::uint64_t ToNumber(const T& value) {
  if constexpr (IsStrongInt<T>::value) {
    return value.value();
  } else {
    return static_cast<std::uint64_t>(value);
  }
}

// Nothing when the number does not fit the type.
template <Number T>
constexpr std::optional<T> FromNumber(std::uint64_t number) {
  if constexpr (std::is_enum_v<T>) {
    if (number > static_cast<std::uint64_t>(T::kMaxValue)) {
      return std::nullopt;
    }
    return static_cast<T>(number);
  } else if constexpr (IsStrongInt<T>::value) {
    const auto value = FromNumber<typename T::Representation>(number);
    return value ? std::optional<T>(T(*value)) : std::nullopt;
  } else if constexpr (std::same_as<T, bool>) {
    return number > 1 ? std::nullopt : std::optional<T>(number == 1);
  } else {
    const T value = static_cast<T>(number);
    return value == number ? std::optional<T>(value) : std::nullopt;
  }
}

template <Text T>
ByteView ToView(const T& value) {
  if constexpr (std::same_as<T, Bytes>) {
    return value;
  } else if constexpr (IsStrongText<T>::value) {
    return value.value();
  } else {
    return value.view();
  }
}

}  // namespace codec_internal

}  // namespace heng
