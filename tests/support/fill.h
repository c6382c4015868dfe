// SPDX-License-Identifier: Apache-2.0
// Fill(value): sets every field of a struct with `Fields`, however deep, to a value that is not its
// default. Numbers and enums get the largest that their type holds, so that a published field that
// is too narrow shows; lists get two elements; texts are ASCII within their bound.
#pragma once

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/codec/codec.h"

namespace heng::testing {

class Filler {
 public:
  template <class T>
  void operator()(std::uint32_t field, T& value, Bound bound = {}) {
    if constexpr (codec_internal::IsVector<T>::value) {
      value.clear();
      for (std::uint32_t i = 0; i < std::min<std::uint32_t>(2, bound.items); ++i) {
        typename T::value_type item{};
        (*this)(field + i, item, bound);
        value.push_back(std::move(item));
      }
    } else if constexpr (codec_internal::IsOptional<T>::value) {
      T::value_type::Fields(value.emplace(), *this);
    } else if constexpr (codec_internal::Number<T>) {
      value = Largest<T>();
    } else if constexpr (codec_internal::IsDigest<T>::value) {
      value = T::FromBytes(std::string(T::kSize, static_cast<char>(field + 1)));
    } else if constexpr (codec_internal::Text<T>) {
      const std::string text = "text " + std::to_string(field) + " of a filled record";
      value = T(text.substr(0, bound.bytes));
    } else {
      T::Fields(value, *this);
    }
  }

 private:
  template <class T>
  static T Largest() {
    if constexpr (std::is_enum_v<T>) {
      return T::kMaxValue;
    } else if constexpr (codec_internal::IsStrongInt<T>::value) {
      return T(std::numeric_limits<typename T::Representation>::max());
    } else {
      return std::numeric_limits<T>::max();
    }
  }
};

template <class T>
[[nodiscard]] T Filled() {
  T value{};
  Filler filler;
  T::Fields(value, filler);
  return value;
}

}  // namespace heng::testing
