// SPDX-License-Identifier: Apache-2.0
// Goal: bytes and value determine each other; nothing but what Encode writes is taken. Method:
// golden bytes, every kind of field, and every changed, dropped and added byte of valid encodings.
#include "core/codec/codec.h"

#include <gtest/gtest.h>

#include <limits>

#include "core/block.h"
#include "core/codec/wire.h"
#include "core/event.h"
#include "core/receipt.h"
#include "core/transaction.h"
#include "core/validator.h"
#include "tests/support/hex.h"

namespace heng {
namespace {

enum class Colour : std::uint32_t { kNone = 0, kRed = 1, kBlue = 2, kMaxValue = kBlue };
using Name = StrongText<struct NameTag>;
using Count = StrongInt<struct CountTag>;

struct Inner {
  std::uint32_t number = 0;
  Bytes text;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.number);
    codec(2, self.text, Bound{.bytes = 4});
  }
  friend bool operator==(const Inner&, const Inner&) = default;
};

struct Everything {
  bool flag = false;
  std::uint64_t wide = 0;
  std::uint8_t narrow = 0;
  Colour colour = Colour::kNone;
  Count count;
  Name name;
  Bytes blob;
  Hash hash;
  Inner inner;
  std::optional<Inner> maybe;
  std::vector<Bytes> texts;
  std::vector<Inner> inners;
  std::vector<Hash> hashes;
  std::vector<std::uint64_t> numbers;

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.flag);
    codec(2, self.wide);
    codec(3, self.narrow);
    codec(4, self.colour);
    codec(5, self.count);
    codec(6, self.name, Bound{.bytes = 8});
    codec(7, self.blob, Bound{.bytes = 8});
    codec(8, self.hash);
    codec(9, self.inner);
    codec(10, self.maybe);
    codec(11, self.texts, Bound{.bytes = 4, .items = 3});
    codec(12, self.inners, Bound{.items = 3});
    codec(13, self.hashes, Bound{.items = 2});
    codec(200, self.numbers, Bound{.items = 3});
  }
  friend bool operator==(const Everything&, const Everything&) = default;
};

Everything Full() {
  return {.flag = true,
          .wide = std::numeric_limits<std::uint64_t>::max(),
          .narrow = 255,
          .colour = Colour::kBlue,
          .count = Count(300),
          .name = Name("name"),
          .blob = Bytes("\0b", 2),
          .hash = Hash::FromBytes(Bytes(32, 'h')),
          .inner = {.number = 1, .text = "t"},
          .maybe = Inner{.number = 0, .text = "m"},
          .texts = {"", "two", "3"},
          .inners = {{.number = 1, .text = ""}, {}, {.number = 3, .text = "c"}},
          .hashes = {Hash(), Hash::FromBytes(Bytes(32, 'z'))},
          .numbers = {0, 1, 1ULL << 63}};
}

// Every byte changed in eight ways, every prefix, and one byte more: refused, or a different value
// with exactly these bytes.
template <class T>
void ExpectCanonical(const T& value) {
  const Bytes bytes = Encode(value);
  const auto again = Decode<T>(bytes);
  ASSERT_TRUE(again.has_value()) << again.error().context;
  EXPECT_EQ(*again, value);
  const auto check = [&](const Bytes& changed) {
    const auto decoded = Decode<T>(changed);
    if (decoded) {
      EXPECT_EQ(ToHex(Encode(*decoded)), ToHex(changed));
      EXPECT_FALSE(*decoded == value);
    } else {
      EXPECT_EQ(decoded.error().code, StatusCode::kMalformed);
      EXPECT_FALSE(decoded.error().context.empty());
    }
  };
  for (std::size_t byte = 0; byte < bytes.size(); ++byte) {
    for (int bit = 0; bit < 8; ++bit) {
      Bytes changed = bytes;
      changed[byte] = static_cast<char>(changed[byte] ^ (1 << bit));
      check(changed);
    }
    check(bytes.substr(0, byte));
    check(bytes.substr(0, byte) + bytes.substr(byte + 1));
    check(bytes.substr(0, byte) + Bytes(1, '\0') + bytes.substr(byte));
  }
  check(bytes + Bytes(1, '\0'));
}

TEST(Codec, LeavesDefaultsOut) {
  EXPECT_EQ(Encode(Everything{}), "");
  EXPECT_EQ(Decode<Everything>(""), Everything{});
}

TEST(Codec, WritesGoldenBytes) {
  Everything value;
  value.flag = true;
  value.wide = 300;
  value.name = Name("ab");
  value.inner.number = 7;
  value.maybe.emplace();
  value.texts = {"", "x"};
  value.numbers = {0, 128};
  EXPECT_EQ(ToHex(Encode(value)),
            "080110ac02320261624a0208075200"
            "5a005a0178"
            "c20c03008001");
}

