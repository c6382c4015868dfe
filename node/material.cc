// SPDX-License-Identifier: Apache-2.0
#include "node/material.h"

#include <string>
#include <utility>

#include "node/genesis_file.h"
#include "node/text_file.h"

namespace heng::node {
namespace {

constexpr std::size_t kPemBytesMax = 1 << 20;

Result<Validator, Status> FindSelf(const contracts::Genesis& genesis, const std::string& name) {
  for (const Validator& validator : genesis.chain.validators) {
    if (validator.name == name) {
      return validator;
    }
  }
  return Fail(StatusCode::kInvalid,
              "the genesis file names no validator '" + name +
                  "'; node.name must be one of its validators");
}

}  // namespace

Result<Material, Status> LoadMaterial(const Config& config, const Secret& passphrase) {
  HENG_TRY(contracts::Genesis genesis, ReadGenesisFile(config.node.genesis_file));
  HENG_TRY(Validator self, FindSelf(genesis, config.node.name));
  HENG_TRY(NodeKeys keys, OpenNodeKeys(config.keys.dir, passphrase));
  HENG_CHECK_OK(CheckRegistered(keys, self));
  HENG_TRY(const Bytes peer_certificate,
           ReadTextFile(config.tls.peer_certificate_file, kPemBytesMax));
  HENG_TRY(const Bytes peer_authority, ReadTextFile(config.tls.peer_authority_file, kPemBytesMax));
  HENG_TRY(const Bytes client_certificate,
           ReadTextFile(config.tls.client_certificate_file, kPemBytesMax));
  HENG_TRY(const Bytes client_authority,
           ReadTextFile(config.tls.client_authority_file, kPemBytesMax));
  HENG_TRY(TlsIdentity peer, TlsIdentity::Make(peer_certificate, keys.tls_seed, peer_authority));
  HENG_TRY(TlsIdentity client,
           TlsIdentity::Make(client_certificate, keys.tls_seed, client_authority));
  return Material{.genesis = std::move(genesis),
                  .keys = std::move(keys),
                  .self = std::move(self),
                  .peer_identity = std::move(peer),
                  .client_identity = std::move(client)};
}

std::vector<Peer> PeersOf(const Config& config, const contracts::Genesis& genesis) {
  std::vector<Peer> peers;
  for (const Validator& validator : genesis.chain.validators) {
    if (validator.name == config.node.name) {
      continue;
    }
    Peer peer{
        .name = validator.name, .address = validator.peer_address, .tls_key = validator.tls_key};
    for (const Config::PeerEntry& entry : config.peers) {
      if (entry.name == validator.name) {
        peer.address = entry.address;
      }
    }
    peers.push_back(std::move(peer));
  }
  return peers;
}

std::vector<consensus::PeerId> PeerIdsOf(const Config& config, const contracts::Genesis& genesis) {
  std::vector<consensus::PeerId> ids;
  std::uint32_t index = 0;
  for (const Validator& validator : genesis.chain.validators) {
    if (validator.name != config.node.name) {
      ids.emplace_back(index);
    }
    ++index;
  }
  return ids;
}

}  // namespace heng::node
