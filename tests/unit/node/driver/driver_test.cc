// SPDX-License-Identifier: Apache-2.0
// Goal: the driver keeps durable-before-visible, recovers, and is not harmed by peers.
// Method: one driver with ports by hand; a chain of one validator finalizes alone, one of four
// waits for the others. How many drivers agree is the simulator's business (tests/sim).
#include "node/driver/driver.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "consensus/message.h"
#include "node/driver/ancestors_reply.h"
#include "storage/keys.h"
#include "tests/unit/node/driver/machine.h"

namespace heng::node {
namespace {

using consensus::PeerId;

TEST_F(DriverTest, BeginsWithGenesisAndFinalizesAlone) {
  Machine machine(1);
  ASSERT_TRUE(machine.Start().has_value());
  EXPECT_EQ(machine.committed, std::vector{Height(0)});
  const VerifiedTransaction transaction = NextTransaction();
  EXPECT_EQ(machine.driver->SubmitTransaction(transaction), Admission::kAccepted);
  EXPECT_EQ(machine.driver->SubmitTransaction(transaction), Admission::kDuplicate);
  ASSERT_TRUE(machine.Run(200).has_value());
  EXPECT_TRUE(machine.store->Chain().Find(transaction.id).has_value());
  EXPECT_EQ(machine.driver->SubmitTransaction(transaction), Admission::kCommitted);
  EXPECT_EQ(machine.driver->status().pool_transactions, 0U);
}

TEST_F(DriverTest, GoesOnWhereItWasAfterACrash) {
  Machine machine(1);
  ASSERT_TRUE(machine.Start().has_value());
  const VerifiedTransaction transaction = NextTransaction();
  ASSERT_EQ(machine.driver->SubmitTransaction(transaction), Admission::kAccepted);
  ASSERT_TRUE(machine.Run(2'000).has_value());
  const Height before = machine.store->head()->height();
  ASSERT_GT(before, Height(2));
  machine.Crash();
  ASSERT_TRUE(machine.Start().has_value());
  EXPECT_EQ(machine.store->head()->height(), before);
  EXPECT_EQ(machine.driver->SubmitTransaction(transaction), Admission::kCommitted);
  EXPECT_FALSE(machine.driver->status().amnesia.has_value());
  ASSERT_TRUE(machine.Run(2'000).has_value());
  EXPECT_GT(machine.store->head()->height(), before);
}

TEST_F(DriverTest, RefusesTheStoreOfAnotherChain) {
  Machine machine(1);
  ASSERT_TRUE(machine.Start().has_value());
  machine.Stop();
  machine.config.genesis.chain.id = ChainId("another");
  const auto started = machine.Start();
  ASSERT_FALSE(started.has_value());
  EXPECT_EQ(started.error().code, StatusCode::kInvalid);
}

TEST_F(DriverTest, DoesNotVoteWithoutItsJournal) {
  Machine machine(4);
  ASSERT_TRUE(machine.Start().has_value());
  ASSERT_TRUE(machine.Run(5'000).has_value());
  ASSERT_FALSE(machine.SentOf<consensus::Vote>().empty());
  machine.Crash();
  ASSERT_TRUE(machine.directory.Remove("votes").has_value());
  ASSERT_TRUE(machine.Start().has_value());
  EXPECT_TRUE(machine.driver->status().amnesia.has_value());
  EXPECT_FALSE(machine.driver->status().replica.voting);
  ASSERT_TRUE(machine.Run(20'000).has_value());
  EXPECT_TRUE(machine.SentOf<consensus::Vote>().empty());
  EXPECT_TRUE(machine.SentOf<consensus::ProposalMessage>().empty());
}

TEST_F(DriverTest, SendsNothingThatCouldNotBeSynced) {
  Machine machine(4);
  ASSERT_TRUE(machine.Start().has_value());
  machine.directory.OnSync(
      [](const std::string&) { return Fail(StatusCode::kIo, "the disk is gone"); });
  const auto ran = machine.Run(5'000);
  ASSERT_FALSE(ran.has_value());
  EXPECT_EQ(ran.error().code, StatusCode::kIo);
  EXPECT_TRUE(machine.SentOf<consensus::Vote>().empty());
  EXPECT_FALSE(machine.driver->HasWork());
  machine.directory.OnSync({});
  EXPECT_FALSE(machine.driver->Turn().has_value()) << "a failed sync must never be tried again";
}

TEST_F(DriverTest, ProposesALongBlockBeforeItExecutesItAndAShortOneAfter) {
  for (const std::size_t long_block : {1UL, 2UL}) {
    Machine machine(1);
    machine.config.long_block_transactions = long_block;
    ASSERT_TRUE(machine.Start().has_value());
    const VerifiedTransaction transaction = NextTransaction();
    EXPECT_EQ(machine.driver->SubmitTransaction(transaction), Admission::kAccepted);
    ASSERT_TRUE(machine.Run(200).has_value());
    EXPECT_TRUE(machine.store->Chain().Find(transaction.id).has_value());
    EXPECT_EQ(machine.spoke_before_work, long_block == 1) << long_block;
  }
}

// A machine whose blocks are all long enough to be written beside the loop.
class WriterTest : public DriverTest {
 protected:
  void SetUp() override {
    machine_.writes_beside = true;
    machine_.config.long_block_transactions = 1;
    ASSERT_TRUE(machine_.Start().has_value());
  }
  // One more transaction, and time to order it.
  TransactionId Order() {
    const VerifiedTransaction transaction = NextTransaction();
    EXPECT_EQ(machine_.driver->SubmitTransaction(transaction), Admission::kAccepted);
    EXPECT_TRUE(machine_.Run(10).has_value());
    return transaction.id;
  }
  [[nodiscard]] bool IsShown(const TransactionId& id) const {
    return machine_.store->Chain().Find(id).has_value();
  }
  [[nodiscard]] std::size_t Proposals() const {
    return machine_.SentOf<consensus::ProposalMessage>().size();
  }

  Machine machine_{1};
};

TEST_F(WriterTest, ShowsNobodyABlockThatIsNotOnDisk) {
  const TransactionId id = Order();
  ASSERT_TRUE(machine_.handed.has_value());
  EXPECT_EQ(machine_.handed->size(), 1U);
  EXPECT_FALSE(IsShown(id));
  EXPECT_EQ(machine_.committed, std::vector{Height(0)});
  EXPECT_EQ(machine_.driver->status().pool_transactions, 1U);
  machine_.FinishWriting();
  EXPECT_TRUE(IsShown(id));
  EXPECT_GE(machine_.committed.size(), 2U);
  EXPECT_EQ(machine_.driver->status().pool_transactions, 0U);
}

TEST_F(WriterTest, OrdersTheNextBlocksMeanwhileAndWritesThemTogether) {
  const TransactionId first = Order();
  const std::size_t proposals = Proposals();
  const TransactionId second = Order();
  const TransactionId third = Order();
  EXPECT_GE(Proposals(), proposals + 2);
  ASSERT_EQ(machine_.handed->size(), 1U);
  machine_.FinishWriting();
  EXPECT_TRUE(IsShown(first));
  EXPECT_FALSE(IsShown(second));
  ASSERT_TRUE(machine_.handed.has_value()) << "the rest follows as one run";
  EXPECT_GE(machine_.handed->size(), 2U);
  machine_.FinishWriting();
  EXPECT_TRUE(IsShown(second));
  EXPECT_TRUE(IsShown(third));
  ASSERT_TRUE(machine_.Run(200).has_value());
  EXPECT_TRUE(std::ranges::is_sorted(machine_.committed));
  EXPECT_EQ(std::ranges::adjacent_find(machine_.committed), machine_.committed.end());
}

TEST_F(WriterTest, WaitsForAWriterThatIsFarBehind) {
  for (int i = 0; i < 40; ++i) {
    (void)Order();
  }
  EXPECT_FALSE(machine_.driver->HasWork());
  EXPECT_FALSE(machine_.driver->NextDeadline().has_value());
  const std::size_t proposals = Proposals();
  (void)Order();
  EXPECT_EQ(Proposals(), proposals) << "nothing more is begun";
  machine_.FinishWriting();
  EXPECT_LE(machine_.handed->size(), 16U);
  EXPECT_TRUE(machine_.driver->HasWork());
  ASSERT_TRUE(machine_.Run(200).has_value());
  EXPECT_GT(Proposals(), proposals);
}

TEST_F(WriterTest, LosesNothingThatItSaidWhenTheMachineDiesBeforeABlockIsWritten) {
  const TransactionId shown = Order();
  machine_.FinishWriting();
  const TransactionId lost = Order();
  ASSERT_TRUE(machine_.handed.has_value());
  machine_.Crash();
  ASSERT_TRUE(machine_.Start().has_value());
  EXPECT_TRUE(IsShown(shown));
  EXPECT_FALSE(IsShown(lost));
  ASSERT_TRUE(machine_.Run(2'000).has_value());
  // Its votes and its payload are on disk: the same block becomes final again.
  ASSERT_TRUE(machine_.handed.has_value());
  machine_.FinishWriting();
  EXPECT_TRUE(IsShown(lost));
}

TEST_F(WriterTest, EndsWhenTheWriterFails) {
  (void)Order();
  machine_.handed.reset();
  machine_.driver->OnWritten(Fail(StatusCode::kIo, "the disk is gone"), 1);
  EXPECT_EQ(machine_.committed, std::vector{Height(0)});
  ASSERT_TRUE(machine_.driver->HasWork());
  const auto turned = machine_.driver->Turn();
  ASSERT_FALSE(turned.has_value());
  EXPECT_EQ(turned.error().code, StatusCode::kIo);
  EXPECT_FALSE(machine_.driver->HasWork());
}

TEST_F(DriverTest, OnANearlyFullDiskTakesNothingNewAndAnswersForWhatItKnows) {
  Machine machine(1);
  ASSERT_TRUE(machine.Start().has_value());
  const VerifiedTransaction committed = NextTransaction();
  ASSERT_EQ(machine.driver->SubmitTransaction(committed), Admission::kAccepted);
  ASSERT_TRUE(machine.Run(200).has_value());
  const VerifiedTransaction waiting = NextTransaction();
  ASSERT_EQ(machine.driver->SubmitTransaction(waiting), Admission::kAccepted);
  for (const DiskStage stage : {DiskStage::kRefuse, DiskStage::kStop}) {
    machine.disk_stage = stage;
    const VerifiedTransaction fresh = NextTransaction();
    EXPECT_EQ(machine.driver->SubmitTransaction(fresh), Admission::kDiskFull);
    EXPECT_FALSE(machine.pool->Contains(fresh.id));
    EXPECT_EQ(machine.driver->SubmitTransaction(committed), Admission::kCommitted);
    EXPECT_EQ(machine.driver->SubmitTransaction(waiting), Admission::kDuplicate);
  }
  for (const DiskStage stage : {DiskStage::kPlenty, DiskStage::kLow}) {
    machine.disk_stage = stage;
    EXPECT_EQ(machine.driver->SubmitTransaction(NextTransaction()), Admission::kAccepted);
  }
}

TEST_F(DriverTest, OnANearlyFullDiskGoesOnVoting) {
  Machine machine(1);
  ASSERT_TRUE(machine.Start().has_value());
  machine.disk_stage = DiskStage::kRefuse;
  ASSERT_TRUE(machine.Run(6'000).has_value());
  EXPECT_GT(machine.store->head()->height(), Height(0));
}

TEST_F(DriverTest, OnAFullDiskWritesNothingSendsNothingAndGoesOnByItself) {
  Machine machine(1);
  ASSERT_TRUE(machine.Start().has_value());
  const VerifiedTransaction transaction = NextTransaction();
  ASSERT_EQ(machine.driver->SubmitTransaction(transaction), Admission::kAccepted);
  machine.disk_stage = DiskStage::kStop;
  std::uint64_t writes = 0;
  machine.directory.OnSync([&](const std::string&) -> Result<void, Status> {
    ++writes;
    return {};
  });
  machine.database.OnWrite([&](std::uint64_t) {
    ++writes;
    return true;
  });
  const auto disk = machine.directory.ContentOf("votes") + machine.directory.ContentOf("payloads");
  machine.driver->OnPeerConnected(PeerId(1));
  machine.sent.clear();
  ASSERT_TRUE(machine.Run(20'000).has_value());
  EXPECT_FALSE(machine.driver->HasWork());
  EXPECT_EQ(machine.driver->NextDeadline(), std::nullopt) << "or the loop would spin";
  ASSERT_TRUE(machine.driver->Turn().has_value()) << "a turn that is asked for does nothing";
  EXPECT_EQ(writes, 0U);
  EXPECT_TRUE(machine.sent.empty());
  EXPECT_EQ(machine.store->head()->height(), Height(0));
  EXPECT_EQ(machine.directory.ContentOf("votes") + machine.directory.ContentOf("payloads"), disk);

  machine.disk_stage = DiskStage::kPlenty;
  ASSERT_TRUE(machine.Run(2'000).has_value());
  EXPECT_TRUE(machine.store->Chain().Find(transaction.id).has_value());
}

// The disk may fill up at any moment: between any two steps of the replica, in the middle of a
// turn. Whatever was sent until then must be on the disk as a crash would leave it.
TEST_F(DriverTest, WhereverTheDiskFillsUpWhatWasSentIsDurable) {
  for (std::uint64_t room = 0; room < 120; ++room) {
    Machine machine(1);
    ASSERT_TRUE(machine.Start().has_value());
    machine.driver->OnPeerConnected(PeerId(static_cast<std::uint32_t>(kValidatorsMax) + 1));
    ASSERT_EQ(machine.driver->SubmitTransaction(NextTransaction()), Admission::kAccepted);
    machine.room_for = room;
    ASSERT_TRUE(machine.Run(300).has_value());
    const Height height = machine.store->head()->height();
    const std::vector<consensus::Vote> votes = machine.SentOf<consensus::Vote>();
    const std::size_t sent = machine.sent.size();
    ASSERT_TRUE(machine.Run(5'000).has_value());
    EXPECT_EQ(machine.sent.size(), sent) << "room for " << room;
    machine.Crash();
    machine.room_for.reset();
    ASSERT_TRUE(machine.Start().has_value());
    EXPECT_FALSE(machine.driver->status().amnesia.has_value());
    EXPECT_EQ(machine.store->head()->height(), height) << "room for " << room;
    // After the crash it may repeat a vote, and must not contradict one.
    ASSERT_TRUE(machine.Run(300).has_value());
    for (const consensus::Vote& before : votes) {
      for (const consensus::Vote& after : machine.SentOf<consensus::Vote>()) {
        if (after.view == before.view && after.type == before.type) {
          EXPECT_EQ(after.content(), before.content()) << "room for " << room;
        }
      }
    }
  }
}

TEST_F(DriverTest, OnAFullDiskStillServesCommittedBlocks) {
  Machine machine(1);
  ASSERT_TRUE(machine.Start().has_value());
  const VerifiedTransaction transaction = NextTransaction();
  ASSERT_EQ(machine.driver->SubmitTransaction(transaction), Admission::kAccepted);
  ASSERT_TRUE(machine.Run(3'000).has_value());
  machine.disk_stage = DiskStage::kStop;
  const PeerId follower(static_cast<std::uint32_t>(kValidatorsMax) + 1);
  machine.driver->OnPeerConnected(follower);
  machine.sent.clear();
  const Height head = machine.store->head()->height();
  const auto tip = Decode<consensus::Proposal>(*machine.store->Chain().Proposal(head));
  const auto location = machine.store->Chain().Find(transaction.id);
  ASSERT_TRUE(tip.has_value() && location.has_value());
  const auto body = Decode<consensus::Proposal>(*machine.store->Chain().Proposal(location->height));
  machine.driver->OnPeerMessages(
      follower,
      std::vector{consensus::EncodeMessage(consensus::FetchAncestors{
                      .epoch = Epoch(1), .pid = IdOf(*tip), .after_height = Height(1)}),
                  consensus::EncodeMessage(consensus::FetchPayload{
                      .pid = IdOf(*body), .with_transactions = true, .height = location->height}),
                  consensus::EncodeMessage(consensus::Transactions{{NextTransaction().bytes}})});
  EXPECT_EQ(machine.SentOf<consensus::Ancestors>().size(), 1U);
  EXPECT_EQ(machine.SentOf<consensus::Payload>().size(), 1U);
  EXPECT_EQ(machine.sent.size(), 2U);
  EXPECT_TRUE(machine.verdicts.empty()) << "and does no work for what it could not keep";
}

// The replica must know who is there when it goes on, whatever happened meanwhile.
TEST_F(DriverTest, AfterAFullDiskLinksAreAsTheyAreNow) {
  Machine machine(4);
  ASSERT_TRUE(machine.Start().has_value());
  machine.driver->OnPeerConnected(PeerId(1));
  ASSERT_TRUE(machine.Run(10).has_value());
  machine.disk_stage = DiskStage::kStop;
  for (int i = 0; i < 3; ++i) {
    machine.driver->OnPeerDisconnected(PeerId(1));
    machine.driver->OnPeerConnected(PeerId(2));
  }
  machine.disk_stage = DiskStage::kPlenty;
  machine.sent.clear();
  ASSERT_TRUE(machine.Run(10).has_value());
  // A peer that has come is greeted, and nobody else is.
  std::set<std::uint32_t> greeted;
  for (const Sent& entry : machine.sent) {
    if (entry.to && std::holds_alternative<consensus::Hello>(entry.message)) {
      greeted.insert(entry.to->value());
    }
  }
  EXPECT_EQ(greeted, std::set<std::uint32_t>{2});
}

TEST_F(DriverTest, TellsThePeersWhatClientsBring) {
  Machine machine(4);
  ASSERT_TRUE(machine.Start().has_value());
  machine.driver->OnPeerConnected(PeerId(1));
  const VerifiedTransaction transaction = NextTransaction();
  ASSERT_EQ(machine.driver->SubmitTransaction(transaction), Admission::kAccepted);
  ASSERT_TRUE(machine.Run(1).has_value());
  const auto gossip = machine.SentOf<consensus::Transactions>();
  ASSERT_EQ(gossip.size(), 1U);
  EXPECT_EQ(gossip[0].transactions, std::vector{transaction.bytes});
  machine.driver->OnPeerConnected(PeerId(2));
  EXPECT_EQ(machine.SentOf<consensus::Transactions>().size(), 2U) << "who comes late is told too";
}

TEST_F(DriverTest, AdmitsGossipOfAPeerOnceItIsChecked) {
  Machine machine(4);
  ASSERT_TRUE(machine.Start().has_value());
  machine.driver->OnPeerConnected(PeerId(1));
  const VerifiedTransaction transaction = NextTransaction();
  const std::vector<Bytes> gossip = {
      consensus::EncodeMessage(consensus::Transactions{{transaction.bytes}})};
  machine.driver->OnPeerMessages(PeerId(1), gossip);
  machine.driver->OnPeerMessages(PeerId(1), gossip);
  EXPECT_EQ(machine.verdicts.size(), 1U) << "what is being checked is not checked again";
  EXPECT_EQ(machine.driver->status().pool_transactions, 0U);
  machine.driver->OnVerified(std::exchange(machine.verdicts, {}));
  EXPECT_EQ(machine.driver->status().pool_transactions, 1U);
  machine.driver->OnPeerMessages(PeerId(1), gossip);
  EXPECT_TRUE(machine.verdicts.empty());
}

TEST_F(DriverTest, RefusesGossipWithAWrongSignature) {
  Machine machine(4);
  machine.signatures_good = false;
  ASSERT_TRUE(machine.Start().has_value());
  machine.driver->OnPeerConnected(PeerId(1));
  const std::vector<Bytes> gossip = {
      consensus::EncodeMessage(consensus::Transactions{{NextTransaction().bytes}})};
  machine.driver->OnPeerMessages(PeerId(1), gossip);
  machine.driver->OnVerified(std::exchange(machine.verdicts, {}));
  EXPECT_EQ(machine.driver->status().pool_transactions, 0U);
  EXPECT_EQ(machine.driver->status().transactions_refused, 1U);
}

TEST_F(DriverTest, DropsGarbageAndCountsIt) {
  Machine machine(4);
  ASSERT_TRUE(machine.Start().has_value());
  machine.driver->OnPeerConnected(PeerId(1));
  Bytes truncated = consensus::EncodeMessage(consensus::Transactions{{NextTransaction().bytes}});
  truncated.pop_back();
  const std::vector<Bytes> garbage = {"", "garbage", Bytes(1'000, '\xff'), truncated};
  machine.driver->OnPeerMessages(PeerId(1), garbage);
  EXPECT_EQ(machine.driver->status().messages_malformed, 4U);
  EXPECT_TRUE(machine.Run(10).has_value());
}

TEST_F(DriverTest, DropsWhatIsOverAPeersQuota) {
  Machine machine(4);
  machine.config.peer_budget.received_bytes_per_s = 1'000;
  ASSERT_TRUE(machine.Start().has_value());
  machine.driver->OnPeerConnected(PeerId(1));
  machine.driver->OnPeerConnected(PeerId(2));
  const std::vector<Bytes> flood(50, Bytes(100, 'x'));
  machine.driver->OnPeerMessages(PeerId(1), flood);
  EXPECT_EQ(machine.driver->status().messages_over_quota, 40U);
  machine.driver->OnPeerMessages(PeerId(2), std::vector<Bytes>{"x"});
  EXPECT_EQ(machine.driver->status().messages_over_quota, 40U);
}

TEST_F(DriverTest, ServesTheBodyOfACommittedBlockAndOfNoOther) {
  Machine machine(1);
  ASSERT_TRUE(machine.Start().has_value());
  const VerifiedTransaction transaction = NextTransaction();
  ASSERT_EQ(machine.driver->SubmitTransaction(transaction), Admission::kAccepted);
  ASSERT_TRUE(machine.Run(2'000).has_value());
  const auto location = machine.store->Chain().Find(transaction.id);
  ASSERT_TRUE(location.has_value());
  const auto proposal =
      Decode<consensus::Proposal>(*machine.store->Chain().Proposal(location->height));
  ASSERT_TRUE(proposal.has_value());
  const PeerId follower(static_cast<std::uint32_t>(kValidatorsMax) + 1);
  machine.driver->OnPeerConnected(follower);
  const auto ask = [&](const ProposalId& pid, Height height) {
    machine.sent.clear();
    machine.driver->OnPeerMessages(follower,
                                   std::vector{consensus::EncodeMessage(consensus::FetchPayload{
                                       .pid = pid, .with_transactions = true, .height = height})});
    return machine.SentOf<consensus::Payload>();
  };
  const auto answer = ask(IdOf(*proposal), location->height);
  ASSERT_EQ(answer.size(), 1U);
  EXPECT_EQ(answer[0].transactions, std::vector{transaction.bytes});
  EXPECT_EQ(answer[0].digests, std::vector{transaction.digest});
  EXPECT_TRUE(ask(IdOf(*proposal), Next(location->height)).empty());
  EXPECT_TRUE(ask(IdOf(*proposal), Height(1'000'000)).empty());
  EXPECT_TRUE(ask(ProposalId(), location->height).empty());
}

TEST_F(DriverTest, ServesNoBlockThatIsDamagedOnItsDiskAndSaysSo) {
  Machine machine(1);
  ASSERT_TRUE(machine.Start().has_value());
  const VerifiedTransaction transaction = NextTransaction();
  ASSERT_EQ(machine.driver->SubmitTransaction(transaction), Admission::kAccepted);
  ASSERT_TRUE(machine.Run(2'000).has_value());
  const Height height = machine.store->Chain().Find(transaction.id)->height;
  const Bytes bytes = *machine.store->Chain().Proposal(height);
  Bytes damaged = transaction.bytes;
  damaged.back() = static_cast<char>(damaged.back() ^ 1);
  storage::WriteBatch batch;
  batch.Put(
      storage::ColumnFamily::kTransactions, storage::HeightIndexKey(height, 0), std::move(damaged));
  machine.database.Write(batch, storage::Durability::kSynced);
  ASSERT_TRUE(machine.Run(5'000).has_value());  // a block more shows what is on the disk now
  const PeerId follower(static_cast<std::uint32_t>(kValidatorsMax) + 1);
  machine.driver->OnPeerConnected(follower);
  machine.driver->OnPeerMessages(follower,
                                 std::vector{consensus::EncodeMessage(consensus::FetchPayload{
                                     .pid = IdOf(*Decode<consensus::Proposal>(bytes)),
                                     .with_transactions = true,
                                     .height = height})});
  EXPECT_TRUE(machine.SentOf<consensus::Payload>().empty());
  ASSERT_EQ(machine.damage.size(), 1U);
  EXPECT_NE(machine.damage[0].find("transactions do not have the root"), std::string::npos)
      << machine.damage[0];
}

TEST_F(DriverTest, DoesNotStartOnAProposalThatIsNotItsHeads) {
  Machine machine(1);
  ASSERT_TRUE(machine.Start().has_value());
  ASSERT_TRUE(machine.Run(3'000).has_value());
  const Height head = machine.store->head()->height();
  const Bytes key = storage::HeightKey(head);
  for (const auto family :
       {storage::ColumnFamily::kProposals, storage::ColumnFamily::kCertificates}) {
    const auto row = machine.database.Get(family, key);
    if (!row) {
      continue;  // final through a block above
    }
    const auto below = machine.database.Get(family, storage::HeightKey(Height(1)));
    ASSERT_TRUE(below.has_value());
    const auto set = [&](const Bytes& value) {
      storage::WriteBatch batch;
      batch.Put(family, key, value);
      machine.database.Write(batch, storage::Durability::kSynced);
    };
    machine.Stop();
    set(*below);
    const auto started = machine.Start();
    ASSERT_FALSE(started.has_value());
    EXPECT_EQ(started.error().code, StatusCode::kCorrupt);
    machine.Stop();
    set(*row);
    ASSERT_TRUE(machine.Start().has_value());
  }
}

TEST_F(DriverTest, ServesCommittedAncestorsUpToAFinality) {
  Machine machine(1);
  ASSERT_TRUE(machine.Start().has_value());
  ASSERT_TRUE(machine.Run(3'000).has_value());
  const Height head = machine.store->head()->height();
  ASSERT_GT(head, Height(3));
  const auto tip = Decode<consensus::Proposal>(*machine.store->Chain().Proposal(head));
  ASSERT_TRUE(tip.has_value());
  const PeerId follower(static_cast<std::uint32_t>(kValidatorsMax) + 1);
  machine.driver->OnPeerConnected(follower);
  machine.driver->OnPeerMessages(
      follower,
      std::vector{consensus::EncodeMessage(consensus::FetchAncestors{
          .epoch = Epoch(1), .pid = IdOf(*tip), .after_height = Height(1)})});
  ASSERT_TRUE(machine.Run(1).has_value());
  const auto answers = machine.SentOf<consensus::Ancestors>();
  ASSERT_EQ(answers.size(), 1U);
  ASSERT_FALSE(answers[0].proposals.empty());
  EXPECT_EQ(answers[0].proposals.front().height, Height(2));
  ASSERT_TRUE(answers[0].finality.has_value());
  EXPECT_EQ(answers[0].finality->pid, IdOf(answers[0].proposals.back()));
}

TEST_F(DriverTest, ASegmentOfAncestorsEndsWhereItHoldsEnoughTransactions) {
  Machine machine(1);
  ASSERT_TRUE(machine.Start().has_value());
  std::uint64_t sent = 0;
  while (sent < 2 * consensus::kAncestorsTransactionsUsual) {
    for (int i = 0; i < 100; ++i) {
      sent +=
          machine.driver->SubmitTransaction(NextTransaction()) == Admission::kAccepted ? 1U : 0U;
    }
    ASSERT_TRUE(machine.Run(20).has_value());
  }
  ASSERT_TRUE(machine.Run(500).has_value());
  const Height head = machine.store->head()->height();
  ASSERT_LT(head.value(), consensus::kAncestorsUsual) << "few blocks, many transactions";
  const auto tip = Decode<consensus::Proposal>(*machine.store->Chain().Proposal(head));
  const auto segment = CommittedAncestors(
      machine.store->Chain(), {.epoch = Epoch(1), .pid = IdOf(*tip), .after_height = Height(0)});
  ASSERT_TRUE(segment.has_value());
  std::uint64_t held = 0;
  for (const consensus::Proposal& proposal : segment->proposals) {
    held += proposal.transaction_count;
  }
  EXPECT_GE(held, consensus::kAncestorsTransactionsUsual);
  EXPECT_LT(held - segment->proposals.back().transaction_count,
            consensus::kAncestorsTransactionsUsual);
  EXPECT_LT(segment->proposals.back().height, head);
  EXPECT_EQ(segment->finality->pid, IdOf(segment->proposals.back()));
}

TEST_F(DriverTest, TellsWhenATransactionCanNoLongerBeOrdered) {
  Machine machine(4);
  ASSERT_TRUE(machine.Start().has_value());
  machine.pool->Advance({}, BlockTime(1'717'200'000'000 + 3'700'000));
  EXPECT_EQ(machine.driver->SubmitTransaction(NextTransaction()), Admission::kExpired);
}

TEST_F(DriverTest, RefusesBeforeItsFirstBlockWhatTheChainHasOutlived) {
  Machine machine(4);
  ASSERT_TRUE(machine.Start().has_value());
  VerifiedTransaction late = NextTransaction();
  late.body.valid_until = BlockTime(machine.config.genesis.time.value() - 1);
  EXPECT_EQ(machine.driver->SubmitTransaction(late), Admission::kExpired);
}

}  // namespace
}  // namespace heng::node
