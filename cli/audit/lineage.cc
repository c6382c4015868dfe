// SPDX-License-Identifier: Apache-2.0
#include "cli/audit/lineage.h"

#include <heng/v1/records.pb.h>

#include <set>

#include "cli/audit/record_log.h"

namespace heng::cli::audit {
namespace {

bool IsEnding(EventType type) {
  return type == EventType::kRetire || type == EventType::kCancel || type == EventType::kRecall ||
         type == EventType::kExpire;
}

// The other unit block that the event speaks of: a split has two, every other event one.
std::optional<Serial> OtherBlock(const Event& event, const UnitName& own) {
  for (const EventSubject& subject : event.subjects) {
    const auto name = ParseUnitKey(subject.key);
    if (name && name->batch == own.batch && name->first != own.first) {
      return name->first;
    }
  }
  return std::nullopt;
}

// Tells one block's story from its log. A fault ends the story: what comes after it rests on
// nothing.
class Teller {
 public:
  Teller(const UnitName& name, const FetchedBlock& fetched) : fetched_(fetched) {
    life_.name = name;
  }

  Result<BlockLife, Status> Tell() && {
    HENG_TRY(life_.now, ReadUnit(fetched_.value));
    if (life_.now.name != life_.name) {
      return Wrong("is kept under another block's key");
    }
    const Bytes key = UnitKey(life_.name);
    HENG_TRY(const auto events, CheckedLog(key, fetched_.value, fetched_.events));
    if (events.empty()) {
      return Wrong("has no events, so nothing says where it came from");
    }
    for (std::size_t i = 0; i < events.size(); ++i) {
      HENG_CHECK_OK(i == 0 ? Arise(events[i]) : Go(events[i]));
      const bool last_of_height = i + 1 == events.size() || events[i + 1].height > events[i].height;
      if (last_of_height) {
        HENG_CHECK_OK(Compare(events[i]));
      }
    }
    HENG_CHECK_OK(CheckEnd());
    return std::move(life_);
  }

 private:
  std::unexpected<Status> Wrong(const std::string& what) const {
    return Fail(
        StatusCode::kInvalid,
        "block " + SerialText(life_.name.batch, life_.name.first, life_.name.first) + " " + what);
  }

  std::unexpected<Status> WrongAt(const Event& event, const std::string& what) const {
    return Wrong("at height " + std::to_string(event.height.value()) + ", event " +
                 std::to_string(event.event_index) + ": " + what);
  }

  void Add(StepKind kind, const Event& event, Serial last_after, Serial child = {}) {
    Step step;
    step.kind = kind;
    step.event = event;
    step.before = last_.value() == 0 ? 0 : Quantity(last_);
    step.after = Quantity(last_after);
    step.child = child;
    life_.steps.push_back(std::move(step));
    last_ = last_after;
    ended_ |= IsEnding(event.type) && kind != StepKind::kGave;
  }

  [[nodiscard]] std::uint64_t Quantity(Serial last) const {
    return last.value() - life_.name.first.value() + 1;
  }

  Result<void, Status> Arise(const Event& event) {
    const auto other = OtherBlock(event, life_.name);
    if (event.batch != life_.name.batch || event.first != life_.name.first ||
        event.last < event.first) {
      return WrongAt(event, "its first event is about other serials");
    }
    if (event.type == EventType::kIssue) {
      if (other || life_.now.parent_first.value() != 0) {
        return WrongAt(event, "it was issued, and yet has a parent");
      }
      Add(StepKind::kIssued, event, event.last);
      return {};
    }
    if (!other || *other != life_.now.parent_first || *other >= life_.name.first) {
      return WrongAt(event, "it neither was issued nor came from the parent that its record names");
    }
    Add(StepKind::kReceived, event, event.last);
    // One event may split the part off and end it.
    ended_ = IsEnding(event.type);
    return {};
  }

  Result<void, Status> Go(const Event& event) {
    if (event.batch != life_.name.batch || event.last != last_ || event.last < event.first) {
      return WrongAt(event,
                     "it touches serials up to " + std::to_string(event.last.value()) +
                         "; the block ends at " + std::to_string(last_.value()));
    }
    if (ended_) {
      return WrongAt(event, "units move that had reached their end");
    }
    if (const auto child = OtherBlock(event, life_.name)) {
      if (*child != event.first || *child <= life_.name.first) {
        return WrongAt(event, "the part that leaves is not the high part");
      }
      Add(StepKind::kGave, event, Serial(event.first.value() - 1), *child);
      return {};
    }
    if (event.first != life_.name.first) {
      return WrongAt(event, "a part moves without a block of its own");
    }
    switch (event.type) {
      case EventType::kTransfer:
        Add(StepKind::kMoved, event, last_);
        return {};
      case EventType::kPosition:
        Add(StepKind::kPlaced, event, last_);
        return {};
      case EventType::kRetire:
      case EventType::kCancel:
      case EventType::kRecall:
      case EventType::kExpire:
        Add(StepKind::kEnded, event, last_);
        return {};
      case EventType::kUnspecified:
      case EventType::kGenesis:
      case EventType::kRecordSet:
      case EventType::kIssue:
      case EventType::kSplit:
        break;
    }
    return WrongAt(event, "an event of this type cannot happen to a whole block");
  }

