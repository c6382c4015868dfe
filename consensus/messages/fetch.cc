// SPDX-License-Identifier: Apache-2.0
#include "consensus/messages/fetch.h"

namespace heng::consensus {

bool IsWellFormed(const FetchCertificates& fetch) {
  return fetch.type != VoteType::kUnspecified && fetch.epoch.value() > 0 &&
         fetch.first.value() > 0 && fetch.first <= fetch.last &&
         fetch.last.value() - fetch.first.value() < kFetchCertificatesMax;
}

bool IsWellFormed(const FetchAncestors& fetch) {
  return fetch.epoch.value() > 0 && !fetch.pid.is_zero();
}

bool IsWellFormed(const Ancestors& ancestors) {
  const std::vector<Proposal>& list = ancestors.proposals;
  if (ancestors.epoch.value() == 0 || list.empty()) {
    return false;
  }
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (!IsWellFormed(list[i]) || list[i].epoch != ancestors.epoch) {
      return false;
    }
    if (i > 0 &&
        (list[i].height != Next(list[i - 1].height) || list[i].parent_view != list[i - 1].view ||
         list[i].parent_pid != IdOf(list[i - 1]))) {
      return false;
    }
  }
  return true;
}

}  // namespace heng::consensus
