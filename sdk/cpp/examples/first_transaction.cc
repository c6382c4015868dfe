// SPDX-License-Identifier: Apache-2.0
// The example of docs/develop/README.md: on the network that `heng dev up` made, the registrar
// enters a company. It shows what every client does: learn the sequence, fix the bytes and the id,
// send, and ask by id for the outcome.
//
//   heng_first_transaction ~/.local/share/heng/dev 127.0.0.1:20001
#include <heng/v1/records.pb.h>

#include <chrono>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "core/crypto/development_key.h"
#include "sdk/cpp/client.h"
#include "sdk/cpp/transaction_builder.h"

namespace heng {
namespace {

constexpr int kFailed = 1;
constexpr int kUsage = 2;
constexpr int kRefused = 5;
constexpr int kUnknown = 6;
constexpr std::uint64_t kValidMs = 600'000;

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The next sequence of the person. Without a record none was used yet.
sdk::Answer<std::uint64_t> NextSequence(sdk::Client& client, const std::string& person) {
  const auto window = client.GetRecord("sequence/" + person);
  if (!window && window.error().reason == "NOT_FOUND") {
    return 1;
  }
  if (!window) {
    return std::unexpected(window.error());
  }
  v1::SequenceWindow used;
  return used.ParseFromString(window->value()) ? used.highest() + 1 : 1;
}

v1::Operation RegisterCompany() {
  v1::Operation operation;
  auto& company = *operation.mutable_register_participant();
  company.set_id("91420100MA0001A012");  // R-ID-01: its check character must hold
  company.set_name("第一家公司");
  company.add_roles(v1::ROLE_HOLDER);
  company.set_jurisdiction("42");
  return operation;
}

// Sends the bytes and says what became of them. They and their id should be stored before.
int SendAndWait(sdk::Client& client, const TransactionId& id, const Bytes& bytes) {
  const auto sent = client.Submit(bytes);
  if (!sent && !sent.error().unknown_outcome()) {
    std::cerr << sent.error().reason << ": " << sent.error().message << "\n";
    return kFailed;
  }
  const auto waited = client.Wait(id, std::chrono::seconds(10));
  if (!waited || waited->outcome() == v1::OUTCOME_UNKNOWN) {
    std::cout << "not known yet; ask again with the id " << id.hex() << "\n";
    return kUnknown;
  }
  const v1::Receipt& receipt = waited->receipt();
  if (receipt.code() == 0) {
    std::cout << "applied at height " << waited->height() << "\n";
    return 0;
  }
  std::cout << "refused at height " << waited->height() << " with code " << receipt.code() << ": "
            << receipt.rule() << " " << receipt.subject() << "\n";
  return kRefused;
}

int Run(const std::string& network, const std::string& endpoint) {
  sdk::Client client({.endpoint = endpoint,
                      .identity = {.authority_pem = ReadFile(network + "/authority/client.crt"),
                                   .certificate_pem = ReadFile(network + "/clients/reg.maker.crt"),
                                   .key_pem = ReadFile(network + "/clients/reg.maker.key")}});
  const auto chain = client.GetChain();
  const auto sequence = NextSequence(client, "reg.maker");
  if (!chain || !sequence) {
    const sdk::ClientError& error = chain ? sequence.error() : chain.error();
    std::cerr << error.reason << ": " << error.message << "\n";
    return kFailed;
  }
  auto transaction =
      sdk::TransactionBuilder::Make({.chain_id = ChainId(chain->chain_id()),
                                     .author = PersonId("reg.maker"),
                                     .sequence = *sequence,
                                     .valid_until = BlockTime(chain->head_time_ms() + kValidMs),
                                     .operations = {RegisterCompany()},
                                     .reason_code = {},
                                     .legal_reference = {},
                                     .document_hashes = {}});
  if (!transaction) {
    std::cerr << transaction.error().context << "\n";
    return kFailed;
  }
  // Two persons of the registrar. These keys are public; a real person's key signs
  // transaction->signing_bytes() where it is kept, and the signature comes in by AddSignature.
  transaction->Sign(DevelopmentKey(chain->chain_id(), "reg.maker"));
  transaction->Sign(DevelopmentKey(chain->chain_id(), "reg.checker"));
  return SendAndWait(client, transaction->id(), transaction->Build());
}

}  // namespace
}  // namespace heng

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: heng_first_transaction NETWORK_DIRECTORY HOST:PORT\n";
    return heng::kUsage;
  }
  return heng::Run(argv[1], argv[2]);
}