  // The record after the event's height says what the event left.
  Result<void, Status> Compare(const Event& event) {
    const auto found = fetched_.states.find(event.height);
    if (found == fetched_.states.end()) {
      return {};  // its history was cut; the last state is compared in CheckEnd
    }
    HENG_TRY(const RecordParts parts, SplitRecord(found->second));
    const EventSubject* subject = SubjectOf(event, UnitKey(life_.name));
    if (parts.event_count != subject->seq + 1 ||
        CoreHashOf(parts.core) != subject->post_core_hash) {
      return WrongAt(event, "the record after that height is not the one that the event left");
    }
    HENG_TRY(UnitState state, ReadUnit(found->second));
    if (state.last != last_) {
      return WrongAt(event, "its serials after that height are not those that the event left");
    }
    life_.steps.back().state = std::move(state);
    return {};
  }

  Result<void, Status> CheckEnd() {
    const UnitState& now = life_.now;
    if (now.last != last_) {
      return Wrong("ends at serial " + std::to_string(now.last.value()) +
                   "; its events leave it ending at " + std::to_string(last_.value()));
    }
    if (now.active() == ended_) {
      return Wrong("is " + std::string(StatusName(now.status, Language::kEnglish)) +
                   ", which is not what its events say");
    }
    const AccountId& left_with = LastHolder();
    if (now.active() && now.holder != left_with) {
      return Wrong("is held by " + now.holder.value() + "; its events left it with " +
                   left_with.value());
    }
    life_.steps.back().state = now;
    return {};
  }

  // Giving away a high part leaves the rest where it was.
  [[nodiscard]] const AccountId& LastHolder() const {
    for (auto step = life_.steps.rbegin(); step != life_.steps.rend(); ++step) {
      if (step->kind != StepKind::kGave) {
        return step->event.to;
      }
    }
    return life_.steps.front().event.to;
  }

