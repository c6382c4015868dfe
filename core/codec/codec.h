// SPDX-License-Identifier: Apache-2.0
// Canonical bytes. A struct names its fields once, ascending, and is encoded and decoded by it:
//
//   struct Leg {
//     AccountId to;
//     Quantity quantity;
//     template <class Self, class Codec>
//     static void Fields(Self& self, Codec& codec) {
//       codec(1, self.to, Bound{.bytes = 64});
//       codec(2, self.quantity);
//     }
//   };
//   Bytes bytes = Encode(leg);
//   Result<Leg, Status> leg = Decode<Leg>(bytes);
//
// The bytes are valid Protobuf (docs/formats/canonical-bytes.md): fields ascending, defaults left
// out, minimal varints, no unknown fields. Decode accepts exactly what Encode writes, so bytes
// and value determine each other, and it checks every bound before it allocates.
//
// What a field may be: bool, unsigned integers, enums (with a last enumerator kMaxValue),
// StrongInt, StrongText, Bytes, Digest, a struct with Fields (left out when all default),
// std::optional of such a struct (presence kept), std::vector of Bytes, StrongText, Digest, struct
// or integer (packed).
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/bytes.h"
#include "core/codec/field_kinds.h"
#include "core/codec/wire.h"
#include "core/result.h"
#include "core/strong.h"

namespace heng {

// The most that one field may hold: bytes of a text or blob (each element, in a list), elements.
struct Bound {
  std::uint32_t bytes = 256;
  std::uint32_t items = 256;
};

class Encoder {
 public:
  explicit Encoder(Bytes& out) : out_(out) {}

  template <class T>
  void operator()(std::uint32_t field, const T& value, Bound = {}) {
    using codec_internal::ToNumber;
    using codec_internal::ToView;
    if constexpr (codec_internal::Number<T>) {
      if (const std::uint64_t number = ToNumber(value); number != 0) {
        wire::AppendTag(out_, field, wire::kVarint);
        wire::AppendVarint(out_, number);
      }
    } else if constexpr (codec_internal::IsDigest<T>::value) {
      if (!value.is_zero()) {
        AppendBytes(field, value.view());
      }
    } else if constexpr (codec_internal::Text<T>) {
      if (!ToView(value).empty()) {
        AppendBytes(field, ToView(value));
      }
    } else if constexpr (codec_internal::IsOptional<T>::value) {
      if (value) {
        AppendBytes(field, Nested(*value));
      }
    } else if constexpr (codec_internal::IsVector<T>::value) {
      EncodeList(field, value);
    } else {
      if (const Bytes nested = Nested(value); !nested.empty()) {
        AppendBytes(field, nested);
      }
    }
  }

 private:
  template <class T>
  static Bytes Nested(const T& value) {
    Bytes bytes;
    Encoder encoder(bytes);
    T::Fields(value, encoder);
    return bytes;
  }

  template <class T>
  void EncodeList(std::uint32_t field, const std::vector<T>& list) {
    if constexpr (codec_internal::Number<T>) {
      if (list.empty()) {
        return;
      }
      Bytes packed;
      for (const T& item : list) {
        wire::AppendVarint(packed, codec_internal::ToNumber(item));
      }
      AppendBytes(field, packed);
    } else {
      for (const T& item : list) {
        if constexpr (codec_internal::Text<T>) {
          AppendBytes(field, codec_internal::ToView(item));
        } else {
          AppendBytes(field, Nested(item));
        }
      }
    }
  }

  void AppendBytes(std::uint32_t field, ByteView bytes) {
    wire::AppendTag(out_, field, wire::kLengthDelimited);
    wire::AppendVarint(out_, bytes.size());
    out_.append(bytes);
  }

  Bytes& out_;
};

class Decoder {
 public:
  explicit Decoder(ByteView in) : in_(in) {}