TEST(Codec, KeepsEveryKindOfFieldAndTakesNothingElse) {
  ExpectCanonical(Full());
}

TEST(Codec, ReadsAFieldThatIsLeftOutAsZeroWhateverItsInitialValue) {
  ASSERT_NE(BlockHeader().version, 0U);
  const auto header = Decode<BlockHeader>("");
  ASSERT_TRUE(header.has_value());
  EXPECT_EQ(header->version, 0U);
  EXPECT_EQ(header->hash_suite, 0U);
  EXPECT_EQ(Encode(*header), "");
}

TEST(Codec, KeepsAnEmptyOptionalApartFromNone) {
  Everything value;
  value.maybe.emplace();
  EXPECT_EQ(Decode<Everything>(Encode(value)), value);
  EXPECT_NE(Decode<Everything>(Encode(value)), Everything{});
}

struct Refusal {
  const char* hex;
  const char* why;
};

TEST(Codec, RefusesEveryFormThatEncodeDoesNotWrite) {
  const Refusal refusals[] = {
      {"0800", "a default that is present"},
      {"0802", "a bool above one"},
      {"088100", "a varint with padding"},
      {"10ffffffffffffffffff02", "a varint of more than 64 bits"},
      {"10ffffffffffffffffffff01", "a varint of eleven bytes"},
      {"188002", "a number too wide for its field"},
      {"2003", "an enumerator that does not exist"},
      {"3200", "an empty text that is present"},
      {"3209414141414141414141", "a text past its bound"},
      {"4201aa", "a digest of the wrong size"},
      {"42200000000000000000000000000000000000000000000000000000000000000000", "a digest of zeros"},
      {"4a00", "an empty struct that is present"},
      {"4a020800", "a default inside a struct"},
      {"4a0308011a", "a cut field inside a struct"},
      {"5a0541414141415a", "an element past its bound"},
      {"5a005a005a005a00", "too many elements"},
      {"6200620062006200", "too many structs"},
      {"c20c00", "an empty packed list"},
      {"c20c0400000000", "too many packed numbers"},
      {"c20c0180", "a packed number cut short"},
      {"c20c028000", "a packed number with padding"},
      {"10010801", "fields out of order"},
      {"08010801", "a field twice"},
      {"0a0101", "the wrong wire type"},
      {"0d01000000", "a fixed-width wire type"},
      {"7001", "an unknown field"},
      {"320541", "a length past the end"},
      {"32ffffffffffffffffff0141", "a length of 2^64"},
      {"32", "a tag and nothing else"},
      {"10", "a tag without its number"},
      {"888000", "a tag with padding"},
  };
  for (const Refusal& refusal : refusals) {
    EXPECT_FALSE(Decode<Everything>(FromHex(refusal.hex)).has_value()) << refusal.why;
  }
}

TEST(Codec, NamesTheFieldThatIsWrong) {
  const auto decoded = Decode<Everything>(FromHex("08014a020800"));
  ASSERT_FALSE(decoded.has_value());
  EXPECT_NE(decoded.error().context.find("field 9"), std::string::npos) << decoded.error().context;
  EXPECT_NE(decoded.error().context.find("field 1"), std::string::npos) << decoded.error().context;
}

TEST(Codec, TakesValuesAtTheirBoundsExactly) {
  Everything value;
  value.name = Name(std::string(8, 'n'));
  value.texts = {"4444", "", ""};
  value.numbers = {1, 2, 3};
  EXPECT_EQ(Decode<Everything>(Encode(value)), value);
  value.name = Name(std::string(9, 'n'));
  EXPECT_FALSE(Decode<Everything>(Encode(value)).has_value());
}

TEST(Codec, KeepsTheStructsOfBlocks) {
  BlockHeader header;
  header.chain_id = ChainId("heng-test-1");
  header.height = Height(7);
  header.time = BlockTime(1'700'000'000'123);
  header.epoch = Epoch(1);
  header.parent = BlockId::FromBytes(Bytes(32, 'p'));
  header.log_root = Hash::FromBytes(Bytes(32, 'l'));
  header.transaction_count = 2;
  header.state_root = StateRoot::FromBytes(Bytes(32, 's'));
  header.proposer = "hubei-registry";
  ExpectCanonical(header);

  Event event;
  event.chain_id = ChainId("heng-test-1");
  event.type = EventType::kSplit;
  event.subjects = {{.key = "u/B/1", .seq = 3, .post_core_hash = Hash::FromBytes(Bytes(32, 'c'))},
                    {.key = "u/B/9", .seq = 0, .post_core_hash = {}}};
  event.first = Serial(1);
  event.references = {{.name = "trade", .value = "T-1"}};
  ExpectCanonical(event);

  Receipt receipt;
  receipt.transaction_id = TransactionId::FromBytes(Bytes(32, 't'));
  receipt.code = 12;
  receipt.rule = "R-CAR-21";
  receipt.numbers = {{.name = "limit", .value = 260'000}, {.name = "requested", .value = 260'001}};
  ExpectCanonical(receipt);

  Validator validator;
  validator.name = "hubei-registry";
  validator.operator_id = ParticipantId("91420000MA49XXXX0X");
  validator.vote_key = PublicKey::FromBytes(Bytes(32, 'v'));
  validator.peer_address = "127.0.0.1:7100";
  ExpectCanonical(validator);
}

