// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/wire_mutator.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "core/codec/wire.h"
#include "tests/sim/prng.h"

namespace heng::fuzz {
namespace {

constexpr std::size_t kDepthMax = 8;
constexpr std::size_t kFieldsMax = 4096;

struct Field {
  std::uint32_t number = 0;
  std::uint32_t type = wire::kVarint;
  std::uint64_t varint = 0;
  Bytes bytes;                                    // of a length-delimited field that is a leaf
  std::optional<std::vector<Field>> fields = {};  // of one whose bytes are fields themselves
};

using Message = std::vector<Field>;

std::optional<Message> Parse(ByteView bytes, std::size_t depth, std::size_t& count) {
  Message message;
  while (!bytes.empty()) {
    const auto tag = wire::TakeVarint(bytes);
    if (!tag || *tag >> 3 == 0 || *tag >> 3 > 536'870'911 || ++count > kFieldsMax) {
      return std::nullopt;
    }
    Field field{.number = static_cast<std::uint32_t>(*tag >> 3),
                .type = static_cast<std::uint32_t>(*tag & 7),
                .bytes = {}};
    if (field.type == wire::kVarint) {
      const auto value = wire::TakeVarint(bytes);
      if (!value) {
        return std::nullopt;
      }
      field.varint = *value;
    } else if (field.type == wire::kLengthDelimited) {
      const auto value = wire::TakeBytes(bytes);
      if (!value) {
        return std::nullopt;
      }
      field.bytes = Bytes(*value);
      if (depth < kDepthMax && !value->empty()) {
        field.fields = Parse(*value, depth + 1, count);
      }
    } else {
      return std::nullopt;
    }
    message.push_back(std::move(field));
  }
  return message;
}

void Write(Bytes& out, const Message& message) {
  for (const Field& field : message) {
    wire::AppendTag(out, field.number, field.type);
    if (field.type == wire::kVarint) {
      wire::AppendVarint(out, field.varint);
      continue;
    }
    Bytes nested;
    if (field.fields) {
      Write(nested, *field.fields);
    }
    const Bytes& bytes = field.fields ? nested : field.bytes;
    wire::AppendVarint(out, bytes.size());
    out.append(bytes);
  }
}

// Where a field is: so that it can be changed, and its neighbours too.
struct Place {
  Message* in = nullptr;
  std::size_t index = 0;

  [[nodiscard]] Field& field() const { return (*in)[index]; }
};

void Gather(Message& message, std::vector<Place>& places) {
  for (std::size_t i = 0; i < message.size(); ++i) {
    places.push_back({.in = &message, .index = i});
    if (message[i].fields) {
      Gather(*message[i].fields, places);
    }
  }
}

class Mutation {
 public:
  Mutation(std::uint64_t seed, std::size_t size_max, const ChangeBytes& change)
      : prng_(seed), size_max_(size_max), change_(change) {}

  void Apply(Message& message) {
    std::vector<Place> places;
    Gather(message, places);
    if (places.empty()) {
      return;
    }
    const Place at = places[prng_.Below(places.size())];
    const Field other = places[prng_.Below(places.size())].field();
    switch (prng_.Below(8)) {
      case 0:
        at.in->erase(at.in->begin() + static_cast<std::ptrdiff_t>(at.index));
        break;
      case 1:
        at.in->insert(at.in->begin() + static_cast<std::ptrdiff_t>(at.index), Field(at.field()));
        break;
      case 2:
        InsertCopy(*at.in, other);
        break;
      case 3:
        TakeContent(at.field(), other);
        break;
      default:
        ChangeContent(at.field());
        break;
    }
  }

 private:
  // Another field's content under a number of its own, where that number belongs.
  void InsertCopy(Message& message, const Field& other) {
    Field copy = other;
    copy.number = static_cast<std::uint32_t>(1 + prng_.Below(32));
    const auto place = std::ranges::upper_bound(message, copy.number, {}, &Field::number);
    message.insert(place, std::move(copy));
  }

  static void TakeContent(Field& field, const Field& other) {
    const std::uint32_t number = field.number;
    field = Field(other);
    field.number = number;
  }

  void ChangeContent(Field& field) {
    if (field.type == wire::kVarint) {
      field.varint = OtherNumber(field.varint);
      return;
    }
    if (field.fields) {
      field.bytes.clear();
      Write(field.bytes, *field.fields);
      field.fields.reset();
    }
    field.bytes = change_(field.bytes, std::min(field.bytes.size() + 64, size_max_));
  }

  std::uint64_t OtherNumber(std::uint64_t number) {
    switch (prng_.Below(6)) {
      case 0:
        return number + 1;
      case 1:
        return number - 1;
      case 2:
        return std::uint64_t{1} << prng_.Below(64);
      case 3:
        return (std::uint64_t{1} << prng_.Below(64)) - 1;
      case 4:
        return prng_.Below(64);
      default:
        return prng_.Next();
    }
  }

  sim::Prng prng_;
  std::size_t size_max_;
  const ChangeBytes& change_;
};

}  // namespace

Bytes MutateFields(ByteView input,
                   std::size_t size_max,
                   std::uint64_t seed,
                   const ChangeBytes& change) {
  std::size_t count = 0;
  auto message = Parse(input, 0, count);
  if (!message || message->empty()) {
    return {};
  }
  sim::Prng prng(seed);
  const std::uint64_t changes = 1 + prng.Below(3);
  for (std::uint64_t i = 0; i < changes; ++i) {
    Mutation(prng.Next(), size_max, change).Apply(*message);
  }
  Bytes out;
  Write(out, *message);
  return out.size() <= size_max ? out : Bytes();
}

}  // namespace heng::fuzz
