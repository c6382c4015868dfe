// SPDX-License-Identifier: Apache-2.0
#include "node/driver/payload_exchange.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "core/block.h"

namespace heng::node {
namespace {

// Gossip of the last transactions of a fresh proposal is usually under way: wait a moment for it.
constexpr std::uint64_t kGossipGraceMs = 5;
// Bytes of transactions in one answer: a whole block fits.
constexpr std::uint64_t kAnswerBytesMax = kBlockBytesMax + kTransactionBytesMax;
// Payloads that are asked for at once, and bytes of whole ones that wait for execution, from which
// on only the lowest are asked for: so catching up on full blocks has a bound in memory.
constexpr std::size_t kQuestionsMax = 16;
constexpr std::uint64_t kWaitingBytesMax = 32 << 20;
constexpr std::size_t kQuestionsWhenFull = 4;
constexpr std::uint32_t kFailuresMax = 1'000;

}  // namespace

Result<void, Status> PayloadExchange::Request(const consensus::RequestPayload& request,
                                              std::uint64_t now_ms) {
  OpenPayload& payload = at_.payloads.Open(request.pid, request.proposal);
  payload.sources = request.sources;
  payload.accepted = payload.accepted || request.accepted;
  if (!payload.entries) {
    HENG_CHECK_OK(TakeFromLog(request.pid));
  }
  if (!payload.entries && request.transactions) {
    // The replica has checked the root; digests without it are as good as none.
    if (at_.payloads.SetDigests(request.pid, *request.transactions)) {
      TakeFromPool(request.pid);
    }
  }
  if (!payload.IsReady() && !payload.ask_at_ms) {
    payload.ask_at_ms = now_ms + (payload.entries ? kGossipGraceMs : 0);
  }
  return {};
}

// A body that is damaged on disk is asked of the peers, and forgotten: it must be written again
// before this node says anything that needs it.
Result<void, Status> PayloadExchange::TakeFromLog(const ProposalId& pid) {
  const auto logged = at_.log.Read(pid);
  if (!logged && logged.error().code == StatusCode::kCorrupt) {
    at_.observer.OnDamage(logged.error().context + "; it is asked of the peers");
    at_.log.Forget(pid);
    return {};
  }
  HENG_TRY(const auto transactions, logged);
  if (!transactions) {
    return {};
  }
  std::vector<TransactionDigest> digests;
  for (const Bytes& bytes : *transactions) {
    digests.push_back(DigestOf(bytes));
  }
  if (!at_.payloads.SetDigests(pid, digests)) {
    at_.observer.OnDamage("the payload log holds a body of proposal " + pid.hex() +
                          " that does not have the root which the proposal names; it is asked of "
                          "the peers");
    at_.log.Forget(pid);
    return {};
  }
  for (std::size_t i = 0; i < digests.size(); ++i) {
    at_.payloads.FillBytes(digests[i], (*transactions)[i]);
  }
  return {};
}

void PayloadExchange::TakeFromPool(const ProposalId& pid) {
  const OpenPayload* payload = at_.payloads.Find(pid);
  std::vector<TransactionPtr> found;
  for (const PayloadEntry& entry : *payload->entries) {
    if (TransactionPtr pooled = at_.pool.Find(entry.digest)) {
      found.push_back(std::move(pooled));
    } else if (TransactionPtr shared = at_.payloads.FindTransaction(entry.digest)) {
      at_.payloads.Fill(shared, /*checked=*/false);
    }
  }
  for (const TransactionPtr& transaction : found) {
    at_.payloads.Fill(transaction, /*checked=*/true);
  }
}

bool PayloadExchange::HasRoom(std::size_t questions) const {
  std::uint64_t waiting_bytes = 0;
  for (const auto& [pid, payload] : at_.payloads.open()) {
    waiting_bytes += payload.bytes;
  }
  return questions < (waiting_bytes < kWaitingBytesMax ? kQuestionsMax : kQuestionsWhenFull);
}

std::size_t PayloadExchange::Questions() const {
  return static_cast<std::size_t>(std::ranges::count_if(at_.payloads.open(), [](const auto& entry) {
    return entry.second.asked && !entry.second.IsReady();
  }));
}

std::optional<std::uint64_t> PayloadExchange::NextDeadline() const {
  std::optional<std::uint64_t> next;
  for (const auto& [peer, late] : late_) {
    next = std::min(next.value_or(late.named_at_ms), late.named_at_ms);
  }
  const bool room = HasRoom(Questions());
  for (const auto& [pid, payload] : at_.payloads.open()) {
    if (payload.ask_at_ms && !payload.IsReady() && (payload.asked || room)) {
      next = std::min(next.value_or(*payload.ask_at_ms), *payload.ask_at_ms);
    }
  }
  return next;
}

void PayloadExchange::AskDue(std::uint64_t now_ms) {
  NameSilent(now_ms);
  std::vector<std::pair<Height, ProposalId>> due;
  for (auto& [pid, payload] : at_.payloads.open()) {
    if (payload.IsReady()) {
      if (const auto answered = std::exchange(payload.asked, std::nullopt)) {
        failures_.erase(*answered);
      }
    } else if (payload.ask_at_ms && *payload.ask_at_ms <= now_ms) {
      NoteLate(pid, payload, now_ms);
      due.emplace_back(payload.proposal.height, pid);
    }
  }
  std::ranges::sort(due);
  std::size_t questions = Questions();
  for (const auto& [height, pid] : due) {
    if (!HasRoom(questions)) {
      break;  // an answer, or the time of one that does not come, makes room
    }
    OpenPayload& payload = *at_.payloads.Find(pid);
    Ask(pid, payload);
    payload.ask_at_ms = now_ms + retry_ms_;
    ++questions;
  }
}

void PayloadExchange::Forgive(consensus::PeerId peer) {
  failures_.erase(peer);
  late_.erase(peer);
}

void PayloadExchange::CountFailure(consensus::PeerId peer) {
  std::uint32_t& failures = failures_[peer];
  failures = std::min(failures + 1, kFailuresMax);
}

void PayloadExchange::NoteLate(const ProposalId& pid, OpenPayload& payload, std::uint64_t now_ms) {
  if (const auto peer = std::exchange(payload.asked, std::nullopt)) {
    CountFailure(*peer);
    if (payload.owed) {
      late_.try_emplace(*peer, pid, now_ms + kPatienceRetries * retry_ms_);
    }
  }
}

// A peer whose link is lost said nothing for another reason.
void PayloadExchange::NameSilent(std::uint64_t now_ms) {
  std::erase_if(late_, [this, now_ms](const auto& entry) {
    const auto& [peer, late] = entry;
    if (!at_.connected.contains(peer)) {
      return true;
    }
    if (late.named_at_ms > now_ms) {
      return false;
    }
    at_.observer.OnPeerFault(peer, PeerFault::kUnanswered);
    return true;
  });
}

std::uint32_t PayloadExchange::FailuresOf(consensus::PeerId peer) const {
  const auto found = failures_.find(peer);
  return found == failures_.end() ? 0 : found->second;
}

std::optional<consensus::PeerId> PayloadExchange::NextSource(const OpenPayload& payload) const {
  std::vector<consensus::PeerId> candidates;
  for (const consensus::PeerId peer : payload.sources) {
    if (at_.connected.contains(peer)) {
      candidates.push_back(peer);
    }
  }
  for (const consensus::PeerId peer : at_.connected) {
    if (std::ranges::find(candidates, peer) == candidates.end()) {
      candidates.push_back(peer);
    }
  }
  if (candidates.empty()) {
    return std::nullopt;
  }
  // In their order, but for what is known against them.
  std::vector<std::tuple<bool, std::uint32_t, std::size_t>> ranked;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    ranked.emplace_back(!at_.heard.contains(candidates[i]), FailuresOf(candidates[i]), i);
  }
  std::ranges::sort(ranked);
  return candidates[std::get<std::size_t>(ranked[payload.attempts % ranked.size()])];
}

