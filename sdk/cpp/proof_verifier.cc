// SPDX-License-Identifier: Apache-2.0
#include "sdk/cpp/proof_verifier.h"

#include <heng/v1/consensus.pb.h>

#include "core/crypto/hash.h"
#include "core/crypto/signature.h"
#include "core/merkle/log.h"
#include "core/merkle/sparse.h"

namespace heng::sdk {
namespace {

constexpr char kFinalize = 3;  // VoteType FINALIZE, as signed
constexpr std::size_t kHashesMax = 64;

// "HENG-VOTE/1\n" | SHA-256(chain id) | type | epoch | view | set hash | pid | block id.
Bytes VoteBytes(const TrustedSet& trusted, const v1::Certificate& certificate) {
  Bytes bytes("HENG-VOTE/1\n");
  bytes.append(Sha256(trusted.chain_id.value()).view());
  bytes.push_back(kFinalize);
  AppendBe64(bytes, certificate.epoch());
  AppendBe64(bytes, certificate.view());
  bytes.append(HashOf(trusted.validators).view());
  bytes.append(certificate.pid());
  bytes.append(certificate.block_id());
  return bytes;
}

Result<merkle::LogFrontier, Status> LogOf(const v1::GetRecordProofResponse& proof,
                                          ProvenRecord& record) {
  merkle::LogFrontier log;
  for (const std::string& bytes : proof.events()) {
    HENG_TRY(Event event, Decode<Event>(bytes));
    record.events.push_back(std::move(event));
    log.Append(merkle::LeafHash(bytes));
  }
  return log;
}

// Fields 30 and 31 at the end of a record's value.
struct RecordLog {
  std::uint64_t count = 0;
  Bytes root;
};

Result<RecordLog, Status> ReadLog(ByteView value) {
  RecordLog log;
  while (!value.empty()) {
    const auto tag = wire::TakeVarint(value);
    if (!tag) {
      return Fail(StatusCode::kMalformed, "the record's bytes are not canonical");
    }
    if ((*tag & 7) == wire::kLengthDelimited) {
      const auto bytes = wire::TakeBytes(value);
      if (!bytes) {
        return Fail(StatusCode::kMalformed, "the record's bytes are cut short");
      }
      if (*tag >> 3 == 31) {
        log.root = Bytes(*bytes);
      }
      continue;
    }
    const auto number = wire::TakeVarint(value);
    if (!number) {
      return Fail(StatusCode::kMalformed, "the record's bytes are cut short");
    }
    if (*tag >> 3 == 30) {
      log.count = *number;
    }
  }
  return log;
}

Result<void, Status> CheckEvents(const v1::GetRecordProofResponse& proof, ProvenRecord& record) {
  HENG_TRY(const RecordLog stated, ReadLog(proof.value()));
  HENG_TRY(const merkle::LogFrontier log, LogOf(proof, record));
  if (log.count() != stated.count ||
      (stated.count != 0 && Bytes(log.Root().view()) != stated.root)) {
    return Fail(StatusCode::kInvalid,
                "the events are not the record's log: it has " + std::to_string(stated.count) +
                    " events under a root that these " + std::to_string(log.count()) +
                    " do not give");
  }
  return {};
}

Result<void, Status> CheckState(const v1::GetRecordProofResponse& proof, ProvenRecord& record) {
  HENG_TRY(const merkle::CommitmentProof decoded, merkle::DecodeCommitmentProof(proof.proof()));
  record.present = !proof.value().empty();
  bool holds = false;
  if (const auto* member = std::get_if<merkle::MembershipProof>(&decoded)) {
    holds = record.present &&
            merkle::VerifyMembership(record.header.state_root, proof.key(), proof.value(), *member);
  } else {
    holds = !record.present &&
            merkle::VerifyAbsence(
                record.header.state_root, proof.key(), std::get<merkle::AbsenceProof>(decoded));
  }
  if (!holds) {
    return Fail(StatusCode::kInvalid, "the state proof does not lead to the header's state root");
  }
  return {};
}

// The header that the certificate covers: the proven one, or a later one whose log holds it.
Result<Bytes, Status> CertifiedHeader(const v1::GetRecordProofResponse& proof,
                                      const BlockHeader& proven) {
  if (proof.certified_header().empty()) {
    if (proof.log_path_size() != 0) {
      return Fail(StatusCode::kInvalid, "a header with its own certificate needs no path");
    }
    return proof.header();
  }
  HENG_TRY(const BlockHeader certified, Decode<BlockHeader>(proof.certified_header()));
  std::vector<Hash> path;
  if (proof.log_path_size() > static_cast<int>(kHashesMax)) {
    return Fail(StatusCode::kLimit, "a path has at most 64 hashes");
  }
  for (const std::string& hash : proof.log_path()) {
    if (hash.size() != Hash::kSize) {
      return Fail(StatusCode::kMalformed, "a path holds hashes of 32 bytes");
    }
    path.push_back(Hash::FromBytes(hash));
  }
  if (!merkle::VerifyInclusion(merkle::LeafHash(proof.header()),
                               proven.height.value(),
                               certified.height.value(),
                               path,
                               certified.log_root)) {
    return Fail(StatusCode::kInvalid, "the header is not in the log of the certified header");
  }
  return proof.certified_header();
}

}  // namespace

Result<void, Status> VerifyCertificate(const TrustedSet& trusted,
                                       ByteView certificate_bytes,
                                       ByteView header_bytes) {
  v1::Certificate certificate;
  if (!certificate.ParseFromArray(certificate_bytes.data(),
                                  static_cast<int>(certificate_bytes.size()))) {
    return Fail(StatusCode::kMalformed, "the certificate cannot be read");
  }
  certificate.DiscardUnknownFields();
  if (certificate.SerializeAsString() != certificate_bytes) {
    return Fail(StatusCode::kMalformed, "the certificate is not in canonical bytes");
  }
  const std::size_t n = trusted.validators.size();
  const std::size_t quorum = n - (n - 1) / 3;
  if (certificate.type() != v1::VOTE_TYPE_FINALIZE ||
      certificate.pid().size() != ProposalId::kSize ||
      certificate.block_id() != BlockIdOf(header_bytes).bytes() ||
      certificate.signers().size() != (n + 7) / 8) {
    return Fail(StatusCode::kInvalid, "the certificate is not a FINALIZE of this header");
  }
  const Bytes message = VoteBytes(trusted, certificate);
  std::size_t signatures = 0;
  for (std::size_t i = 0; i < certificate.signers().size() * 8; ++i) {
    if (((static_cast<unsigned char>(certificate.signers()[i / 8]) >> (i % 8)) & 1) == 0) {
      continue;
    }
    if (i >= n || static_cast<int>(signatures) >= certificate.signatures_size()) {
      return Fail(StatusCode::kInvalid, "the certificate names a signer that does not exist");
    }
    const std::string& signature = certificate.signatures(static_cast<int>(signatures));
    if (signature.size() != Signature::kSize ||
        !Verify(trusted.validators[i].vote_key, message, Signature::FromBytes(signature))) {
      return Fail(StatusCode::kInvalid,
                  "the signature of validator '" + trusted.validators[i].name + "' is wrong");
    }
    ++signatures;
  }
  if (static_cast<int>(signatures) != certificate.signatures_size()) {
    return Fail(StatusCode::kInvalid, "the certificate holds a signature of nobody");
  }
  if (signatures < quorum) {
    return Fail(StatusCode::kInvalid,
                std::to_string(signatures) + " validators signed; " + std::to_string(quorum) +
                    " are needed");
  }
  return {};
}

Result<ProvenRecord, Status> VerifyRecordProof(const TrustedSet& trusted,
                                               const v1::GetRecordProofResponse& proof) {
  ProvenRecord record;
  HENG_TRY(record.header, Decode<BlockHeader>(proof.header()));
  if (record.header.chain_id != trusted.chain_id) {
    return Fail(StatusCode::kInvalid, "the header is of another chain");
  }
  if (record.header.height.value() != proof.height()) {
    return Fail(StatusCode::kInvalid, "the header is of another height than the proof says");
  }
  HENG_TRY(const Bytes certified, CertifiedHeader(proof, record.header));
  HENG_CHECK_OK(VerifyCertificate(trusted, proof.certificate(), certified));
  HENG_CHECK_OK(CheckState(proof, record));
  if (record.present) {
    HENG_CHECK_OK(CheckEvents(proof, record));
  } else if (proof.events_size() != 0) {
    return Fail(StatusCode::kInvalid, "a record that is not there has no events");
  }
  return record;
}

}  // namespace heng::sdk
