// SPDX-License-Identifier: Apache-2.0
// Goal: what one replica refuses, asks, persists and repeats, beyond the rules that the text
// scenarios show.
// Method: the cluster of cluster.h, and single replicas fed by hand.
#include "consensus/replica.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/consensus/cluster.h"

namespace heng::consensus::testing {
namespace {

TEST(Replica, FourNodesFinalizeOneTransaction) {
  Cluster cluster(4);
  cluster.StartAll();
  for (std::uint32_t i = 0; i < 4; ++i) {
    cluster.node(i).AddWork(1);
  }
  cluster.Wait(10);
  for (std::uint32_t i = 0; i < 4; ++i) {
    ASSERT_EQ(cluster.node(i).disk.blocks.size(), 1U) << i;
    EXPECT_EQ(cluster.node(i).disk.blocks[0].proposal.transaction_count, 1U);
    EXPECT_EQ(cluster.node(i).status().view, View(2));
  }
  EXPECT_EQ(cluster.breaches(), std::vector<std::string>());
}

TEST(Replica, ClustersOfManySizesFinalize) {
  for (const std::uint32_t n : {1U, 2U, 3U, 5U, 7U, 10U}) {
    Cluster cluster(n);
    cluster.StartAll();
    for (std::uint64_t work = 0; work < 3; ++work) {
      for (std::uint32_t i = 0; i < n; ++i) {
        cluster.node(i).AddWork(work);
      }
      cluster.Wait(1000);
    }
    for (std::uint32_t i = 0; i < n; ++i) {
      EXPECT_EQ(cluster.node(i).disk.blocks.size(), 3U) << "v" << i << " of " << n;
    }
    EXPECT_EQ(cluster.breaches(), std::vector<std::string>());
  }
}

TEST(Replica, TheJournalStaysBoundedOverThousandsOfRecordsAndRestarts) {
  Cluster cluster(1);
  cluster.keep_log = false;
  cluster.StartAll();
  std::size_t longest = 0;
  for (std::uint64_t view = 0; view < 1000; ++view) {
    cluster.node(0).AddWork(view);
    cluster.Wait(10);
    longest = std::max(longest, cluster.node(0).disk.journal.size());
  }
  EXPECT_EQ(cluster.node(0).disk.blocks.size(), 1000U);
  EXPECT_LT(longest, kJournalCheckpointRecords + 100);
  EXPECT_LT(cluster.node(0).disk.journal.size(), longest) << "it was pruned";
  cluster.node(0).Crash();
  cluster.Restart(0);
  EXPECT_EQ(cluster.node(0).status().view, View(1001));
  cluster.node(0).AddWork(1'000'000);
  cluster.Wait(10);
  EXPECT_EQ(cluster.node(0).disk.blocks.size(), 1001U);
}

TEST(Replica, ALateJoinerFetchesHundredsOfBlocksInSegments) {
  Cluster cluster(4);
  cluster.keep_log = false;
  cluster.StartAll();
  cluster.node(3).Crash();
  std::uint64_t work = 0;
  while (cluster.node(0).disk.blocks.size() < 200) {
    for (std::uint32_t i = 0; i < 3; ++i) {
      cluster.node(i).AddWork(work);
    }
    ++work;
    cluster.Wait(1000);
  }
  cluster.Restart(3);
  cluster.Wait(1000);
  EXPECT_GE(cluster.node(3).disk.blocks.size(), 200U);
  EXPECT_EQ(cluster.breaches(), std::vector<std::string>());
}

// One replica of four, fed by hand. It is validator 0; v1 leads view 1.
class Alone : public ::testing::Test {
 protected:
  Alone()
      : crypto_(0),
        set_(MakeValidators(4)),
        replica_({.chain_id = ChainId(kChain),
                  .epoch = Epoch(1),
                  .validators = set_,
                  .self = ValidatorIndex(0),
                  .crypto = &crypto_,
                  .parameters = {}},
                 {.tip = {.view = View(),
                          .pid = ProposalId(),
                          .height = Height(),
                          .block_id = GenesisBlockId(),
                          .time = BlockTime()},
                  .tip_certificate = std::nullopt,
                  .journal = {},
                  .amnesia = false}) {
    (void)Step(Started{});
    for (const std::uint32_t peer : {1U, 2U, 3U}) {
      (void)Step(PeerConnected{PeerId(peer)});
    }
  }

