// SPDX-License-Identifier: Apache-2.0
// Goal: a key opens with its passphrase, its purpose and its own file, and with nothing else.
// Method: real files in a temporary directory; every byte of one is changed in turn.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <utility>

#include "node/keys/key_file.h"
#include "node/keys/keystore.h"
#include "node/keys/private_file.h"
#include "tests/unit/node/temporary_directory.h"

namespace heng::node {
namespace {

constexpr KdfCost kCheap = kKdfCostMin;

Secret Words(std::string text) {
  return Secret(std::move(text));
}

class KeyFile : public ::testing::Test {
 protected:
  void Create() {
    const auto made = CreateKeyFile(path, KeyPurpose::kVote, seed, passphrase, kCheap);
    ASSERT_TRUE(made.has_value()) << made.error().context;
  }
  std::string RefusalOf(KeyPurpose purpose, const Secret& words) {
    const auto opened = OpenKeyFile(path, purpose, words);
    return opened ? "opened" : opened.error().context;
  }

  const testing::TemporaryDirectory directory;
  const std::string path = directory / "vote.key";
  const Secret seed = Secret::Random(kSeedBytes);
  const Secret passphrase = Words("correct horse");
};

TEST_F(KeyFile, OpensWithItsPassphraseAndPurpose) {
  Create();
  const auto opened = OpenKeyFile(path, KeyPurpose::kVote, passphrase);
  ASSERT_TRUE(opened.has_value()) << opened.error().context;
  EXPECT_EQ(opened->view(), seed.view());
  EXPECT_EQ(*PublicKeyOfFile(path), KeyPair::FromSeed(seed.view()).public_key());
  struct stat facts{};
  ASSERT_EQ(stat(path.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 07777, 0600U);
}

TEST_F(KeyFile, DoesNotHoldTheSeed) {
  Create();
  EXPECT_EQ(testing::ReadFile(path).find(seed.view()), std::string::npos);
}

TEST_F(KeyFile, RefusesAWrongPassphrase) {
  Create();
  EXPECT_NE(RefusalOf(KeyPurpose::kVote, Words("correct hearse")).find("does not open"),
            std::string::npos);
}

TEST_F(KeyFile, RefusesAnotherPurpose) {
  Create();
  EXPECT_NE(
      RefusalOf(KeyPurpose::kTls, passphrase).find("holds a vote key and a tls key is needed"),
      std::string::npos);
}

TEST_F(KeyFile, RefusesEveryModeThatLetsOthersIn) {
  Create();
  for (const mode_t mode : {0644U, 0640U, 0604U, 0660U, 0700U, 01600U, 04600U}) {
    ASSERT_EQ(chmod(path.c_str(), mode), 0);
    EXPECT_NE(RefusalOf(KeyPurpose::kVote, passphrase).find("chmod 0600"), std::string::npos)
        << mode;
  }
  ASSERT_EQ(chmod(path.c_str(), 0400), 0);
  EXPECT_EQ(RefusalOf(KeyPurpose::kVote, passphrase), "opened");
}

TEST_F(KeyFile, RefusesALinkADirectoryAPipeAndNothing) {
  Create();
  ASSERT_EQ(symlink(path.c_str(), (directory / "link").c_str()), 0);
  ASSERT_EQ(mkfifo((directory / "pipe").c_str(), 0600), 0);
  for (const std::string& other :
       {directory / "link", directory.path(), directory / "pipe", directory / "nothing"}) {
    EXPECT_FALSE(OpenKeyFile(other, KeyPurpose::kVote, passphrase).has_value()) << other;
  }
}

TEST_F(KeyFile, IsNeverReplaced) {
  Create();
  const std::string before = testing::ReadFile(path);
  EXPECT_FALSE(CreateKeyFile(path, KeyPurpose::kVote, seed, passphrase, kCheap).has_value());
  EXPECT_EQ(testing::ReadFile(path), before);
}

TEST_F(KeyFile, RefusesEveryChangedByteAndEveryCut) {
  Create();
  const std::string good = testing::ReadFile(path);
  // The passes of Argon2id come out of the file, so a flip there costs time; flipping the lowest
  // bit of each byte keeps the whole test within seconds.
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 1);
    testing::WriteFile(path, bad);
    EXPECT_NE(RefusalOf(KeyPurpose::kVote, passphrase), "opened") << "byte " << i;
  }
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{5}, std::size_t{11}, good.size() / 2, good.size() - 1}) {
    testing::WriteFile(path, good.substr(0, size));
    EXPECT_NE(RefusalOf(KeyPurpose::kVote, passphrase), "opened") << "cut at " << size;
  }
  testing::WriteFile(path, good + "x");
  EXPECT_NE(RefusalOf(KeyPurpose::kVote, passphrase), "opened");
  testing::WriteFile(path, good);
  EXPECT_EQ(RefusalOf(KeyPurpose::kVote, passphrase), "opened");
}

TEST_F(KeyFile, RefusesAFileThatAsksForTooMuchMemory) {
  Create();
  std::string bad = testing::ReadFile(path);
  // Field 4, the memory in KiB: 8192 is two bytes of varint; so is 16383, and three bytes make 2
  // GiB.
  const std::string field("\x20\x80\x40", 3);
  const auto at = bad.find(field);
  ASSERT_NE(at, std::string::npos);
  bad.replace(at, field.size(), std::string("\x20\x80\x80\x80\x01", 5));
  testing::WriteFile(path, bad);
  EXPECT_NE(RefusalOf(KeyPurpose::kVote, passphrase).find("cost or size is out of bounds"),
            std::string::npos);
}

