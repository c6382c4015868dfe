// SPDX-License-Identifier: Apache-2.0
#include "node/api/proof_service.h"

#include "core/merkle/sparse.h"
#include "node/api/checked_read.h"
#include "node/api/convert.h"

namespace heng::node {
namespace {

constexpr std::size_t kKeyBytesMax = 512;
constexpr std::size_t kEventsMax = 10'000;
// How far above a header without a certificate of its own the next certified one is looked for.
constexpr std::uint64_t kCertificateDistanceMax = 64;

// The height to prove at: as asked, or the last one with a certificate.
Result<Height, ApiError> ProofHeight(const storage::ChainReader& chain,
                                     Height head,
                                     std::uint64_t asked) {
  if (asked != 0) {
    if (Height(asked) > head) {
      return Deny(ErrorReason::kHeightNotYet, "that height is not final here", "at_height");
    }
    return Height(asked);
  }
  for (Height height = head;; height = Height(height.value() - 1)) {
    HENG_TRY(const Bytes certificate, OrError(chain.Certificate(height)));
    if (!certificate.empty() || height == Height(0) ||
        (head - height).value() == kCertificateDistanceMax) {
      return height;
    }
  }
}

// The certificate of the height's header, or that of the next certified header with the path to it.
Result<void, ApiError> FillAnchor(const storage::ChainReader& chain,
                                  Height height,
                                  Height head,
                                  v1::GetRecordProofResponse& response) {
  HENG_TRY(const Bytes header, OrError(chain.HeaderBytes(height)));
  response.set_header(header);
  for (Height at = height; at <= head && (at - height).value() <= kCertificateDistanceMax;
       at = Next(at)) {
    HENG_TRY(const Bytes certificate, CheckedCertificate(chain, at));
    if (certificate.empty()) {
      continue;
    }
    response.set_certificate(certificate);
    if (at != height) {
      HENG_TRY(const Bytes certified, OrError(chain.HeaderBytes(at)));
      HENG_TRY(const auto path, OrError(chain.ProveHeader(height, at)));
      response.set_certified_header(certified);
      for (const Hash& hash : path.path) {
        response.add_log_path(hash.bytes());
      }
    }
    return {};
  }
  return Deny(ErrorReason::kHeightNotYet,
              "no certificate covers that height yet; ask again after the next block",
              "at_height");
}

Result<void, ApiError> Fill(const ApiPorts& ports,
                            const Call& call,
                            const v1::GetRecordProofRequest& request,
                            v1::GetRecordProofResponse& response) {
  if (request.key().empty() || request.key().size() > kKeyBytesMax || IsIndexKey(request.key())) {
    return Deny(ErrorReason::kMalformed, "a state key has 1 to 512 bytes", "key");
  }
  const storage::ChainReader chain = ports.store.Chain();
  const Height head = chain.head().value_or(Height(0));
  HENG_TRY(const Height height, ProofHeight(chain, head, request.at_height()));
  HENG_TRY(const auto value, OrError(chain.Record(request.key(), height)));
  // Absence shows neighbours, so only those who read everything may ask for it.
  if (value ? !call.MaySee(request.key(), *value) : call.reach != Reach::kAll) {
    return Deny(ErrorReason::kNotFound,
                "there is no record '" + request.key() + "' that you may read");
  }
  HENG_TRY(const merkle::CommitmentProof proof, OrError(chain.ProveRecord(request.key(), height)));
  response.set_key(request.key());
  response.set_value(value.value_or(Bytes{}));
  response.set_proof(merkle::EncodeCommitmentProof(proof));
  response.set_height(height.value());
  HENG_CHECK_OK(FillAnchor(chain, height, head, response));
  if (value) {
    const std::uint64_t count = EventCountOf(*value);
    if (count > kEventsMax) {
      return Deny(ErrorReason::kLimitExceeded,
                  "the record has more than 10,000 events; read them by ListRecordEvents");
    }
    HENG_TRY(const std::vector<Bytes> events,
             CheckedRecordEvents(chain, request.key(), *value, 0, count));
    for (const Bytes& event : events) {
      response.add_events(event);
    }
  }
  return {};
}

}  // namespace

grpc::ServerUnaryReactor* ProofService::GetRecordProof(grpc::CallbackServerContext* context,
                                                       const v1::GetRecordProofRequest* request,
                                                       v1::GetRecordProofResponse* response) {
  return Answer(
      context, "/heng.v1.ProofService/GetRecordProof", ports_, *response, [&](const Call& call) {
        return Fill(ports_, call, *request, *response);
      });
}

}  // namespace heng::node
