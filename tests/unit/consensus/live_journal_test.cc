// SPDX-License-Identifier: Apache-2.0
// Goal: the journal never forgets what is still needed, and does not grow without bound.
// Method: records by hand; the checkpoint is compared with what must survive.
#include "consensus/live_journal.h"

#include <gtest/gtest.h>

#include "consensus/types.h"
#include "tests/unit/consensus/keyed_crypto.h"

namespace heng::consensus::testing {
namespace {

JournalRecord NullifyRecord(std::uint64_t view) {
  return VoteRecord{SignAs(0, MakeValidators(4), NullifyOf(view))};
}

TEST(LiveJournal, NumbersRecordsOfThisRunFromOne) {
  LiveJournal journal({NullifyRecord(1), NullifyRecord(2)});
  EXPECT_EQ(journal.Append(NullifyRecord(3)), 1U);
  EXPECT_EQ(journal.Append(NullifyRecord(4)), 2U);
  EXPECT_EQ(journal.size(), 4U);
}

TEST(LiveJournal, RepeatsExactlyWhatIsStillNeeded) {
  const ValidatorSet set = MakeValidators(4);
  const Evidence evidence =
      *MakeEvidence(SignAs(1, set, NotarizeOf(1, As<ProposalId>(Sha256("a")))),
                    SignAs(1, set, NotarizeOf(1, As<ProposalId>(Sha256("b")))));
  LiveJournal journal({});
  journal.Append(EvidenceRecord{evidence});
  for (std::uint64_t view = 1; view < kJournalCheckpointRecords - 1; ++view) {
    journal.Append(NullifyRecord(view));
    EXPECT_FALSE(journal.DropThrough(View(view)).has_value());
  }
  journal.Append(NullifyRecord(kJournalCheckpointRecords));
  const auto checkpoint = journal.DropThrough(View(kJournalCheckpointRecords - 1));
  ASSERT_TRUE(checkpoint.has_value());
  EXPECT_EQ(checkpoint->first_number, kJournalCheckpointRecords + 1);
  EXPECT_EQ(checkpoint->records,
            (std::vector<JournalRecord>{EvidenceRecord{evidence},
                                        NullifyRecord(kJournalCheckpointRecords)}));
  EXPECT_EQ(journal.Append(NullifyRecord(9999)), kJournalCheckpointRecords + 3);
}

TEST(LiveJournal, PrunesOnlyWhenTheWholeCheckpointIsSynced) {
  LiveJournal journal({});
  for (std::uint64_t i = 0; i < kJournalCheckpointRecords; ++i) {
    journal.Append(NullifyRecord(1000 + (i & 1)));
  }
  EXPECT_EQ(journal.Synced(kJournalCheckpointRecords), std::nullopt) << "no checkpoint yet";
  const auto checkpoint = journal.DropThrough(View(1000));
  ASSERT_TRUE(checkpoint.has_value());
  const std::uint64_t last = journal.last_number();
  EXPECT_EQ(journal.Synced(last - 1), std::nullopt);
  EXPECT_FALSE(journal.DropThrough(View(1000)).has_value()) << "one at a time";
  EXPECT_EQ(journal.Synced(last), checkpoint->first_number);
  EXPECT_EQ(journal.Synced(last), std::nullopt) << "once";
}

TEST(LiveJournal, AmnesiaIsKeptForEver) {
  LiveJournal journal({AmnesiaRecord{SignAs(0, MakeValidators(4), NullifyOf(1))}});
  (void)journal.DropThrough(View(1'000'000));
  EXPECT_EQ(journal.size(), 1U);
}

}  // namespace
}  // namespace heng::consensus::testing