TEST(Passphrase, ComesFromAPrivateFileWithoutItsLineEnd) {
  const testing::TemporaryDirectory directory;
  const std::string path = directory / "passphrase";
  ASSERT_TRUE(CreatePrivateFile(path, "correct horse\n").has_value());
  EXPECT_EQ(ReadPassphraseFile(path)->view(), "correct horse");
  ASSERT_EQ(chmod(path.c_str(), 0644), 0);
  EXPECT_FALSE(ReadPassphraseFile(path).has_value());
}

TEST(Passphrase, RefusesOneThatIsTooShortOrTooLong) {
  const testing::TemporaryDirectory directory;
  ASSERT_TRUE(CreatePrivateFile(directory / "short", "1234567\n").has_value());
  ASSERT_TRUE(CreatePrivateFile(directory / "long", std::string(1025, 'x')).has_value());
  ASSERT_TRUE(CreatePrivateFile(directory / "longer", std::string(5000, 'x')).has_value());
  EXPECT_FALSE(ReadPassphraseFile(directory / "short").has_value());
  EXPECT_FALSE(ReadPassphraseFile(directory / "long").has_value());
  EXPECT_FALSE(ReadPassphraseFile(directory / "longer").has_value());
}

TEST(Passphrase, ComesFromADescriptor) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  ASSERT_EQ(write(ends[1], "correct horse\r\n", 15), 15);
  close(ends[1]);
  EXPECT_EQ(ReadPassphraseDescriptor(ends[0])->view(), "correct horse");
  close(ends[0]);
  EXPECT_FALSE(ReadPassphraseDescriptor(-1).has_value());
}

TEST(Secret, LeavesNothingBehindWhenItIsMoved) {
  Bytes bytes = "short secret";
  Secret first(std::move(bytes));
  Secret second = std::move(first);
  EXPECT_EQ(first.size(), 0U);  // NOLINT(bugprone-use-after-move): that is the promise
  EXPECT_EQ(second.view(), "short secret");
  Secret third = Secret::Random(32);
  third = std::move(second);
  EXPECT_EQ(third.view(), "short secret");
}

class NodeKeysTest : public ::testing::Test {
 protected:
  const testing::TemporaryDirectory directory;
  const std::string path = directory / "keys";
  const Secret passphrase = Words("correct horse");
};

TEST_F(NodeKeysTest, OpensTheThreeKeysThatItMade) {
  const auto made = CreateNodeKeys(path, passphrase, kCheap);
  ASSERT_TRUE(made.has_value()) << made.error().context;
  const auto opened = OpenNodeKeys(path, passphrase);
  ASSERT_TRUE(opened.has_value()) << opened.error().context;
  EXPECT_EQ(opened->vote.public_key(), made->vote.public_key());
  EXPECT_EQ(opened->cosigner.public_key(), made->cosigner.public_key());
  EXPECT_EQ(opened->tls_key, made->tls_key);
  EXPECT_EQ(*PublicKeyOfFile(KeyFilePath(path, KeyPurpose::kTls)), made->tls_key);
}

TEST_F(NodeKeysTest, RefusesADirectoryThatOthersMayEnterOrThatIsNotThere) {
  EXPECT_FALSE(OpenNodeKeys(path, passphrase).has_value());
  ASSERT_TRUE(CreateNodeKeys(path, passphrase, kCheap).has_value());
  ASSERT_EQ(chmod(path.c_str(), 0750), 0);
  const auto opened = OpenNodeKeys(path, passphrase);
  ASSERT_FALSE(opened.has_value());
  EXPECT_NE(opened.error().context.find("chmod 0700"), std::string::npos);
}

TEST_F(NodeKeysTest, RefusesToMakeKeysWhereThereAreSome) {
  ASSERT_TRUE(CreateNodeKeys(path, passphrase, kCheap).has_value());
  EXPECT_FALSE(CreateNodeKeys(path, passphrase, kCheap).has_value());
}

TEST_F(NodeKeysTest, RefusesOneSeedForTwoPurposes) {
  const Secret seed = Secret::Random(kSeedBytes);
  std::filesystem::create_directory(path);
  ASSERT_EQ(chmod(path.c_str(), 0700), 0);
  for (const auto purpose : {KeyPurpose::kVote, KeyPurpose::kCosigner, KeyPurpose::kTls}) {
    ASSERT_TRUE(
        CreateKeyFile(KeyFilePath(path, purpose), purpose, seed, passphrase, kCheap).has_value());
  }
  const auto opened = OpenNodeKeys(path, passphrase);
  ASSERT_FALSE(opened.has_value());
  EXPECT_NE(opened.error().context.find("are the same"), std::string::npos);
}

TEST_F(NodeKeysTest, RefusesKeysThatTheLedgerHasNotRegistered) {
  const auto keys = CreateNodeKeys(path, passphrase, kCheap);
  ASSERT_TRUE(keys.has_value());
  Validator validator;
  validator.vote_key = keys->vote.public_key();
  validator.cosigner_key = keys->cosigner.public_key();
  validator.tls_key = keys->tls_key;
  EXPECT_TRUE(CheckRegistered(*keys, validator).has_value());
  validator.cosigner_key = keys->tls_key;
  const auto checked = CheckRegistered(*keys, validator);
  ASSERT_FALSE(checked.has_value());
  EXPECT_TRUE(checked.error().context.starts_with("the cosigner key here is "));
}

}  // namespace
}  // namespace heng::node
