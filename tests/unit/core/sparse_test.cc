// SPDX-License-Identifier: Apache-2.0
// Goal: our verifier says what the stock ICS-23 library says, and refuses what that one cannot see.
// Method: vectors of an independent prover with the stock verdicts, hand-made dishonest trees, and
// every changed byte of accepted proofs.
#include "core/merkle/sparse.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "core/codec/wire.h"
#include "core/crypto/hash.h"
#include "tests/support/hex.h"
#include "tests/support/source_dir.h"

namespace heng::merkle {
namespace {

struct Vector {
  std::string kind;
  StateRoot root;
  Bytes key;
  Bytes value;
  Bytes proof;
  bool ok = false;
};

std::string FieldOf(const std::string& line, const std::string& name) {
  const std::string start = "\"" + name + "\": \"";
  const auto begin = line.find(start);
  EXPECT_NE(begin, std::string::npos) << name;
  const auto from = begin + start.size();
  return line.substr(from, line.find('"', from) - from);
}

std::vector<Vector> Vectors() {
  std::ifstream file(heng::tests::SourceDir() + "/tests/vectors/ics23_proofs.jsonl");
  std::vector<Vector> vectors;
  for (std::string line; std::getline(file, line);) {
    vectors.push_back({.kind = FieldOf(line, "kind"),
                       .root = StateRoot::FromBytes(FromHex(FieldOf(line, "root"))),
                       .key = FromHex(FieldOf(line, "key")),
                       .value = FromHex(FieldOf(line, "value")),
                       .proof = FromHex(FieldOf(line, "proof")),
                       .ok = line.find("\"ok\": true") != std::string::npos});
  }
  return vectors;
}

bool Accepts(const Vector& vector, ByteView proof_bytes) {
  const auto proof = DecodeCommitmentProof(proof_bytes);
  if (!proof) {
    return false;
  }
  if (vector.kind == "m") {
    const auto* member = std::get_if<MembershipProof>(&*proof);
    return member != nullptr && VerifyMembership(vector.root, vector.key, vector.value, *member);
  }
  const auto* absent = std::get_if<AbsenceProof>(&*proof);
  return absent != nullptr && VerifyAbsence(vector.root, vector.key, *absent);
}

TEST(StateProof, GetsTheVerdictOfTheStockLibrary) {
  const auto vectors = Vectors();
  ASSERT_EQ(vectors.size(), 84U);
  std::size_t accepted = 0;
  for (std::size_t i = 0; i < vectors.size(); ++i) {
    EXPECT_EQ(Accepts(vectors[i], vectors[i].proof), vectors[i].ok) << "line " << i + 1;
    accepted += vectors[i].ok ? 1U : 0U;
  }
  EXPECT_GT(accepted, 20U);
  EXPECT_LT(accepted, vectors.size());
}

TEST(StateProof, IsEncodedAsTheStockLibraryDoes) {
  for (const Vector& vector : Vectors()) {
    const auto proof = DecodeCommitmentProof(vector.proof);
    ASSERT_TRUE(proof.has_value());
    EXPECT_EQ(ToHex(EncodeCommitmentProof(*proof)), ToHex(vector.proof));
  }
}

TEST(StateProof, HoldsForNoOtherKeyValueOrRoot) {
  for (const Vector& vector : Vectors()) {
    if (!vector.ok) {
      continue;
    }
    Vector other = vector;
    other.key.push_back('x');
    EXPECT_FALSE(Accepts(other, vector.proof));
    other = vector;
    other.root.data()[31] ^= 1;
    EXPECT_FALSE(Accepts(other, vector.proof));
    if (vector.kind == "m") {
      other = vector;
      other.value.push_back('x');
      EXPECT_FALSE(Accepts(other, vector.proof));
    }
  }
}

TEST(StateProof, BreaksWithAnyChangedByte) {
  std::size_t tried = 0;
  for (const Vector& vector : Vectors()) {
    if (!vector.ok || ++tried % 4 != 0) {
      continue;
    }
    for (std::size_t byte = 0; byte < vector.proof.size(); ++byte) {
      for (const int flip : {0x01, 0x80}) {
        Bytes changed = vector.proof;
        changed[byte] = static_cast<char>(changed[byte] ^ flip);
        EXPECT_FALSE(Accepts(vector, changed)) << "byte " << byte;
      }
      EXPECT_FALSE(Accepts(vector, ByteView(vector.proof).substr(0, byte)));
    }
    EXPECT_FALSE(Accepts(vector, vector.proof + Bytes(1, '\0')));
  }
}

// Protobuf by hand, to say what the encoder would not.
Bytes Field(std::uint32_t field, ByteView bytes) {
  Bytes out;
  wire::AppendTag(out, field, wire::kLengthDelimited);
  wire::AppendVarint(out, bytes.size());
  return out.append(bytes);
}

Bytes Number(std::uint32_t field, std::uint64_t value) {
  Bytes out;
  wire::AppendTag(out, field, wire::kVarint);
  wire::AppendVarint(out, value);
  return out;
}

Bytes LeafOperation(ByteView prefix) {
  return Number(1, 1) + Number(2, 1) + Number(3, 1) + Field(5, prefix);
}

Bytes InnerOperation(ByteView prefix, ByteView suffix) {
  return Number(1, 1) + Field(2, prefix) + (suffix.empty() ? Bytes() : Field(3, suffix));
}

Bytes Existence(ByteView key, ByteView value, ByteView leaf, const std::vector<Bytes>& path) {
  Bytes out = Field(1, key) + Field(2, value) + Field(3, leaf);
  for (const Bytes& step : path) {
    out += Field(4, step);
  }
  return out;
}

const Bytes kLeafPrefix(1, '\0');
const Bytes kInnerPrefix(1, '\1');

// Two keys whose paths start with 0 and with 1.
struct TwoLeaves {
  TwoLeaves() {
    for (int i = 0; left.empty() || right.empty(); ++i) {
      const Bytes key = "k" + std::to_string(i);
      (PathBit(SparsePath(key), 0) ? right : left) = key;
    }
    left_leaf = SparseLeafHash(SparsePath(left), Sha256("v"));
    right_leaf = SparseLeafHash(SparsePath(right), Sha256("v"));
  }
  Bytes left;
  Bytes right;
  Hash left_leaf;
  Hash right_leaf;
};

TEST(StateProof, RefusesALeafOnTheSideItsPathDoesNotSay) {
  // P1: in a tree of a dishonest builder the left key hangs on the right. Stock ICS-23 accepts
  // this proof, and with it presence and absence of one key under one root.
  const TwoLeaves keys;
  const StateRoot root = As<StateRoot>(SparseInnerHash(keys.right_leaf, keys.left_leaf));
  const Bytes dishonest =
      Field(1,
            Existence(keys.left,
                      "v",
                      LeafOperation(kLeafPrefix),
                      {InnerOperation(kInnerPrefix + keys.right_leaf.bytes(), {})}));
  const auto decoded = DecodeCommitmentProof(dishonest);
  ASSERT_FALSE(decoded.has_value());
  EXPECT_NE(decoded.error().context.find("depth 0"), std::string::npos) << decoded.error().context;
  // And what our own form can say about that root does not verify.
  EXPECT_FALSE(VerifyMembership(
      root, keys.left, "v", {.key = keys.left, .value = "v", .siblings = {keys.right_leaf}}));
}

TEST(StateProof, AcceptsTheSameLeafOnTheRightSide) {
  const TwoLeaves keys;
  const StateRoot root = As<StateRoot>(SparseInnerHash(keys.left_leaf, keys.right_leaf));
  const Bytes honest = Field(1,
                             Existence(keys.left,
                                       "v",
                                       LeafOperation(kLeafPrefix),
                                       {InnerOperation(kInnerPrefix, keys.right_leaf.view())}));
  const auto decoded = DecodeCommitmentProof(honest);
  ASSERT_TRUE(decoded.has_value());
  EXPECT_TRUE(VerifyMembership(root, keys.left, "v", std::get<MembershipProof>(*decoded)));
}

TEST(StateProof, RefusesOperationsThatAreNotThoseOfTheSpec) {
  // P2, P3: only 00 before a leaf, only 01 before an inner node, no bytes that are both.
  const TwoLeaves keys;
  const Bytes step = InnerOperation(kInnerPrefix, keys.right_leaf.view());
  const Bytes sibling = keys.right_leaf.bytes();
  const std::pair<Bytes, Bytes> refused[] = {
      {LeafOperation(kInnerPrefix), step},
      {LeafOperation(Bytes("\0x", 2)), step},
      {Number(1, 1) + Number(2, 1) + Number(3, 1), step},
      {Number(1, 2) + Number(2, 1) + Number(3, 1) + Field(5, kLeafPrefix), step},
      {Number(1, 1) + Number(3, 1) + Field(5, kLeafPrefix), step},
      {Number(1, 1) + Number(2, 1) + Number(3, 1) + Number(4, 1) + Field(5, kLeafPrefix), step},
      {LeafOperation(kLeafPrefix), InnerOperation(kLeafPrefix, sibling)},
      {LeafOperation(kLeafPrefix), InnerOperation(Bytes("\2", 1), sibling)},
      {LeafOperation(kLeafPrefix), InnerOperation(kInnerPrefix + "x", sibling)},
      {LeafOperation(kLeafPrefix), InnerOperation(kInnerPrefix, sibling.substr(1))},
      {LeafOperation(kLeafPrefix), InnerOperation(kInnerPrefix + sibling, sibling)},
      {LeafOperation(kLeafPrefix), InnerOperation(kInnerPrefix, {})},
      {LeafOperation(kLeafPrefix), Number(1, 2) + Field(2, kInnerPrefix) + Field(3, sibling)},
      {LeafOperation(kLeafPrefix), Field(2, kInnerPrefix) + Field(3, sibling)},
  };
  for (const auto& [leaf, inner] : refused) {
    EXPECT_FALSE(DecodeCommitmentProof(Field(1, Existence(keys.left, "v", leaf, {inner}))))
        << ToHex(leaf) << " " << ToHex(inner);
  }
}

TEST(StateProof, LeavesAnEmptySuffixOut) {
  // P11: a verifier may take a suffix that is present and empty for a left child.
  const TwoLeaves keys;
  const MembershipProof right{.key = keys.right, .value = "v", .siblings = {keys.left_leaf}};
  const Bytes expected =
      Field(1,
            Existence(keys.right,
                      "v",
                      LeafOperation(kLeafPrefix),
                      {InnerOperation(kInnerPrefix + keys.left_leaf.bytes(), {})}));
  EXPECT_EQ(ToHex(EncodeCommitmentProof(right)), ToHex(expected));
  const Bytes with_empty_suffix =
      InnerOperation(kInnerPrefix + keys.left_leaf.bytes(), {}) + Field(3, {});
  EXPECT_FALSE(DecodeCommitmentProof(
      Field(1, Existence(keys.right, "v", LeafOperation(kLeafPrefix), {with_empty_suffix}))));
}

TEST(StateProof, RefusesNeitherAndBoth) {
  const TwoLeaves keys;
  const Bytes exist = Existence(keys.left, "v", LeafOperation(kLeafPrefix), {});
  EXPECT_FALSE(DecodeCommitmentProof({}));
  EXPECT_FALSE(DecodeCommitmentProof(Field(1, exist) + Field(2, Field(1, "k") + Field(2, exist))));
  EXPECT_FALSE(DecodeCommitmentProof(Field(3, exist))) << "batch proofs are not taken";
}

TEST(StateProof, RefusesMoreStepsThanAPathHasBits) {
  // P4: 256 are allowed, because an attacker may grind for long common prefixes.
  const Bytes key = "k";
  const Hash path = SparsePath(key);
  for (const std::size_t steps : {256U, 257U}) {
    std::vector<Bytes> operations;
    for (std::size_t i = 0; i < steps; ++i) {
      const bool right = steps - 1 - i < 256 && PathBit(path, steps - 1 - i);
      const Bytes sibling(32, '\0');
      operations.push_back(right ? InnerOperation(kInnerPrefix + sibling, {})
                                 : InnerOperation(kInnerPrefix, sibling));
    }
    EXPECT_EQ(
        DecodeCommitmentProof(Field(1, Existence(key, "v", LeafOperation(kLeafPrefix), operations)))
            .has_value(),
        steps == 256);
  }
}

TEST(StateProof, NeverHoldsForAnEmptyKeyOrValue) {
  // P5: a stock verifier fails on them, so they must never be taken for proven.
  const StateRoot root = As<StateRoot>(SparseLeafHash(SparsePath("k"), Sha256("")));
  EXPECT_FALSE(VerifyMembership(root, "k", "", {.key = "k", .value = "", .siblings = {}}));
  const StateRoot keyless = As<StateRoot>(SparseLeafHash(SparsePath(""), Sha256("v")));
  EXPECT_FALSE(VerifyMembership(keyless, "", "v", {.key = "", .value = "v", .siblings = {}}));
  EXPECT_FALSE(VerifyAbsence(root, "", CompactAbsenceProof{}));
}

TEST(StateProof, ShowsNoAbsenceWithoutANeighbour) {
  // P6: ICS-23 has no proof for an empty tree; only the compact form does.
  EXPECT_FALSE(VerifyAbsence(StateRoot(), "k", AbsenceProof{.key = "k", .left = {}, .right = {}}));
  EXPECT_TRUE(VerifyAbsence(StateRoot(), "k", CompactAbsenceProof{}));
  EXPECT_FALSE(VerifyAbsence(As<StateRoot>(Sha256("some tree")), "k", CompactAbsenceProof{}));
}

// A tree of three leaves below one another: paths 0..., 10..., 11...
class AbsenceTest : public testing::Test {
 protected:
  AbsenceTest() {
    for (int i = 0; keys_[0].empty() || keys_[1].empty() || keys_[2].empty(); ++i) {
      const Bytes key = "key" + std::to_string(i);
      const Hash path = SparsePath(key);
      keys_[!PathBit(path, 0) ? 0 : (!PathBit(path, 1) ? 1 : 2)] = key;
    }
    for (int i = 0; i < 3; ++i) {
      leaves_[i] = SparseLeafHash(SparsePath(keys_[i]), Sha256("v"));
    }
    const Hash pair = SparseInnerHash(leaves_[1], leaves_[2]);
    root_ = As<StateRoot>(SparseInnerHash(leaves_[0], pair));
    proofs_[0] = {.key = keys_[0], .value = "v", .siblings = {pair}};
    proofs_[1] = {.key = keys_[1], .value = "v", .siblings = {leaves_[2], leaves_[0]}};
    proofs_[2] = {.key = keys_[2], .value = "v", .siblings = {leaves_[1], leaves_[0]}};
    for (const auto& proof : proofs_) {
      EXPECT_TRUE(VerifyMembership(root_, proof.key, "v", proof));
    }
  }