  template <class T>
  void operator()(std::uint32_t field, T& value, Bound bound = {}) {
    if (!error_.empty()) {
      return;
    }
    if constexpr (codec_internal::Number<T>) {
      if (wire::TakeTag(in_, field, wire::kVarint)) {
        const auto number = wire::TakeVarint(in_);
        if (!number || *number == 0 || !SetNumber(value, *number)) {
          Refuse(field, "is not a canonical number of its range");
        }
      } else {
        value = T{};  // left out means zero, whatever the struct's own initial value is
      }
    } else if constexpr (codec_internal::IsVector<T>::value) {
      DecodeList(field, value, bound);
    } else if (wire::TakeTag(in_, field, wire::kLengthDelimited)) {
      const auto bytes = wire::TakeBytes(in_);
      if (!bytes) {
        Refuse(field, "is cut short");
      } else if constexpr (codec_internal::IsOptional<T>::value) {
        value.emplace();
        DecodeNested(field, *value, *bytes);
      } else if (bytes->empty()) {
        Refuse(field, "is empty and should be left out");
      } else if constexpr (codec_internal::Text<T>) {
        SetText(field, value, *bytes, bound);
        if constexpr (codec_internal::IsDigest<T>::value) {
          if (value.is_zero()) {
            Refuse(field, "is all zero and should be left out");
          }
        }
      } else {
        DecodeNested(field, value, *bytes);
      }
    } else if constexpr (codec_internal::IsOptional<T>::value) {
      value.reset();
    } else if constexpr (codec_internal::Text<T>) {
      value = T{};
    } else {
      DecodeNested(field, value, {});
    }
  }

  // Empty when every byte was read; else what is wrong.
  [[nodiscard]] std::string Finish() {
    if (error_.empty() && !in_.empty()) {
      error_ = "unknown field, wrong wire type or field out of order, " +
               std::to_string(in_.size()) + " bytes before the end";
    }
    return std::move(error_);
  }

 private:
  template <class T>
  static bool SetNumber(T& value, std::uint64_t number) {
    const auto converted = codec_internal::FromNumber<T>(number);
    if (converted) {
      value = *converted;
    }
    return converted.has_value();
  }

  template <class T>
  void SetText(std::uint32_t field, T& value, ByteView bytes, Bound bound) {
    if constexpr (codec_internal::IsDigest<T>::value) {
      if (bytes.size() != T::kSize) {
        Refuse(field, "must have " + std::to_string(T::kSize) + " bytes");
      } else {
        value = T::FromBytes(bytes);
      }
    } else if (bytes.size() > bound.bytes) {
      Refuse(field, "is longer than " + std::to_string(bound.bytes) + " bytes");
    } else {
      value = T(std::string(bytes));
    }
  }

  template <class T>
  void DecodeNested(std::uint32_t field, T& value, ByteView bytes) {
    Decoder nested(bytes);
    T::Fields(value, nested);
    if (const std::string error = nested.Finish(); !error.empty()) {
      Refuse(field, "holds: " + error);
    }
  }

  template <class T>
  void DecodeList(std::uint32_t field, std::vector<T>& list, Bound bound) {
    list.clear();
    if constexpr (codec_internal::Number<T>) {
      DecodePacked(field, list, bound);
    } else {
      while (error_.empty() && wire::TakeTag(in_, field, wire::kLengthDelimited)) {
        const auto bytes = wire::TakeBytes(in_);
        if (!bytes) {
          Refuse(field, "is cut short");
        } else if (list.size() >= bound.items) {
          Refuse(field, "has more than " + std::to_string(bound.items) + " elements");
        } else if constexpr (codec_internal::Text<T>) {
          SetText(field, list.emplace_back(), *bytes, bound);
        } else {
          DecodeNested(field, list.emplace_back(), *bytes);
        }
      }
    }
  }

  template <class T>
  void DecodePacked(std::uint32_t field, std::vector<T>& list, Bound bound) {
    if (!wire::TakeTag(in_, field, wire::kLengthDelimited)) {
      return;
    }
    auto packed = wire::TakeBytes(in_);
    if (!packed || packed->empty()) {
      Refuse(field, "is cut short or empty");
      return;
    }
    while (!packed->empty()) {
      const auto number = wire::TakeVarint(*packed);
      if (!number || list.size() >= bound.items || !SetNumber(list.emplace_back(), *number)) {
        Refuse(field, "holds a number out of range or more than " + std::to_string(bound.items));
        return;
      }
    }
  }

  void Refuse(std::uint32_t field, const std::string& why) {
    if (error_.empty()) {
      error_ = "field " + std::to_string(field) + " " + why;
    }
  }

  ByteView in_;
  std::string error_;
};

// Appends the canonical bytes of `value`.
template <class T>
void EncodeTo(Bytes& out, const T& value) {
  Encoder encoder(out);
  T::Fields(value, encoder);
}

template <class T>
[[nodiscard]] Bytes Encode(const T& value) {
  Bytes bytes;
  EncodeTo(bytes, value);
  return bytes;
}

template <class T>
[[nodiscard]] Result<T, Status> Decode(ByteView bytes) {
  T value{};
  Decoder decoder(bytes);
  T::Fields(value, decoder);
  if (std::string error = decoder.Finish(); !error.empty()) {
    return Fail(StatusCode::kMalformed, std::move(error));
  }
  return value;
}

}  // namespace heng