  Effects Step(EventBody body) {
    return replica_.Step(
        Event{.at = {.wall = BlockTime(now_ms_), .uptime_ms = now_ms_}, .body = std::move(body)});
  }
  Effects Receive(std::uint32_t from, Message message) {
    return Step(MessageReceived{PeerId(from), std::move(message)});
  }
  // True when the message changed nothing and was counted.
  bool Refuses(std::uint32_t from, Message message) {
    const std::uint64_t before = replica_.status().messages_refused;
    const Effects effects = Receive(from, std::move(message));
    return effects.empty() && replica_.status().messages_refused == before + 1;
  }
  ProposalMessage ProposalFor(std::uint64_t view, std::uint32_t leader) {
    ProposalMessage message{.proposal = {.chain_id = ChainId(kChain),
                                         .epoch = Epoch(1),
                                         .view = View(view),
                                         .parent_view = View(),
                                         .parent_pid = ProposalId(),
                                         .height = Height(1),
                                         .time = BlockTime(now_ms_),
                                         .parent_block_id = GenesisBlockId(),
                                         .transaction_root = TransactionRoot({}),
                                         .transaction_count = 0,
                                         .evidence = {},
                                         .next_validator_set_hash = ValidatorSetHash()},
                            .transactions = {},
                            .signature = Signature(),
                            .justification = {}};
    Sign(message, leader);
    return message;
  }
  void Sign(ProposalMessage& message, std::uint32_t leader) {
    message.signature =
        SignAs(leader, set_, NotarizeOf(message.proposal.view.value(), IdOf(message.proposal)))
            .signature;
  }
  template <class T>
  static const T* Find(const Effects& effects) {
    for (const Effect& effect : effects) {
      if (const T* found = std::get_if<T>(&effect)) {
        return found;
      }
    }
    return nullptr;
  }
  static const Vote* BroadcastVote(const Effects& effects) {
    for (const Effect& effect : effects) {
      if (const auto* broadcast = std::get_if<Broadcast>(&effect)) {
        if (const Vote* vote = std::get_if<Vote>(&broadcast->message)) {
          return vote;
        }
      }
    }
    return nullptr;
  }

