// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/rogue_validator.h"

#include <utility>

#include "node/genesis_file.h"
#include "node/keys/keystore.h"

namespace heng::testing {
namespace {

constexpr std::size_t kFloodMessageBytes = 1 << 20;

Bytes Garbage(std::size_t bytes) {
  return Bytes(bytes, '\xff');
}

}  // namespace

RogueValidator::RogueValidator(const TestNetwork& network, std::size_t node) {
  problem_ = Begin(network, node);
}

RogueValidator::~RogueValidator() {
  if (transport_) {
    transport_->Stop();
  }
}

std::string RogueValidator::Begin(const TestNetwork& network, std::size_t node) {
  const cli::NodeEndpoint& seat = network.node(node);
  const auto genesis = node::ReadGenesisFile(network.profile().directory + "/genesis.bin");
  if (!genesis) {
    return genesis.error().context;
  }
  const auto passphrase = node::ReadPassphraseFile(seat.directory + "/passphrase");
  if (!passphrase) {
    return passphrase.error().context;
  }
  const auto keys = node::OpenNodeKeys(seat.directory + "/keys", *passphrase);
  if (!keys) {
    return keys.error().context;
  }
  auto identity =
      node::TlsIdentity::Make(ReadFile(seat.directory + "/peer.crt"),
                              keys->tls_seed,
                              ReadFile(network.profile().directory + "/authority/peer.crt"));
  if (!identity) {
    return identity.error().context;
  }
  node::LogOptions log_options;
  log_options.node = "rogue";
  log_options.to_stderr = false;
  auto log = node::Log::Open(std::move(log_options));
  if (!log) {
    return log.error().context;
  }
  log_ = *std::move(log);
  node::PeerTransportOptions options{.chain_id = genesis->chain.id,
                                     .self = seat.name,
                                     .listen_address = {},
                                     .peers = {},
                                     .limits = {},
                                     .times = {}};
  for (const Validator& validator : genesis->chain.validators) {
    if (validator.name == seat.name) {
      options.listen_address = validator.peer_address;
    } else {
      options.peers.push_back({.name = validator.name,
                               .address = validator.peer_address,
                               .tls_key = validator.tls_key});
    }
  }
  transport_ = std::make_unique<node::PeerTransport>(
      std::move(options), *std::move(identity), *this, *log_, metrics_);
  const auto started = transport_->Start();
  return started ? std::string() : started.error().context;
}

bool RogueValidator::IsArmed() const {
  const std::lock_guard lock(mutex_);
  return !first_blocks_.empty();
}

void RogueValidator::Flood(std::size_t bytes) {
  for (std::size_t sent = 0; sent < bytes; sent += kFloodMessageBytes) {
    (void)transport_->Broadcast(Garbage(kFloodMessageBytes));
    transport_->Flush();
  }
}

void RogueValidator::OnAccepted(node::PeerIndex peer) {
  Ask(peer);
  transport_->Flush();
}

void RogueValidator::Ask(node::PeerIndex peer) {
  // A question of its own, for blocks to lie with. No block has this id, so the lowest are sent.
  (void)transport_->Send(peer,
                         consensus::EncodeMessage(consensus::FetchAncestors{
                             .epoch = Epoch(1),
                             .pid = ProposalId::FromBytes(Bytes(ProposalId::kSize, 'r')),
                             .after_height = Height(0)}));
}

void RogueValidator::OnMessages(node::PeerIndex peer,
                                std::vector<Bytes> messages,
                                node::ReceiveCredit /*credit*/) {
  for (const Bytes& bytes : messages) {
    const auto message = consensus::DecodeMessage(bytes);
    if (!message) {
      continue;
    }
    if (std::holds_alternative<consensus::Ancestors>(*message)) {
      const std::lock_guard lock(mutex_);
      first_blocks_ = bytes;
    } else if (auto answer = AnswerTo(*message)) {
      (void)transport_->Send(peer, *std::move(answer));
    }
  }
  // A node answers as often as its quota allows, so the first question may have come too early.
  if (!IsArmed()) {
    Ask(peer);
  }
  transport_->Flush();
}

std::optional<Bytes> RogueValidator::AnswerTo(const consensus::Message& question) {
  const auto* payload = std::get_if<consensus::FetchPayload>(&question);
  const bool about_blocks = std::holds_alternative<consensus::FetchAncestors>(question);
  if (payload == nullptr && !about_blocks &&
      !std::holds_alternative<consensus::FetchTransactions>(question)) {
    return std::nullopt;
  }
  const auto lie = static_cast<Lie>(questions_++ % told_.size());
  ++told_.at(static_cast<std::size_t>(lie));
  switch (lie) {
    case Lie::kSilence:
      return std::nullopt;
    case Lie::kGarbage:
      return Garbage(64);
    case Lie::kWrongPayload:
      return consensus::EncodeMessage(consensus::Payload{
          .pid = payload == nullptr ? ProposalId() : payload->pid,
          .digests = {TransactionDigest::FromBytes(Bytes(TransactionDigest::kSize, 'r'))},
          .transactions = {Garbage(100)}});
    case Lie::kOtherHeights: {
      const std::lock_guard lock(mutex_);
      return first_blocks_;
    }
  }
  return std::nullopt;
}

}  // namespace heng::testing
