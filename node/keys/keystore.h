// SPDX-License-Identifier: Apache-2.0
// The three keys of a validator, each in a file of its own: vote.key, cosigner.key, tls.key in the
// key directory (key_file.h). They differ, so that no signature of one kind can pass for another.
#pragma once

#include <string>

#include "core/crypto/signature.h"
#include "core/validator.h"
#include "node/keys/key_file.h"

namespace heng::node {

struct NodeKeys {
  KeyPair vote;
  KeyPair cosigner;
  Secret tls_seed;  // gRPC wants it as PEM: PrivateKeyPem in certificate.h
  PublicKey tls_key;
};

// The file of a purpose: "<directory>/vote.key".
[[nodiscard]] std::string KeyFilePath(const std::string& directory, KeyPurpose purpose);

// Makes the directory (mode 0700) and three new keys. Fails when one of the files exists.
[[nodiscard]] Result<NodeKeys, Status> CreateNodeKeys(const std::string& directory,
                                                      const Secret& passphrase,
                                                      KdfCost cost = {});

// Refuses a directory that others may enter, and everything that OpenKeyFile refuses.
[[nodiscard]] Result<NodeKeys, Status> OpenNodeKeys(const std::string& directory,
                                                    const Secret& passphrase);

// Fails, naming the key, when these are not the keys that the ledger has registered.
[[nodiscard]] Result<void, Status> CheckRegistered(const NodeKeys& keys,
                                                   const Validator& validator);

}  // namespace heng::node