  std::uint64_t now_ms_ = 1'000'000;
  KeyedCrypto crypto_;
  ValidatorSet set_;
  Replica replica_;
};

TEST_F(Alone, RefusesFalseVotesAndStaysAsItWas) {
  const ProposalId pid = As<ProposalId>(Sha256("p"));
  const Vote good = SignAs(2, set_, NotarizeOf(1, pid));
  Vote other_epoch = good;
  other_epoch.epoch = Epoch(2);
  Vote stranger = good;
  stranger.signer = ValidatorIndex(9);
  Vote unsigned_vote = good;
  unsigned_vote.signature = Signature();
  Vote shapeless = good;
  shapeless.pid = ProposalId();
  EXPECT_TRUE(Refuses(2, other_epoch));
  EXPECT_TRUE(Refuses(2, stranger));
  EXPECT_TRUE(Refuses(2, unsigned_vote));
  EXPECT_TRUE(Refuses(2, shapeless));
  EXPECT_TRUE(Refuses(3, good)) << "a vote comes from its signer's own link";
  EXPECT_TRUE(Refuses(0, SignAs(0, set_, NotarizeOf(1, pid)))) << "nobody sends our own votes";
  EXPECT_TRUE(Refuses(2, SignAs(2, set_, NullifyOf(3)))) << "beyond the window";
}

TEST_F(Alone, RefusesFalseProposals) {
  const ProposalMessage good = ProposalFor(1, 1);
  ProposalMessage broken = good;
  broken.proposal.chain_id = ChainId("another");
  Sign(broken, 1);
  EXPECT_TRUE(Refuses(1, broken));
  broken = good;
  broken.proposal.epoch = Epoch(2);
  Sign(broken, 1);
  EXPECT_TRUE(Refuses(1, broken));
  broken = good;
  broken.proposal.transaction_count = 1;
  Sign(broken, 1);
  EXPECT_TRUE(Refuses(1, broken)) << "the digests are not those of the proposal";
  broken = good;
  broken.signature = Signature();
  EXPECT_TRUE(Refuses(1, broken));
  broken = good;
  Sign(broken, 2);
  EXPECT_TRUE(Refuses(1, broken)) << "signed by who does not lead";
  EXPECT_TRUE(Refuses(2, good)) << "not from the leader's link";
  EXPECT_TRUE(Refuses(1, ProposalFor(5, 1))) << "nothing shows that view 5 is near";
  broken = good;
  broken.justification.nullifications.push_back(CertifyAs({0, 1}, set_, NullifyOf(1)));
  EXPECT_TRUE(Refuses(1, broken));
}

TEST_F(Alone, RefusesFalseCertificatesEvidenceAndGreetings) {
  EXPECT_TRUE(Refuses(1, CertifyAs({0, 1}, set_, NullifyOf(1))));
  Certificate forged = CertifyAs({0, 1, 2}, set_, NullifyOf(1));
  forged.signatures[0] = Signature();
  EXPECT_TRUE(Refuses(1, forged));
  Evidence legal{.first = SignAs(1, set_, NotarizeOf(1, As<ProposalId>(Sha256("p")))),
                 .second = SignAs(1, set_, NullifyOf(1))};
  EXPECT_TRUE(Refuses(1, legal));
  EXPECT_TRUE(Refuses(1, Hello{Epoch(2), View(1), std::nullopt, std::nullopt}));
  EXPECT_TRUE(Refuses(1, Hello{Epoch(1), View(1), forged, std::nullopt}));
  // An echo that is not signed by us proves nothing.
  Vote echo = SignAs(0, set_, NullifyOf(1));
  echo.signature = Signature();
  EXPECT_TRUE(Refuses(1, Hello{Epoch(1), View(1), std::nullopt, echo}));
  EXPECT_TRUE(Refuses(1, Hello{Epoch(1), View(1), std::nullopt, SignAs(2, set_, NullifyOf(1))}));
  EXPECT_TRUE(replica_.status().voting);
}

TEST_F(Alone, RefusesQuestionsOutOfBoundsAndAnswersNobodyAskedFor) {
  EXPECT_TRUE(Refuses(1, FetchCertificates{Epoch(1), VoteType::kNullify, View(1), View(65)}));
  EXPECT_TRUE(Refuses(1, FetchCertificates{Epoch(2), VoteType::kNullify, View(1), View(1)}));
  EXPECT_TRUE(Refuses(1, FetchAncestors{Epoch(1), ProposalId(), Height(0)}));
  EXPECT_TRUE(Refuses(9, FetchAncestors{Epoch(1), As<ProposalId>(Sha256("p")), Height(0)}))
      << "not connected";
  EXPECT_TRUE(Refuses(1, Ancestors{Epoch(1), {ProposalFor(1, 1).proposal}, std::nullopt}));
  EXPECT_TRUE(Refuses(1, Transactions{{"bytes"}})) << "for the driver";
}

TEST_F(Alone, AsksOnceForWhatManyCertificatesName) {
  const auto questions = [](const Effects& effects) {
    return std::ranges::count_if(effects, [](const Effect& effect) {
      const auto* send = std::get_if<Send>(&effect);
      return send != nullptr && std::holds_alternative<FetchAncestors>(send->message);
    });
  };
  // As a node hears them that comes back: each of a block that it does not have.
  std::ptrdiff_t asked = 0;
  for (std::uint64_t view = 1; view <= 20; ++view) {
    const auto pid = As<ProposalId>(Sha256("block " + std::to_string(view)));
    asked += questions(Receive(1, CertifyAs({1, 2, 3}, set_, NotarizeOf(view, pid))));
  }
  EXPECT_EQ(asked, 1);
  now_ms_ += 10'000;
  EXPECT_EQ(questions(Step(TimerFired{TimerKind::kFetch, View(1)})), 1) << "of the next peer";
}

TEST_F(Alone, AnswersTheLastViewsOfAllWithoutEnd) {
  const View last(~0ULL);
  EXPECT_TRUE(
      Receive(1, FetchCertificates{Epoch(1), VoteType::kNullify, View(last.value() - 3), last})
          .empty());
}

TEST_F(Alone, AcceptsAProposalAndVotesOnlyAfterItsPayloadIsVerified) {
  const ProposalMessage message = ProposalFor(1, 1);
  const ProposalId pid = IdOf(message.proposal);
  Effects effects = Receive(1, message);
  ASSERT_NE(Find<RequestPayload>(effects), nullptr);
  EXPECT_EQ(Find<RequestPayload>(effects)->sources, std::vector<PeerId>{PeerId(1)});
  ASSERT_NE(Find<Persist>(effects), nullptr) << "the first proposal seen is journalled";
  EXPECT_EQ(BroadcastVote(effects), nullptr);
  EXPECT_EQ(Find<Execute>(effects), nullptr);
  effects = Step(PayloadReady{pid});
  EXPECT_NE(Find<VerifyPayload>(effects), nullptr);
  EXPECT_EQ(BroadcastVote(effects), nullptr);
  effects = Step(PayloadVerified{pid, true});
  ASSERT_NE(BroadcastVote(effects), nullptr);
  EXPECT_EQ(BroadcastVote(effects)->pid, pid);
  ASSERT_NE(Find<Execute>(effects), nullptr) << "execution overlaps the vote";
  EXPECT_EQ(Find<Execute>(effects)->proposer, ValidatorIndex(1));
  EXPECT_FALSE(Find<Execute>(effects)->decided) << "its FINALIZE will rest on the payload";
}

// The others finalized the block, or a later view, before its payload was here: no vote of this
// node will say that it has it.
TEST_F(Alone, NeedNotKeepThePayloadOfABlockThatIsDecided) {
  const ProposalMessage message = ProposalFor(1, 1);
  const ProposalId pid = IdOf(message.proposal);
  const auto block_id = As<BlockId>(Sha256("b"));
  (void)Receive(1, message);
  (void)Receive(1, CertifyAs({1, 2, 3}, set_, NotarizeOf(1, pid)));
  (void)Receive(1, CertifyAs({1, 2, 3}, set_, FinalizeOf(1, pid, block_id)));
  Effects effects = Step(PayloadReady{pid});
  ASSERT_NE(Find<Execute>(effects), nullptr);
  EXPECT_TRUE(Find<Execute>(effects)->decided);
  effects = Step(Executed{pid, true, block_id});
  EXPECT_NE(Find<Commit>(effects), nullptr);
  EXPECT_EQ(BroadcastVote(effects), nullptr);
  EXPECT_EQ(Find<Persist>(effects), nullptr) << "a restart would take the payload for durable";
}

TEST_F(Alone, KeepsThePayloadOfABlockThatIsOnlyNotarized) {
  const ProposalMessage message = ProposalFor(1, 1);
  const ProposalId pid = IdOf(message.proposal);
  (void)Receive(1, message);
  (void)Receive(1, CertifyAs({1, 2, 3}, set_, NotarizeOf(1, pid)));
  Effects effects = Step(PayloadReady{pid});
  ASSERT_NE(Find<Execute>(effects), nullptr);
  EXPECT_FALSE(Find<Execute>(effects)->decided);
  effects = Step(Executed{pid, true, As<BlockId>(Sha256("b"))});
  ASSERT_NE(BroadcastVote(effects), nullptr);
  EXPECT_EQ(BroadcastVote(effects)->type, VoteType::kFinalize);
  ASSERT_NE(Find<Persist>(effects), nullptr);
  EXPECT_TRUE(std::holds_alternative<CertifiedRecord>(Find<Persist>(effects)->record));
}

TEST_F(Alone, PersistsEveryVoteBeforeItsBroadcast) {
  const ProposalMessage message = ProposalFor(1, 1);
  (void)Receive(1, message);
  (void)Step(PayloadReady{IdOf(message.proposal)});
  const Effects effects = Step(PayloadVerified{IdOf(message.proposal), true});
  std::size_t persisted = effects.size();
  for (std::size_t i = 0; i < effects.size(); ++i) {
    if (const auto* persist = std::get_if<Persist>(&effects[i])) {
      if (std::holds_alternative<VoteRecord>(persist->record)) {
        persisted = i;
      }
    }
    if (const auto* broadcast = std::get_if<Broadcast>(&effects[i])) {
      EXPECT_TRUE(std::holds_alternative<Vote>(broadcast->message));
      EXPECT_LT(persisted, i);
    }
  }
}

TEST_F(Alone, CountsItsOwnVoteOnlyWhenItIsSynced) {
  const ProposalMessage message = ProposalFor(1, 1);
  const ProposalId pid = IdOf(message.proposal);
  (void)Receive(1, message);
  (void)Step(PayloadReady{pid});
  std::uint64_t number = 0;
  for (const Effect& effect : Step(PayloadVerified{pid, true})) {
    if (const auto* persist = std::get_if<Persist>(&effect)) {
      number = persist->number;
    }
  }
  (void)Step(Executed{pid, true, As<BlockId>(Sha256("b"))});
  (void)Receive(2, SignAs(2, set_, NotarizeOf(1, pid)));
  EXPECT_EQ(replica_.status().view, View(1)) << "the leader's, v2's and the own unsynced one";
  (void)Step(Persisted{number - 1});
  EXPECT_EQ(replica_.status().view, View(1));
  (void)Step(Persisted{number});
  EXPECT_EQ(replica_.status().view, View(2));
}

TEST_F(Alone, AsksForAMissingNullificationBeforeItVotes) {
  // It jumps to view 3 by Nul(2); v3 proposes on genesis but does not show Nul(1).
  (void)Receive(1, CertifyAs({1, 2, 3}, set_, NullifyOf(2)));
  ASSERT_EQ(replica_.status().view, View(3));
  const ProposalMessage message = ProposalFor(3, 3);
  const ProposalId pid = IdOf(message.proposal);
  Effects effects = Receive(3, message);
  std::vector<VoteType> asked;
  for (const Effect& effect : effects) {
    if (const auto* send = std::get_if<Send>(&effect)) {
      const auto& fetch = std::get<FetchCertificates>(send->message);
      EXPECT_EQ(send->to, PeerId(3));
      EXPECT_EQ(fetch.first, View(1));
      EXPECT_EQ(fetch.last, View(1));
      asked.push_back(fetch.type);
    }
  }
  EXPECT_EQ(asked, (std::vector{VoteType::kNotarize, VoteType::kNullify}));
  (void)Step(PayloadReady{pid});
  EXPECT_EQ(BroadcastVote(Step(PayloadVerified{pid, true})), nullptr);
  effects = Step(TimerFired{TimerKind::kFetch, View(3)});
  ASSERT_NE(Find<Send>(effects), nullptr) << "the next peer is asked";
  EXPECT_NE(Find<Send>(effects)->to, PeerId(3));
  effects = Receive(1, CertifyAs({1, 2, 3}, set_, NullifyOf(1)));
  ASSERT_NE(BroadcastVote(effects), nullptr);
  EXPECT_EQ(BroadcastVote(effects)->pid, pid);
}

TEST_F(Alone, AViewNumberAloneMovesNobody) {
  Vote vote = SignAs(1, set_, NullifyOf(1));
  vote.hi_final = View(1'000'000);
  const Effects effects = Receive(1, vote);
  EXPECT_EQ(replica_.status().view, View(1));
  ASSERT_NE(Find<Send>(effects), nullptr) << "the hint makes it ask";
  EXPECT_TRUE(std::holds_alternative<FetchCertificates>(Find<Send>(effects)->message));
}

TEST_F(Alone, ACertificateWithAForgottenOwnVoteMeansAmnesia) {
  const Effects effects = Receive(1, CertifyAs({0, 1, 2}, set_, NullifyOf(1)));
  ASSERT_NE(Find<Alarm>(effects), nullptr);
  EXPECT_EQ(Find<Alarm>(effects)->kind, AlarmKind::kAmnesia);
  EXPECT_FALSE(replica_.status().voting);
}

TEST_F(Alone, ConflictingCertificatesStopIt) {
  (void)Receive(1, CertifyAs({1, 2, 3}, set_, NotarizeOf(1, As<ProposalId>(Sha256("a")))));
  const Effects effects =
      Receive(1, CertifyAs({1, 2, 3}, set_, NotarizeOf(1, As<ProposalId>(Sha256("b")))));
  ASSERT_NE(Find<Alarm>(effects), nullptr);
  EXPECT_EQ(Find<Alarm>(effects)->kind, AlarmKind::kConflictingCertificates);
  EXPECT_FALSE(replica_.status().voting);
}

TEST_F(Alone, FloodsOfOneSignerDoNotGrowItsMemory) {
  for (int i = 0; i < 50; ++i) {
    (void)Receive(1,
                  SignAs(1, set_, NotarizeOf(1, As<ProposalId>(Sha256("p" + std::to_string(i))))));
  }
  EXPECT_EQ(crypto_.verifications, 2U) << "the third different vote is not even verified";
}

TEST(Replica, TheSameEventsGiveTheSameEffects) {
  std::vector<Bytes> runs[2];
  for (std::vector<Bytes>& run : runs) {
    Cluster cluster(4);
    cluster.StartAll();
    for (std::uint64_t work = 0; work < 5; ++work) {
      for (std::uint32_t i = 0; i < 4; ++i) {
        cluster.node(i).AddWork(work);
      }
      cluster.Wait(700);
    }
    for (const Packet& packet : cluster.log()) {
      run.push_back(packet.bytes);
    }
  }
  EXPECT_GT(runs[0].size(), 100U);
  EXPECT_EQ(runs[0], runs[1]);
}

}  // namespace
}  // namespace heng::consensus::testing