// A struct whose initial values are not zero, as records have.
struct Open {
  std::uint32_t schema = 1;
  bool active = true;
  Colour colour = Colour::kRed;
  Bytes text = "as";
  Inner inner{.number = 7, .text = "is"};

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.schema);
    codec(2, self.active);
    codec(3, self.colour);
    codec(4, self.text);
    codec(5, self.inner);
  }
  friend bool operator==(const Open&, const Open&) = default;
};

TEST(Codec, LeftOutMeansZeroWhateverTheInitialValueIs) {
  const Open shut{
      .schema = 1, .active = false, .colour = Colour::kNone, .text = {}, .inner = {0, {}}};
  const auto decoded = Decode<Open>(Encode(shut));
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(*decoded, shut);
  const auto nothing = Decode<Open>({});
  ASSERT_TRUE(nothing.has_value());
  EXPECT_EQ(nothing->schema, 0U);
  EXPECT_EQ(Encode(*nothing), Bytes());
}

TEST(Bytes, KeepNumberOrderInByteOrder) {
  Bytes previous;
  for (const std::uint64_t value : {0ULL, 1ULL, 255ULL, 256ULL, 1ULL << 32, ~0ULL}) {
    Bytes bytes;
    AppendBe64(bytes, value);
    EXPECT_EQ(bytes.size(), 8U);
    EXPECT_EQ(ReadBe64(bytes), value);
    EXPECT_LT(previous, bytes);
    previous = bytes;
  }
  EXPECT_EQ(ToHex(Bytes("\x00\x7f\x80\xff", 4)), "007f80ff");
}

TEST(Wire, SkipsToAField) {
  Bytes message;
  wire::AppendTag(message, 1, wire::kVarint);
  wire::AppendVarint(message, 300);
  wire::AppendTag(message, 7, wire::kLengthDelimited);
  wire::AppendVarint(message, 3);
  message += "abc";
  const Bytes before = message;
  wire::AppendTag(message, 30, wire::kVarint);
  wire::AppendVarint(message, 5);
  EXPECT_EQ(wire::SkipTo(30, message), ByteView(message).substr(before.size()));
  EXPECT_EQ(wire::SkipTo(8, message), ByteView(message).substr(before.size()));
  EXPECT_EQ(wire::SkipTo(1, message), ByteView(message));
  EXPECT_EQ(wire::SkipTo(31, message), ByteView());
  EXPECT_EQ(wire::SkipTo(30, before), ByteView());
  EXPECT_FALSE(wire::SkipTo(30, before.substr(0, before.size() - 1)));
  EXPECT_FALSE(wire::SkipTo(30, before.substr(0, 1)));
  EXPECT_FALSE(wire::SkipTo(30, Bytes("\x0d\x01\x02\x03\x04", 5))) << "fixed32 is not used";
}

TEST(Identifier, IsOneToSixtyFourOfAFewCharacters) {
  for (const char* good : {"a", "CEA", "mee.maker", "a_b:c-9"}) {
    EXPECT_TRUE(IsIdentifier(good)) << good;
  }
  EXPECT_TRUE(IsIdentifier(std::string(64, 'a')));
  for (const char* bad : {"", "a/b", "a b", "\xe8\xa1\xa1", "a\n", "a@b", "[", "`", "{"}) {
    EXPECT_FALSE(IsIdentifier(bad)) << bad;
  }
  EXPECT_FALSE(IsIdentifier(std::string(65, 'a')));
  EXPECT_FALSE(IsIdentifier(std::string_view("a\0", 2)));
}

TEST(Path, IsIdentifiersJoinedBySlashes) {
  EXPECT_TRUE(IsPath("CEA/2024/CN"));
  EXPECT_TRUE(IsPath("CEA"));
  for (const char* bad : {"", "/", "CEA/", "/CEA", "CEA//CN", "CEA/ /CN"}) {
    EXPECT_FALSE(IsPath(bad)) << bad;
  }
}

}  // namespace
}  // namespace heng