  // A key between leaf `left` and leaf `right`, -1 and 3 being the edges.
  Bytes KeyBetween(int left, int right) {
    for (int i = 0;; ++i) {
      const Bytes key = "absent" + std::to_string(i);
      const Hash path = SparsePath(key);
      if ((left < 0 || SparsePath(keys_[left]) < path) &&
          (right > 2 || path < SparsePath(keys_[right]))) {
        return key;
      }
    }
  }

  AbsenceProof Between(const Bytes& key, int left, int right) {
    AbsenceProof proof{.key = key, .left = {}, .right = {}};
    if (left >= 0) {
      proof.left = proofs_[left];
    }
    if (right <= 2) {
      proof.right = proofs_[right];
    }
    return proof;
  }

  Bytes keys_[3];
  Hash leaves_[3];
  MembershipProof proofs_[3];
  StateRoot root_;
};

TEST_F(AbsenceTest, HoldsBetweenNeighboursAndAtTheEdges) {
  for (int left = -1; left < 3; ++left) {
    const Bytes key = KeyBetween(left, left + 1);
    EXPECT_TRUE(VerifyAbsence(root_, key, Between(key, left, left + 1))) << left;
  }
}

TEST_F(AbsenceTest, IsRefusedWhenALeafIsSkipped) {
  for (int left = -1; left < 3; ++left) {
    for (int right = left + 2; right <= 3; ++right) {
      for (int gap = left; gap < right; ++gap) {
        const Bytes key = KeyBetween(gap, gap + 1);
        EXPECT_FALSE(VerifyAbsence(root_, key, Between(key, left, right)))
            << left << " " << right << " " << gap;
      }
    }
  }
}

TEST_F(AbsenceTest, IsRefusedForAKeyThatIsThere) {
  for (int i = 0; i < 3; ++i) {
    for (int left = -1; left < 3; ++left) {
      for (int right = left + 1; right <= 3; ++right) {
        EXPECT_FALSE(VerifyAbsence(root_, keys_[i], Between(keys_[i], left, right)));
      }
    }
  }
}

TEST_F(AbsenceTest, IsRefusedWhenTheKeyIsOutsideOrTheSidesAreSwapped) {
  const Bytes key = KeyBetween(0, 1);
  EXPECT_FALSE(VerifyAbsence(root_, key, Between(key, 1, 2)));
  AbsenceProof swapped{.key = key, .left = proofs_[1], .right = proofs_[0]};
  EXPECT_FALSE(VerifyAbsence(root_, key, swapped));
  EXPECT_FALSE(VerifyAbsence(root_, KeyBetween(1, 2), Between(key, 0, 1))) << "another key";
}

TEST_F(AbsenceTest, CompactFormEndsInAnotherKeysLeafOrInNothing) {
  const Bytes key = KeyBetween(-1, 0);  // path 0...: ends in leaf 0
  const CompactAbsenceProof proof{
      .siblings = proofs_[0].siblings,
      .leaf = CompactAbsenceProof::Leaf{.path = SparsePath(keys_[0]), .value_hash = Sha256("v")}};
  EXPECT_TRUE(VerifyAbsence(root_, key, proof));
  EXPECT_FALSE(VerifyAbsence(root_, keys_[0], proof)) << "the leaf is the key's own";
  EXPECT_FALSE(VerifyAbsence(root_, keys_[2], proof)) << "the leaf is not on that key's way";
  const CompactAbsenceProof nothing{.siblings = proofs_[0].siblings, .leaf = {}};
  EXPECT_FALSE(VerifyAbsence(root_, key, nothing));
  const StateRoot half = As<StateRoot>(SparseInnerHash(Hash(), leaves_[2]));
  EXPECT_TRUE(VerifyAbsence(half, key, CompactAbsenceProof{.siblings = {leaves_[2]}, .leaf = {}}));
}

TEST_F(AbsenceTest, CompactBytesAreCanonical) {
  CompactAbsenceProof proof{
      .siblings = {Hash(), leaves_[1]},
      .leaf = CompactAbsenceProof::Leaf{.path = SparsePath(keys_[0]), .value_hash = Sha256("v")}};
  const Bytes bytes = EncodeCompactAbsence(proof);
  EXPECT_EQ(DecodeCompactAbsence(bytes), proof);
  EXPECT_EQ(ByteView(bytes).substr(2 * 34, 3), ByteView("\x12\x41\x00", 3)) << "leaf, 65 bytes";
  for (std::size_t byte = 0; byte < bytes.size(); ++byte) {
    Bytes changed = bytes;
    changed[byte] = static_cast<char>(changed[byte] ^ 0x11);
    const auto decoded = DecodeCompactAbsence(changed);
    EXPECT_TRUE(!decoded || EncodeCompactAbsence(*decoded) == changed);
    EXPECT_TRUE(!decoded || *decoded != proof);
  }
  proof.leaf.reset();
  EXPECT_EQ(DecodeCompactAbsence(EncodeCompactAbsence(proof)), proof);
  proof.siblings.resize(257);
  EXPECT_FALSE(DecodeCompactAbsence(EncodeCompactAbsence(proof)).has_value());
}

TEST(SparseHash, UsesTheBytesOfTheSpec) {
  EXPECT_EQ(SparseLeafHash(SparsePath("unit/UB-00000000"), Sha256("rec-0")).hex(),
            "a0cb733cd4b3d6350ac08e64341823cc5b169e9915bb759cbf6a04da0b8c300f");
  const Hash a = Sha256("a");
  const Hash b = Sha256("b");
  EXPECT_EQ(SparseInnerHash(a, b), Sha256(Bytes(1, '\1') + a.bytes() + b.bytes()));
  Hash path;
  path.data()[0] = 0x80;
  path.data()[31] = 0x01;
  EXPECT_TRUE(PathBit(path, 0));
  EXPECT_FALSE(PathBit(path, 1));
  EXPECT_FALSE(PathBit(path, 254));
  EXPECT_TRUE(PathBit(path, 255));
}

}  // namespace
}  // namespace heng::merkle