  const FetchedBlock& fetched_;
  BlockLife life_;
  Serial last_;  // of the block, after the steps so far
  bool ended_ = false;
};

// A parent that gave serials and the child that arose from it tell of one and the same event.
void CheckFamilies(Lineage& lineage) {
  for (const auto& [first, life] : lineage.lives) {
    for (const Step& step : life.steps) {
      const auto child =
          step.kind == StepKind::kGave ? lineage.lives.find(step.child) : lineage.lives.end();
      if (child != lineage.lives.end() && !(child->second.steps.front().event == step.event)) {
        lineage.faults.push_back(
            "block " + SerialText(lineage.batch, step.child, step.child) +
            " did not arise from the event by which its parent gave it: " +
            std::to_string(step.event.last.value() - step.event.first.value() + 1) + " given");
      }
    }
    if (const Serial parent = life.now.parent_first; parent.value() != 0) {
      const auto found = lineage.lives.find(parent);
      bool given = found == lineage.lives.end();
      for (const Step& step : given ? std::vector<Step>() : found->second.steps) {
        given |= step.kind == StepKind::kGave && step.child == first;
      }
      if (!given) {
        lineage.faults.push_back("block " + SerialText(lineage.batch, first, first) +
                                 " names a parent that never gave it anything");
      }
    }
  }
}

// The blocks of the serials that were asked about tile them: none missing, none twice.
void CheckTiling(Lineage& lineage) {
  std::uint64_t next = 0;
  for (const BlockLife* life : lineage.Leaves()) {
    const Serial first = life->name.first;
    if (next == 0 ? first > lineage.first : first.value() != next) {
      lineage.faults.push_back(
          "the blocks of the batch neither leave out nor share a serial, but "
          "these do, at " +
          SerialText(lineage.batch, first, first));
      return;
    }
    next = life->now.last.value() + 1;
  }
  if (next <= lineage.last.value() && lineage.cut.empty()) {
    lineage.faults.push_back(
        "not every serial that was asked about stands in a block: the last that does is " +
        std::to_string(next == 0 ? 0 : next - 1));
  }
}

// The issuances of the batch follow each other from serial 1 on, so no other issuance covers a
// serial; and each issued block arose from one of them.
Result<void, Status> CheckIssues(const Fetched& fetched, const Lineage& lineage) {
  const std::string name = "batch " + fetched.batch.value();
  v1::Batch record;
  if (!record.ParseFromString(fetched.batch_value) || record.id() != fetched.batch.value()) {
    return Fail(StatusCode::kInvalid, "the record of " + name + " cannot be read");
  }
  HENG_TRY(const auto log,
           CheckedLog("b/" + fetched.batch.value(), fetched.batch_value, fetched.batch_events));
  std::map<Serial, const Event*> issues;
  std::uint64_t next = 1;
  for (const Event& event : log) {
    if (event.type != EventType::kIssue) {
      continue;
    }
    if (event.first.value() != next || event.last < event.first) {
      return Fail(StatusCode::kInvalid,
                  "an issuance of " + name + " begins at serial " +
                      std::to_string(event.first.value()) + " and not at " + std::to_string(next));
    }
    issues.emplace(event.first, &event);
    next = event.last.value() + 1;
  }
  if (record.next() != next || record.issue_count() != issues.size()) {
    return Fail(StatusCode::kInvalid, "the issuances of " + name + " are not those of its record");
  }
  for (const auto& [first, life] : lineage.lives) {
    const Step& origin = life.steps.front();
    const auto issue = issues.find(first);
    if (origin.kind == StepKind::kIssued &&
        (issue == issues.end() || !(*issue->second == origin.event))) {
      return Fail(StatusCode::kInvalid,
                  "block " + SerialText(fetched.batch, first, first) +
                      " did not arise from an issuance of its batch");
    }
  }
  return {};
}

// What ended a block is written once, for exactly its serials.
void CheckRetirements(const Fetched& fetched, Lineage& lineage) {
  for (const auto& [first, life] : lineage.lives) {
    if (life.now.retirement.empty()) {
      continue;
    }
    const auto found = fetched.retirements.find(life.now.retirement);
    v1::Retirement record;
    if (found == fetched.retirements.end() || !record.ParseFromString(found->second) ||
        record.id() != life.now.retirement || record.batch() != fetched.batch.value() ||
        Serial(record.first()) != first || Serial(record.last()) != life.now.last ||
        static_cast<std::uint32_t>(record.status()) != life.now.status) {
      lineage.faults.push_back("the retirement record " + life.now.retirement +
                               " does not say that block " +
                               SerialText(lineage.batch, first, life.now.last) + " ended");
      continue;
    }
    lineage.retirements.emplace(record.id(),
                                RetirementNote{.purpose = record.purpose(),
                                               .reference = record.reference(),
                                               .beneficiary = record.beneficiary()});
  }
}

}  // namespace

std::vector<Serial> Lineage::Roots() const {
  std::vector<Serial> roots;
  for (const auto& [serial, life] : lives) {
    if (!lives.contains(life.now.parent_first)) {
      roots.push_back(serial);
    }
  }
  return roots;
}

std::vector<const BlockLife*> Lineage::Leaves() const {
  std::vector<const BlockLife*> leaves;
  for (const auto& [serial, life] : lives) {
    if (serial <= last && life.now.last >= first) {
      leaves.push_back(&life);
    }
  }
  return leaves;
}

Lineage TraceLineage(const Fetched& fetched) {
  Lineage lineage;
  lineage.head = fetched.head;
  lineage.batch = fetched.batch;
  lineage.first = fetched.first;
  lineage.last = fetched.last;
  lineage.signers = fetched.signers;
  lineage.cut = fetched.cut;
  std::set<std::pair<Height, std::uint32_t>> events;
  for (const auto& [serial, block] : fetched.blocks) {
    auto life = Teller({.batch = fetched.batch, .first = serial}, block).Tell();
    if (!life) {
      lineage.faults.push_back(life.error().context);
      continue;
    }
    for (const Step& step : life->steps) {
      events.insert({step.event.height, step.event.event_index});
    }
    lineage.lives.emplace(serial, *std::move(life));
  }
  lineage.event_count = events.size();
  if (lineage.faults.empty()) {
    CheckFamilies(lineage);
    CheckTiling(lineage);
    CheckRetirements(fetched, lineage);
    if (!fetched.batch_value.empty() || fetched.cut.empty()) {
      if (const auto issues = CheckIssues(fetched, lineage); !issues) {
        lineage.faults.push_back(issues.error().context);
      }
    }
  }
  return lineage;
}

}  // namespace heng::cli::audit
