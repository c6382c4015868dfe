// SPDX-License-Identifier: Apache-2.0
#include "tests/scenarios/consensus/scenario.h"

#include <algorithm>
#include <charconv>
#include <sstream>

namespace heng::consensus::testing {
namespace {

std::vector<std::string> WordsOf(const std::string& line) {
  std::istringstream stream(line.substr(0, line.find('#')));
  std::vector<std::string> words;
  for (std::string word; stream >> word;) {
    words.push_back(word);
  }
  return words;
}

std::string KindOf(const Message& message) {
  if (const auto* vote = std::get_if<Vote>(&message)) {
    return vote->type == VoteType::kNotarize  ? "notarize"
           : vote->type == VoteType::kNullify ? "nullify"
                                              : "finalize";
  }
  static const std::map<std::size_t, std::string> kNames = {{0, "proposal"},
                                                            {2, "certificate"},
                                                            {3, "hello"},
                                                            {4, "evidence"},
                                                            {5, "fetch"},
                                                            {6, "fetch"},
                                                            {7, "ancestors"}};
  const auto found = kNames.find(message.index());
  return found == kNames.end() ? "other" : found->second;
}

std::string NameOf(AlarmKind kind) {
  switch (kind) {
    case AlarmKind::kDiverged:
      return "diverged";
    case AlarmKind::kConflictingCertificates:
      return "conflicting-certificates";
    case AlarmKind::kAmnesia:
      return "amnesia";
    case AlarmKind::kResultsDiffer:
      return "results-differ";
  }
  return "";
}

}  // namespace

std::vector<std::string> Scenario::Play(const std::string& text) {
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    ++line_;
    const Words words = WordsOf(line);
    if (words.empty()) {
      continue;
    }
    const std::size_t before = failures_.size();
    if (words[0] == "start") {
      cluster_ = std::make_unique<Cluster>(
          static_cast<std::uint32_t>(Number(words.at(1))),
          words.size() > 3 ? static_cast<std::uint32_t>(Number(words[3])) : 0U);
      cluster_->StartAll();
    } else if (!cluster_) {
      Fail("the first sentence must be 'start'");
      return failures_;
    } else {
      PlayLine(words);
    }
    if (failures_.size() > before) {
      failures_.back() += "\n    in: " + line;
    }
  }
  for (const std::string& breach : cluster_->breaches()) {
    Fail(breach);
  }
  return failures_;
}

void Scenario::Fail(const std::string& why) {
  failures_.push_back("line " + std::to_string(line_) + ": " + why);
}

std::uint64_t Scenario::Number(const std::string& word) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc() || end != word.data() + word.size()) {
    Fail("'" + word + "' is not a number");
  }
  return value;
}

std::uint64_t Scenario::Milliseconds(const std::string& word) {
  if (!word.ends_with("ms")) {
    Fail("'" + word + "' is not a time in ms");
    return 0;
  }
  return Number(word.substr(0, word.size() - 2));
}

std::uint32_t Scenario::NodeOf(const std::string& word) {
  const std::uint64_t index = word.starts_with("v") ? Number(word.substr(1)) : 1000;
  if (index >= cluster_->size()) {
    Fail("'" + word + "' is no node");
    return 0;
  }
  return static_cast<std::uint32_t>(index);
}

std::set<std::uint32_t> Scenario::NodesOf(const Words& words, std::size_t from) {
  std::set<std::uint32_t> nodes;
  for (std::size_t i = from; i < words.size() && (words[i] == "all" || words[i][0] == 'v'); ++i) {
    if (words[i] == "all") {
      for (std::uint32_t node = 0; node < cluster_->size(); ++node) {
        nodes.insert(node);
      }
    } else {
      nodes.insert(NodeOf(words[i]));
    }
  }
  return nodes;
}

VoteType Scenario::TypeOf(const std::string& word) {
  if (word == "notarize") {
    return VoteType::kNotarize;
  }
  if (word == "nullify") {
    return VoteType::kNullify;
  }
  if (word != "finalize") {
    Fail("'" + word + "' is no kind of vote");
  }
  return VoteType::kFinalize;
}

void Scenario::PlayLine(const Words& words) {
  if (words[0] == "expect") {
    Expect(words);
  } else if (words[0] == "fault" || words[0] == "repair") {
    Fault(words);
  } else if (words[0] == "lose") {
    Drop(words);
  } else if (words[0][0] == 'v' && words.size() > 1) {
    Act(NodeOf(words[0]), words);
  } else {
    Control(words);
  }
}

