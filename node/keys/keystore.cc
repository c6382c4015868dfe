// SPDX-License-Identifier: Apache-2.0
#include "node/keys/keystore.h"

#include <sys/stat.h>

#include <filesystem>
#include <system_error>
#include <utility>

namespace heng::node {
namespace {

Result<NodeKeys, Status> Assemble(const Secret& vote,
                                  const Secret& cosigner,
                                  Secret tls,
                                  const std::string& directory) {
  NodeKeys keys{.vote = KeyPair::FromSeed(vote.view()),
                .cosigner = KeyPair::FromSeed(cosigner.view()),
                .tls_seed = std::move(tls),
                .tls_key = {}};
  keys.tls_key = KeyPair::FromSeed(keys.tls_seed.view()).public_key();
  if (keys.vote.public_key() == keys.cosigner.public_key() ||
      keys.vote.public_key() == keys.tls_key || keys.cosigner.public_key() == keys.tls_key) {
    return Fail(StatusCode::kInvalid,
                "two of the keys in " + directory + " are the same; every purpose needs its own");
  }
  return keys;
}

Result<void, Status> CheckDirectory(const std::string& directory) {
  struct stat facts{};
  if (stat(directory.c_str(), &facts) != 0 || !S_ISDIR(facts.st_mode)) {
    return Fail(StatusCode::kNotFound,
                "there is no key directory " + directory + "; make keys first: hengd keys --dir " +
                    directory);
  }
  if ((facts.st_mode & 0077) != 0) {
    return Fail(
        StatusCode::kDenied,
        "others may enter the key directory " + directory + "; run: chmod 0700 " + directory);
  }
  return {};
}

Result<void, Status> CheckOne(KeyPurpose purpose,
                              const PublicKey& here,
                              const PublicKey& registered) {
  if (here != registered) {
    return Fail(StatusCode::kInvalid,
                "the " + std::string(NameOf(purpose)) + " key here is " + here.hex() +
                    " and the ledger has registered " + registered.hex() +
                    "; put the registered key into key_dir, or register this one");
  }
  return {};
}

}  // namespace

std::string KeyFilePath(const std::string& directory, KeyPurpose purpose) {
  return directory + "/" + std::string(NameOf(purpose)) + ".key";
}

Result<NodeKeys, Status> CreateNodeKeys(const std::string& directory,
                                        const Secret& passphrase,
                                        KdfCost cost) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (!error) {
    std::filesystem::permissions(directory, std::filesystem::perms::owner_all, error);
  }
  if (error) {
    return Fail(StatusCode::kIo,
                "cannot make the key directory " + directory + ": " + error.message());
  }
  const Secret vote = Secret::Random(kSeedBytes);
  const Secret cosigner = Secret::Random(kSeedBytes);
  Secret tls = Secret::Random(kSeedBytes);
  const auto create = [&](KeyPurpose purpose, const Secret& seed) {
    return CreateKeyFile(KeyFilePath(directory, purpose), purpose, seed, passphrase, cost);
  };
  HENG_CHECK_OK(create(KeyPurpose::kVote, vote));
  HENG_CHECK_OK(create(KeyPurpose::kCosigner, cosigner));
  HENG_CHECK_OK(create(KeyPurpose::kTls, tls));
  return Assemble(vote, cosigner, std::move(tls), directory);
}

Result<NodeKeys, Status> OpenNodeKeys(const std::string& directory, const Secret& passphrase) {
  HENG_CHECK_OK(CheckDirectory(directory));
  const auto open = [&](KeyPurpose purpose) {
    return OpenKeyFile(KeyFilePath(directory, purpose), purpose, passphrase);
  };
  HENG_TRY(const Secret vote, open(KeyPurpose::kVote));
  HENG_TRY(const Secret cosigner, open(KeyPurpose::kCosigner));
  HENG_TRY(Secret tls, open(KeyPurpose::kTls));
  return Assemble(vote, cosigner, std::move(tls), directory);
}

Result<void, Status> CheckRegistered(const NodeKeys& keys, const Validator& validator) {
  HENG_CHECK_OK(CheckOne(KeyPurpose::kVote, keys.vote.public_key(), validator.vote_key));
  HENG_CHECK_OK(
      CheckOne(KeyPurpose::kCosigner, keys.cosigner.public_key(), validator.cosigner_key));
  return CheckOne(KeyPurpose::kTls, keys.tls_key, validator.tls_key);
}

}  // namespace heng::node
