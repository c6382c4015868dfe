// SPDX-License-Identifier: Apache-2.0
#include "consensus/certificate_pool.h"

#include "core/check.h"

namespace heng::consensus {
namespace {

const Certificate* PointerTo(const std::optional<Certificate>& certificate) {
  return certificate ? &*certificate : nullptr;
}

// True when two certificates of one view cannot both exist among at most f faulty validators.
bool Exclude(const Certificate& a, const Certificate& b) {
  if (a.type == b.type || (a.type != VoteType::kNullify && b.type != VoteType::kNullify)) {
    return a.pid != b.pid || (a.type == b.type && a.block_id != b.block_id);
  }
  return a.type == VoteType::kFinalize || b.type == VoteType::kFinalize;
}

}  // namespace

CertificatePool::Added CertificatePool::Add(const Certificate& certificate) {
  HENG_ASSERT(certificate.type != VoteType::kUnspecified);
  OfView& view = views_[certificate.view];
  for (const std::optional<Certificate>* held :
       {&view.notarization, &view.nullification, &view.finalization}) {
    if (*held && Exclude(**held, certificate)) {
      return Added::kConflict;
    }
  }
  std::optional<Certificate>& place = certificate.type == VoteType::kNotarize  ? view.notarization
                                      : certificate.type == VoteType::kNullify ? view.nullification
                                                                               : view.finalization;
  if (place) {
    return Added::kKnown;
  }
  place = certificate;
  ++version_;
  if (certificate.type == VoteType::kFinalize &&
      (!highest_final_ || *highest_final_ < certificate.view)) {
    highest_final_ = certificate.view;
  }
  return Added::kNew;
}

const Certificate* CertificatePool::Notarization(View view) const {
  const auto found = views_.find(view);
  return found == views_.end() ? nullptr : PointerTo(found->second.notarization);
}

const Certificate* CertificatePool::Nullification(View view) const {
  const auto found = views_.find(view);
  return found == views_.end() ? nullptr : PointerTo(found->second.nullification);
}

const Certificate* CertificatePool::Finalization(View view) const {
  const auto found = views_.find(view);
  return found == views_.end() ? nullptr : PointerTo(found->second.finalization);
}

const Certificate* CertificatePool::Find(VoteType type, View view) const {
  switch (type) {
    case VoteType::kNotarize:
      return Notarization(view);
    case VoteType::kNullify:
      return Nullification(view);
    case VoteType::kFinalize:
      return Finalization(view);
    case VoteType::kUnspecified:
      break;
  }
  return nullptr;
}

const Certificate* CertificatePool::HighestFinalization() const {
  return highest_final_ ? Finalization(*highest_final_) : nullptr;
}

const Certificate* CertificatePool::AcceptanceOf(View view, const ProposalId& pid) const {
  for (const Certificate* certificate : {Notarization(view), Finalization(view)}) {
    if (certificate != nullptr && certificate->pid == pid) {
      return certificate;
    }
  }
  return nullptr;
}

std::vector<View> CertificatePool::ViewsFrom(View from) const {
  std::vector<View> views;
  for (auto it = views_.lower_bound(from); it != views_.end(); ++it) {
    views.push_back(it->first);
  }
  return views;
}

void CertificatePool::DropBelow(View floor) {
  for (auto it = views_.begin(); it != views_.end() && it->first < floor;) {
    it = highest_final_ == it->first ? std::next(it) : views_.erase(it);
  }
}

}  // namespace heng::consensus