void Scenario::Control(const Words& words) {
  const std::string& verb = words[0];
  if (verb == "run") {
    cluster_->DeliverAll();
  } else if (verb == "wait") {
    cluster_->Wait(Milliseconds(words.at(1)));
  } else if (verb == "deliver-again") {
    cluster_->drop = nullptr;
  } else if (verb == "byzantine") {
    cluster_->byzantine = NodesOf(words, 1);
    for (const std::uint32_t node : cluster_->byzantine) {
      cluster_->node(node).Crash();
    }
  } else if (verb == "work") {
    for (const std::uint32_t node : NodesOf(words, 2)) {
      cluster_->node(node).AddWork(Number(words.at(1)));
    }
  } else if (verb == "crash" || verb == "restart" || verb == "sync" || verb == "forget" ||
             verb == "image") {
    for (const std::uint32_t index : NodesOf(words, 1)) {
      Node& node = cluster_->node(index);
      if (verb == "crash") {
        node.Crash();
      } else if (verb == "restart") {
        cluster_->Restart(index);
      } else if (verb == "sync") {
        node.Sync();
      } else if (verb == "forget") {
        node.disk.journal.clear();
      } else {
        node.disk.amnesia = true;
      }
    }
  } else if (verb == "clock") {
    const bool behind = words.at(2).starts_with("-");
    const auto offset = static_cast<std::int64_t>(Milliseconds(words[2].substr(1)));
    cluster_->node(NodeOf(words.at(1))).clock_offset_ms = behind ? -offset : offset;
  } else {
    Fail("'" + verb + "' is no verb");
  }
}

void Scenario::Fault(const Words& words) {
  const bool on = words[0] == "fault";
  const std::string& what = words.back();
  for (const std::uint32_t index : NodesOf(words, 1)) {
    Faults& faults = cluster_->node(index).faults;
    if (what == "fsync-hangs") {
      faults.sync = !on;
    } else if (what == "no-payload") {
      faults.ready = !on;
    } else if (what == "no-execution") {
      faults.executes = !on;
    } else if (what == "wrong-results") {
      faults.wrong_results = on;
    } else if (what == "bad-block") {
      faults.bad = on;
    } else if (what == "rejects") {
      faults.rejects = on;
    } else {
      Fail("'" + what + "' is no fault");
    }
  }
}

// lose <kind> [from nodes] [to nodes]
void Scenario::Drop(const Words& words) {
  const std::string kind = words.at(1);
  std::set<std::uint32_t> from = NodesOf({"all"}, 0);
  std::set<std::uint32_t> to = from;
  for (std::size_t i = 2; i < words.size(); ++i) {
    if (words[i] == "from") {
      from = NodesOf(words, i + 1);
    } else if (words[i] == "to") {
      to = NodesOf(words, i + 1);
    }
  }
  const auto before = cluster_->drop;
  cluster_->drop = [=](const Packet& packet) {
    const bool matches = (kind == "everything" || kind == KindOf(packet.message)) &&
                         from.contains(packet.from) && to.contains(packet.to);
    return matches || (before && before(packet));
  };
}

// vX proposes NAME in VIEW on tip-of vY [at +500ms] to nodes
void Scenario::ActPropose(std::uint32_t traitor, const Words& words) {
  const std::uint64_t view = Number(words.at(4));
  Node& base = cluster_->node(NodeOf(words.at(7)));
  std::size_t next = 8;
  std::uint64_t time = cluster_->now_ms();
  if (words.at(next) == "at") {
    const bool behind = words.at(next + 1).starts_with("-");
    const std::uint64_t offset = Milliseconds(words[next + 1].substr(1));
    time = behind ? time - offset : time + offset;
    next += 2;
  }
  const FinalizedTip tip = base.status().tip;
  Proposal proposal{.chain_id = ChainId(kChain),
                    .epoch = Epoch(1),
                    .view = View(view),
                    .parent_view = tip.view,
                    .parent_pid = tip.pid,
                    .height = Next(tip.height),
                    .time = BlockTime(time),
                    .parent_block_id = tip.block_id,
                    .transaction_root = Hash(),
                    .transaction_count = 1,
                    .evidence = {},
                    .next_validator_set_hash = ValidatorSetHash()};
  const std::vector<TransactionDigest> digests = {
      As<TransactionDigest>(Sha256("transaction of " + words[2]))};
  proposal.transaction_root = TransactionRoot(digests);
  proposals_[words[2]] = proposal;
  const Vote vote = SignAs(traitor, cluster_->validators(), NotarizeOf(view, IdOf(proposal)));
  for (const std::uint32_t to : NodesOf(words, next + 1)) {
    cluster_->Inject(traitor,
                     to,
                     ProposalMessage{.proposal = proposal,
                                     .transactions = digests,
                                     .signature = vote.signature,
                                     .justification = {}});
  }
}