void PayloadExchange::Ask(const ProposalId& pid, OpenPayload& payload) {
  const auto peer = NextSource(payload);
  if (!peer) {
    return;
  }
  ++payload.attempts;
  payload.asked = peer;
  // Mostly missing, or asked for in vain: the whole block. It is the only question that a peer can
  // answer from its block store.
  const bool by_digest = payload.entries && payload.attempts % 2 == 1 &&
                         payload.missing * 2 <= payload.entries->size();
  // The bytes of single transactions come as gossip does, and not from everyone.
  payload.owed = !by_digest && std::ranges::find(payload.sources, *peer) != payload.sources.end();
  if (!by_digest) {
    Send(*peer,
         consensus::FetchPayload{
             .pid = pid, .with_transactions = true, .height = payload.proposal.height});
    return;
  }
  consensus::FetchTransactions fetch;
  for (const PayloadEntry& entry : *payload.entries) {
    if (entry.transaction == nullptr) {
      fetch.digests.push_back(entry.digest);
    }
  }
  Send(*peer, fetch);
}

void PayloadExchange::Take(consensus::PeerId from,
                           const consensus::Payload& payload,
                           std::uint64_t now_ms) {
  if (const auto late = late_.find(from); late != late_.end() && late->second.pid == payload.pid) {
    late_.erase(late);
  }
  OpenPayload* open = at_.payloads.Find(payload.pid);
  if (open == nullptr || open->IsReady()) {
    return;
  }
  const std::size_t missing = open->missing;
  const bool had_digests = open->entries.has_value();
  if (!had_digests && at_.payloads.SetDigests(payload.pid, payload.digests)) {
    TakeFromPool(payload.pid);
  }
  for (const Bytes& bytes : payload.transactions) {
    at_.payloads.FillBytes(DigestOf(bytes), bytes);
  }
  const bool useful =
      open->IsReady() || (had_digests ? open->missing < missing : open->entries.has_value());
  if (useful) {
    Forgive(from);
  }
  if (open->IsReady()) {
    open->asked.reset();
  } else if (open->asked == from) {
    // The rest of an answer that was cut, or the same of another peer. What was not asked for
    // changes nothing.
    if (!useful) {
      CountFailure(from);
      at_.observer.OnPeerFault(from, PeerFault::kWrongPayload);
    }
    open->asked.reset();
    open->ask_at_ms = now_ms;
  }
}

