// SPDX-License-Identifier: Apache-2.0
// Goal: a lineage tells the whole story of a unit with quantities that add up at every node, and
// whoever leaves out, changes or moves any part of what it rests on is found.
// Method: a real chain with pledge, trade, surrender and retirement; then every event dropped and
// every byte of a record changed.
#include <gtest/gtest.h>

#include <algorithm>

#include "cli/audit/draw.h"
#include "cli/audit/lineage_reader.h"
#include "cli/audit/step_words.h"
#include "tests/unit/cli/audit_chain.h"

namespace heng::cli::audit {
namespace {

const BatchId kBatch("CN-CEA-2024");

AuditChain& Story() {
  static AuditChain* chain = [] {
    auto* made = new AuditChain;
    RunStory(*made);
    return made;
  }();
  return *chain;
}

Result<Fetched, Status> FetchAll(RecordSource& source, const LineageBounds& bounds = {}) {
  return FetchLineage(source, kBatch, Serial(1), Serial(100'000), bounds);
}

// The block that was retired at the end of the story.
const BlockLife* Retired(const Lineage& lineage) {
  for (const auto& [first, life] : lineage.lives) {
    if (life.now.status == 2) {
      return &life;
    }
  }
  return nullptr;
}

TEST(Lineage, TellsTheWholeStoryAndAddsUp) {
  StoreSource source(Story().store());
  const auto fetched = FetchAll(source);
  ASSERT_TRUE(fetched.has_value()) << fetched.error().context;
  const Lineage lineage = TraceLineage(*fetched);
  EXPECT_EQ(lineage.faults, std::vector<std::string>{});
  EXPECT_EQ(lineage.cut, std::vector<std::string>{});
  EXPECT_EQ(lineage.Roots(), std::vector<Serial>{Serial(1)});
  std::uint64_t sum = 0;
  for (const BlockLife* life : lineage.Leaves()) {
    sum += life->now.quantity();
  }
  EXPECT_EQ(sum, 100'000U);
  const BlockLife* retired = Retired(lineage);
  ASSERT_NE(retired, nullptr);
  EXPECT_EQ(retired->now.quantity(), 1'000U);
  EXPECT_EQ(retired->steps.front().kind, StepKind::kReceived);
  EXPECT_EQ(retired->steps.back().kind, StepKind::kEnded);
  EXPECT_EQ(lineage.lives.at(Serial(1)).steps.front().kind, StepKind::kIssued);
}

TEST(Lineage, FollowsOneSerialFromItsIssuanceAndLeavesBranchesClosed) {
  StoreSource source(Story().store());
  const auto all = FetchAll(source);
  ASSERT_TRUE(all.has_value());
  const Serial serial = Retired(TraceLineage(*all))->name.first;
  const auto fetched = FetchLineage(source, kBatch, serial, serial, {});
  ASSERT_TRUE(fetched.has_value());
  const Lineage lineage = TraceLineage(*fetched);
  EXPECT_EQ(lineage.faults, std::vector<std::string>{});
  EXPECT_EQ(lineage.Leaves().size(), 1U);
  EXPECT_LT(lineage.lives.size(), all->blocks.size());
  EXPECT_EQ(lineage.Roots(), std::vector<Serial>{Serial(1)});
  LineageBounds bounds;
  bounds.branches = true;
  const auto branches = FetchLineage(source, kBatch, serial, serial, bounds);
  ASSERT_TRUE(branches.has_value());
  EXPECT_EQ(branches->blocks.size(), all->blocks.size());
}

TEST(Lineage, SaysWhoSignedAndForWhom) {
  StoreSource source(Story().store());
  const Lineage lineage = TraceLineage(*FetchAll(source));
  const Event& issue = lineage.lives.at(Serial(1)).steps.front().event;
  const auto& signers = lineage.signers.at(issue.transaction_id);
  ASSERT_EQ(signers.size(), 2U);
  std::vector<std::string> persons = {signers[0].person.value(), signers[1].person.value()};
  std::ranges::sort(persons);
  EXPECT_EQ(persons, (std::vector<std::string>{"mee.checker", "reg.maker"}));
  EXPECT_FALSE(signers[0].name.empty());
  EXPECT_NE(WhoSigned(lineage, issue, Language::kEnglish).find("mee.checker"), std::string::npos);
}

TEST(Lineage, ShowsThePledgeAndItsRelease) {
  StoreSource source(Story().store());
  const Lineage lineage = TraceLineage(*FetchAll(source));
  bool pledged = false;
  bool released = false;
  for (const auto& [first, life] : lineage.lives) {
    for (const Step& step : life.steps) {
      const bool now = step.state && step.state->position == 4;
      released |= pledged && !now && step.state && step.state->encumbrance.empty();
      pledged |= now && step.state->encumbrance == "pledge/G-1";
    }
  }
  EXPECT_TRUE(pledged);
  EXPECT_TRUE(released);
}

TEST(Lineage, NoticesEveryEventThatIsLeftOut) {
  const auto fetched = [] {
    StoreSource source(Story().store());
    return *FetchAll(source);
  }();
  std::size_t tried = 0;
  for (const auto& [first, block] : fetched.blocks) {
    for (std::size_t i = 0; i < block.events.size(); ++i) {
      Fetched changed = fetched;
      auto& events = changed.blocks.at(first).events;
      events.erase(events.begin() + static_cast<std::ptrdiff_t>(i));
      EXPECT_FALSE(TraceLineage(changed).faults.empty()) << first.value() << " event " << i;
      ++tried;
    }
  }
  EXPECT_GE(tried, 15U);
}

TEST(Lineage, NoticesEventsInAnotherOrderAndWithAnotherQuantity) {
  StoreSource source(Story().store());
  const Fetched fetched = *FetchAll(source);
  for (const auto& [first, block] : fetched.blocks) {
    for (std::size_t i = 0; i < block.events.size(); ++i) {
      Fetched changed = fetched;
      Event event = *Decode<Event>(block.events[i]);
      event.last = Serial(event.last.value() + 1);
      changed.blocks.at(first).events[i] = Encode(event);
      EXPECT_FALSE(TraceLineage(changed).faults.empty());
      if (i != 0) {
        changed = fetched;
        std::swap(changed.blocks.at(first).events[i], changed.blocks.at(first).events[i - 1]);
        EXPECT_FALSE(TraceLineage(changed).faults.empty());
      }
    }
  }
}

TEST(Lineage, NoticesEveryByteOfARecordThatIsChanged) {
  StoreSource source(Story().store());
  const Fetched fetched = *FetchAll(source);
  const Serial first = Retired(TraceLineage(fetched))->name.first;
  const std::size_t size = fetched.blocks.at(first).value.size();
  for (std::size_t i = 0; i < size; ++i) {
    Fetched changed = fetched;
    Bytes& value = changed.blocks.at(first).value;
    value[i] = static_cast<char>(value[i] ^ 1);
    EXPECT_FALSE(TraceLineage(changed).faults.empty()) << "byte " << i;
  }
}

TEST(Lineage, NoticesABlockThatIsLeftOutOfTheRange) {
  StoreSource source(Story().store());
  const Fetched fetched = *FetchAll(source);
  for (const auto& [first, block] : fetched.blocks) {
    Fetched changed = fetched;
    changed.blocks.erase(first);
    EXPECT_FALSE(TraceLineage(changed).faults.empty()) << first.value();
  }
}

TEST(Lineage, NoticesARetirementRecordThatIsMissingOrOfOtherSerials) {
  StoreSource source(Story().store());
  const Fetched fetched = *FetchAll(source);
  ASSERT_EQ(fetched.retirements.size(), 1U);
  Fetched changed = fetched;
  changed.retirements.clear();
  EXPECT_FALSE(TraceLineage(changed).faults.empty());
  changed = fetched;
  changed.retirements.begin()->second.clear();
  EXPECT_FALSE(TraceLineage(changed).faults.empty());
}

TEST(Lineage, NoticesABatchWhoseIssuancesAreNotShownInFull) {
  StoreSource source(Story().store());
  const Fetched fetched = *FetchAll(source);
  ASSERT_GE(fetched.batch_events.size(), 2U);
  for (std::size_t i = 0; i < fetched.batch_events.size(); ++i) {
    Fetched changed = fetched;
    changed.batch_events.erase(changed.batch_events.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_FALSE(TraceLineage(changed).faults.empty()) << "event " << i;
  }
  Fetched changed = fetched;
  changed.batch_value.clear();
  EXPECT_FALSE(TraceLineage(changed).faults.empty());
}

TEST(Lineage, SaysWhatItDidNotFollow) {
  StoreSource source(Story().store());
  LineageBounds bounds;
  bounds.blocks = 2;
  const auto fetched = FetchAll(source, bounds);
  ASSERT_TRUE(fetched.has_value());
  EXPECT_EQ(fetched->blocks.size(), 2U);
  EXPECT_EQ(TraceLineage(*fetched).cut.size(), 1U);
}

TEST(Lineage, KnowsNoSerialThatWasNeverIssued) {
  StoreSource source(Story().store());
  const auto fetched = FetchLineage(source, kBatch, Serial(100'001), Serial(100'001), {});
  ASSERT_FALSE(fetched.has_value());
  EXPECT_EQ(fetched.error().code, StatusCode::kNotFound);
}

TEST(Lineage, IsDrawnWithEveryBlockInEveryForm) {
  StoreSource source(Story().store());
  const Lineage lineage = TraceLineage(*FetchAll(source));
  const std::string svg = DrawSvg(lineage, Language::kEnglish);
  const std::string dot = DrawDot(lineage, Language::kChinese);
  const std::string text = DrawText(lineage, Language::kEnglish);
  const std::string json = DrawJson(lineage);
  for (const auto& [first, life] : lineage.lives) {
    const std::string serials = SerialText(kBatch, first, life.now.last);
    EXPECT_NE(svg.find(serials), std::string::npos);
    EXPECT_NE(dot.find(serials), std::string::npos);
    EXPECT_NE(text.find(serials), std::string::npos);
    EXPECT_NE(json.find("\"first\": " + std::to_string(first.value()) + ","), std::string::npos);
  }
  EXPECT_TRUE(svg.ends_with("</svg>\n"));
  EXPECT_NE(text.find("quantities add up at every node"), std::string::npos);
  EXPECT_NE(text.find("+08:00"), std::string::npos);
}

TEST(Lineage, SaysLoudlyWhenItDoesNotAddUp) {
  StoreSource source(Story().store());
  Fetched changed = *FetchAll(source);
  changed.blocks.begin()->second.events.pop_back();
  const Lineage lineage = TraceLineage(changed);
  EXPECT_NE(DrawText(lineage, Language::kEnglish).find("does not add up"), std::string::npos);
  EXPECT_NE(DrawJson(lineage).find("\"adds_up\": false"), std::string::npos);
}

}  // namespace
}  // namespace heng::cli::audit
