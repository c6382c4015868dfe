// SPDX-License-Identifier: Apache-2.0
#include "consensus/messages/certificate.h"

#include "core/check.h"

namespace heng::consensus {

std::vector<ValidatorIndex> SignersOf(const Certificate& certificate) {
  std::vector<ValidatorIndex> signers;
  for (std::size_t i = 0; i < certificate.signers.size() * 8; ++i) {
    const auto byte = static_cast<unsigned char>(certificate.signers[i / 8]);
    if (((byte >> (i % 8)) & 1U) != 0) {
      signers.emplace_back(static_cast<std::uint32_t>(i));
    }
  }
  return signers;
}

Bytes SignerBitmap(const std::vector<ValidatorIndex>& signers, std::uint32_t n) {
  Bytes bitmap((n + 7) / 8, '\0');
  for (const ValidatorIndex signer : signers) {
    HENG_ASSERT(signer.value() < n);
    char& byte = bitmap[signer.value() / 8];
    byte = static_cast<char>(static_cast<unsigned char>(byte) | (1U << (signer.value() % 8)));
  }
  return bitmap;
}

bool IsWellFormed(const Certificate& certificate, const ValidatorSet& validators) {
  if (!IsWellFormed(certificate.content()) ||
      certificate.signers.size() != (validators.size() + 7) / 8) {
    return false;
  }
  const std::vector<ValidatorIndex> signers = SignersOf(certificate);
  return signers.size() >= validators.quorum() && validators.Contains(signers.back()) &&
         signers.size() == certificate.signatures.size();
}

}  // namespace heng::consensus