std::optional<consensus::Payload> PayloadExchange::Committed(
    const consensus::FetchPayload& fetch) const {
  const storage::ChainReader chain = at_.store.Chain();
  if (fetch.height == Height(0) || fetch.height > chain.head().value_or(Height(0))) {
    return std::nullopt;
  }
  const auto proposal = chain.Proposal(fetch.height);
  if (!proposal) {
    return std::nullopt;
  }
  const auto decoded = Decode<consensus::Proposal>(*proposal);
  if (!decoded || IdOf(*decoded) != fetch.pid) {
    return std::nullopt;
  }
  auto transactions = chain.Transactions(fetch.height);
  if (!transactions) {
    at_.observer.OnDamage(transactions.error().context + "; a peer that asked for it gets nothing");
    return std::nullopt;
  }
  consensus::Payload answer{.pid = fetch.pid, .digests = {}, .transactions = {}};
  for (const Bytes& bytes : *transactions) {
    answer.digests.push_back(DigestOf(bytes));
  }
  if (fetch.with_transactions) {
    answer.transactions = *std::move(transactions);
  }
  return answer;
}

std::uint64_t PayloadExchange::Answer(consensus::PeerId from,
                                      const consensus::FetchPayload& fetch) {
  const OpenPayload* open = at_.payloads.Find(fetch.pid);
  if (open == nullptr || !open->entries || open->defective) {
    const auto committed = Committed(fetch);
    return committed ? Send(from, *committed) : 0;
  }
  consensus::Payload answer{.pid = fetch.pid, .digests = {}, .transactions = {}};
  bool whole = fetch.with_transactions;
  for (const PayloadEntry& entry : *open->entries) {
    answer.digests.push_back(entry.digest);
    whole = whole && entry.transaction != nullptr;
    if (whole) {
      answer.transactions.push_back(entry.transaction->bytes);
    }
  }
  return Send(from, answer);
}

std::uint64_t PayloadExchange::Answer(consensus::PeerId from,
                                      const consensus::FetchTransactions& fetch) {
  consensus::Transactions answer;
  std::uint64_t bytes = 0;
  for (const TransactionDigest& digest : fetch.digests) {
    TransactionPtr held = at_.pool.Find(digest);
    if (held == nullptr) {
      held = at_.payloads.FindTransaction(digest);
    }
    if (held == nullptr) {
      continue;
    }
    bytes += held->bytes.size();
    if (bytes > kAnswerBytesMax) {
      break;
    }
    answer.transactions.push_back(held->bytes);
  }
  return answer.transactions.empty() ? 0 : Send(from, answer);
}

std::uint64_t PayloadExchange::Send(consensus::PeerId to, const consensus::Message& message) {
  Bytes bytes = consensus::EncodeMessage(message);
  const std::uint64_t size = bytes.size();
  at_.network.Send(to, std::move(bytes));
  return size;
}

}  // namespace heng::node