// vX proposes ... | vX nullifies VIEW to nodes | vX notarizes NAME to nodes |
// vX finalizes NAME [with-block WORD] to nodes
void Scenario::Act(std::uint32_t traitor, const Words& words) {
  if (!cluster_->byzantine.contains(traitor)) {
    Fail("only a byzantine node is told what to say");
    return;
  }
  if (words[1] == "proposes") {
    ActPropose(traitor, words);
    return;
  }
  VoteContent content;
  std::size_t next = 3;
  if (words[1] == "nullifies") {
    content = NullifyOf(Number(words.at(2)));
  } else if (!proposals_.contains(words.at(2))) {
    Fail("no proposal has the name '" + words[2] + "'");
    return;
  } else {
    const Proposal& proposal = proposals_.at(words[2]);
    const ProposalId pid = IdOf(proposal);
    content = NotarizeOf(proposal.view.value(), pid);
    if (words[1] == "finalizes") {
      BlockId block_id = ExecutionResult(pid, proposal.parent_block_id);
      if (words.at(3) == "with-block") {
        block_id = As<BlockId>(Sha256(words.at(4)));
        next = 5;
      }
      content = FinalizeOf(proposal.view.value(), pid, block_id);
    }
  }
  for (const std::uint32_t to : NodesOf(words, next + 1)) {
    cluster_->Inject(traitor, to, SignAs(traitor, cluster_->validators(), content));
  }
}

void Scenario::Expect(const Words& words) {
  if (words.at(1) == "certificate" || words.at(1) == "no") {
    const bool wanted = words[1] == "certificate";
    ExpectCertificate(Words(words.begin() + (wanted ? 2 : 3), words.end()), wanted);
    return;
  }
  std::size_t next = 1;
  while (next < words.size() && (words[next] == "all" || words[next][0] == 'v') &&
         words[next] != "view" && words[next] != "voting") {
    ++next;
  }
  for (const std::uint32_t node :
       NodesOf(Words(words.begin() + 1, words.begin() + static_cast<std::ptrdiff_t>(next)), 0)) {
    ExpectOf(node, Words(words.begin() + static_cast<std::ptrdiff_t>(next), words.end()));
  }
}

void Scenario::ExpectOf(std::uint32_t index, const Words& words) {
  const std::string who = "v" + std::to_string(index);
  Node& node = cluster_->node(index);
  const std::string& what = words.at(0);
  if (what == "sent" || (what == "never" && words.at(1) == "sent")) {
    ExpectSent(index, words, what == "sent");
  } else if (what == "block") {
    ExpectBlock(index, words);
  } else if (!node.up()) {
    Fail(who + " is down");
  } else if (what == "view") {
    if (node.status().view != View(Number(words.at(1)))) {
      Fail(who + " is in view " + std::to_string(node.status().view.value()));
    }
  } else if (what == "height") {
    if (node.disk.blocks.size() != Number(words.at(1))) {
      Fail(who + " has committed " + std::to_string(node.disk.blocks.size()) + " blocks");
    }
  } else if (what == "height-at-least") {
    if (node.disk.blocks.size() < Number(words.at(1))) {
      Fail(who + " has committed only " + std::to_string(node.disk.blocks.size()) + " blocks");
    }
  } else if (what == "backoff") {
    if (node.status().backoff != Number(words.at(1))) {
      Fail(who + " has backed off " + std::to_string(node.status().backoff) + " steps");
    }
  } else if (what == "voting" || what == "silent") {
    if (node.status().voting != (what == "voting")) {
      Fail(who + (node.status().voting ? " still votes" : " does not vote"));
    }
  } else if (what == "alarm") {
    if (std::ranges::none_of(
            node.alarms(), [&](const Alarm& alarm) { return NameOf(alarm.kind) == words.at(1); })) {
      Fail(who + " gave no such alarm, of " + std::to_string(node.alarms().size()));
    }
  } else if (what == "calm") {
    if (!node.alarms().empty()) {
      Fail(who + " alarmed: " + NameOf(node.alarms().front().kind));
    }
  } else if (what == "accuses") {
    const ValidatorIndex accused(NodeOf(words.at(1)));
    if (std::ranges::none_of(node.reported(), [&](const Evidence& evidence) {
          return evidence.signer() == accused;
        })) {
      Fail(who + " reports no evidence against " + words[1]);
    }
  } else {
    Fail("'" + what + "' cannot be expected");
  }
}

