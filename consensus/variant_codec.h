// SPDX-License-Identifier: Apache-2.0
// A std::variant of structs as the oneof of a Protobuf message: alternative i is field i + 1 of a
// message with nothing else in it. Decoding accepts exactly one field and only its canonical form.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "core/check.h"
#include "core/codec/codec.h"

namespace heng::consensus {

template <class... Alternatives>
[[nodiscard]] Bytes EncodeVariant(const std::variant<Alternatives...>& value) {
  Bytes bytes;
  Encoder encoder(bytes);
  const auto field = static_cast<std::uint32_t>(value.index()) + 1;
  std::visit([&](const auto& alternative) { encoder(field, alternative); }, value);
  // An alternative that is all default would vanish; no such value is ever sent or written.
  HENG_ASSERT(!bytes.empty());
  return bytes;
}

template <class Variant>
struct VariantDecoder;

template <class... Alternatives>
struct VariantDecoder<std::variant<Alternatives...>> {
  using Variant = std::variant<Alternatives...>;

  [[nodiscard]] static Result<Variant, Status> Decode(ByteView bytes) {
    Decoder decoder(bytes);
    std::optional<Variant> found;
    std::size_t count = 0;
    std::uint32_t field = 0;
    (Take<Alternatives>(decoder, ++field, found, count), ...);
    if (std::string error = decoder.Finish(); !error.empty()) {
      return Fail(StatusCode::kMalformed, std::move(error));
    }
    if (count != 1) {
      return Fail(StatusCode::kMalformed, "one field is expected, not " + std::to_string(count));
    }
    return *std::move(found);
  }

 private:
  template <class T>
  static void Take(Decoder& decoder,
                   std::uint32_t field,
                   std::optional<Variant>& found,
                   std::size_t& count) {
    std::optional<T> value;
    decoder(field, value);
    if (value) {
      ++count;
      // A present but all-default alternative has a shorter encoding, the empty one: refuse it.
      if (*value == T{}) {
        count += 2;
      }
      found = *std::move(value);
    }
  }
};

}  // namespace heng::consensus