// sent notarize VIEW | sent proposal VIEW | sent certificate KIND VIEW | sent fetch ...; "times N"
// may follow, which counts every addressee.
void Scenario::ExpectSent(std::uint32_t node, const Words& words, bool wanted) {
  const std::size_t at = wanted ? 1 : 2;
  const std::string& kind = words.at(at);
  const bool by_certificate = kind == "certificate";
  const std::string type = by_certificate ? words.at(at + 1) : kind;
  const bool counted = words.at(words.size() - 2) == "times";
  const bool has_view = words.size() > at + (by_certificate ? 2U : 1U) + (counted ? 2U : 0U);
  const View view(has_view ? Number(words[at + (by_certificate ? 2U : 1U)]) : 0);
  const auto count = std::ranges::count_if(cluster_->log(), [&](const Packet& packet) {
    if (packet.from != node || KindOf(packet.message) != kind) {
      return false;
    }
    if (const auto* vote = std::get_if<Vote>(&packet.message)) {
      return vote->view == view;
    }
    if (const auto* certificate = std::get_if<Certificate>(&packet.message)) {
      return certificate->type == TypeOf(type) && certificate->view == view;
    }
    if (const auto* proposal = std::get_if<ProposalMessage>(&packet.message)) {
      return proposal->proposal.view == view;
    }
    return true;
  });
  if (counted && std::to_string(count) != words.back()) {
    Fail("v" + std::to_string(node) + " sent it " + std::to_string(count) + " times");
  } else if ((count > 0) != wanted) {
    Fail("v" + std::to_string(node) + (count > 0 ? " did send it" : " did not send it"));
  }
}

// certificate KIND VIEW: a quorum of such votes was seen on the wire.
void Scenario::ExpectCertificate(const Words& words, bool wanted) {
  const VoteType type = TypeOf(words.at(0));
  const View view(Number(words.at(1)));
  const bool formed = std::ranges::any_of(cluster_->votes(), [&](const auto& entry) {
    return entry.first.type == type && entry.first.view == view &&
           entry.second.size() >= cluster_->validators().quorum();
  });
  if (formed != wanted) {
    Fail(formed ? "a quorum voted so" : "no quorum voted so");
  }
}

// block HEIGHT of-view VIEW | block HEIGHT has N transactions | block HEIGHT accuses vX
void Scenario::ExpectBlock(std::uint32_t node, const Words& words) {
  const std::vector<StoredBlock>& blocks = cluster_->node(node).disk.blocks;
  const std::uint64_t height = Number(words.at(1));
  if (height == 0 || height > blocks.size()) {
    Fail("v" + std::to_string(node) + " has only " + std::to_string(blocks.size()) + " blocks");
    return;
  }
  const StoredBlock& block = blocks[height - 1];
  const std::string& what = words.at(2);
  if (what == "of-view") {
    if (block.proposal.view != View(Number(words.at(3)))) {
      Fail("it is of view " + std::to_string(block.proposal.view.value()));
    }
  } else if (what == "has") {
    if (block.proposal.transaction_count != Number(words.at(3))) {
      Fail("it has " + std::to_string(block.proposal.transaction_count) + " transactions");
    }
  } else if (what == "accuses") {
    const ValidatorIndex accused(NodeOf(words.at(3)));
    if (std::ranges::none_of(block.proposal.evidence, [&](const Evidence& evidence) {
          return evidence.signer() == accused;
        })) {
      Fail("it holds no evidence against " + words[3]);
    }
  } else if (what == "certified") {
    if (!block.certificate) {
      Fail("it has no certificate of its own");
    }
  } else {
    Fail("'" + what + "' cannot be expected of a block");
  }
}

}  // namespace heng::consensus::testing
