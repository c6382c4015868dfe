// SPDX-License-Identifier: Apache-2.0
#include "cli/audit/lineage_reader.h"

#include <heng/v1/records.pb.h>

#include <set>

#include "cli/audit/record_log.h"
#include "core/transaction.h"

namespace heng::cli::audit {
namespace {

template <class Message>
Result<std::optional<Message>, Status> ReadAs(RecordSource& source, const Bytes& key, Height at) {
  HENG_TRY(const std::optional<Bytes> value, source.Record(key, at));
  if (!value) {
    return std::optional<Message>();
  }
  Message message;
  if (!message.ParseFromString(*value)) {
    return Fail(StatusCode::kMalformed, "record " + key + " cannot be read");
  }
  return std::optional<Message>(std::move(message));
}

class Fetcher {
 public:
  Fetcher(RecordSource& source, const LineageBounds& bounds) : source_(source), bounds_(bounds) {}

  Result<Fetched, Status> Fetch(const BatchId& batch, Serial first, Serial last) && {
    HENG_TRY(fetched_.head, source_.Head());
    fetched_.batch = batch;
    fetched_.first = first;
    fetched_.last = last;
    HENG_CHECK_OK(WalkRange());
    HENG_CHECK_OK(FollowAncestors());
    if (bounds_.branches) {
      HENG_CHECK_OK(FollowBranches());
    }
    HENG_CHECK_OK(FetchBatch());
    HENG_CHECK_OK(FetchRetirements());
    HENG_CHECK_OK(FetchSigners());
    return std::move(fetched_);
  }

 private:
  [[nodiscard]] bool Full() {
    const bool full = fetched_.blocks.size() >= bounds_.blocks || events_ >= bounds_.events;
    if (full && !said_full_) {
      said_full_ = true;
      fetched_.cut.push_back("the drawing stops at " + std::to_string(fetched_.blocks.size()) +
                             " blocks and " + std::to_string(events_) +
                             " events; ask for fewer serials, or raise --max-blocks");
    }
    return full;
  }

  // Takes a block with its log and the states between.
  Result<void, Status> Take(const UnitName& name, Bytes value) {
    const Bytes key = UnitKey(name);
    FetchedBlock block;
    HENG_TRY(block.events, source_.Events(key));
    HENG_TRY(const RecordParts parts, SplitRecord(value));
    if (block.events.size() > parts.event_count) {
      block.events.resize(parts.event_count);  // the log has grown since
    }
    events_ += block.events.size();
    for (std::size_t i = 0; i + 1 < block.events.size(); ++i) {
      const auto event = Decode<Event>(block.events[i]);
      if (!event || block.states.contains(event->height)) {
        continue;  // a malformed event is a fault that the lineage names
      }
      HENG_TRY(auto state, source_.Record(key, event->height));
      if (state) {
        block.states.emplace(event->height, *std::move(state));
      }
    }
    block.value = std::move(value);
    fetched_.blocks.insert_or_assign(name.first, std::move(block));
    return {};
  }

  Result<void, Status> WalkRange() {
    Serial at = fetched_.first;
    while (at <= fetched_.last && !Full()) {
      HENG_TRY(auto value, source_.Unit(fetched_.batch, at, fetched_.head.height));
      if (!value && at == fetched_.first) {
        return Fail(StatusCode::kNotFound,
                    "no block holds " + SerialText(fetched_.batch, at, at) +
                        " that you may read; was it ever issued?");
      }
      if (!value) {
        return {};  // the lineage says that the rest is missing
      }
      HENG_TRY(const UnitState state, ReadUnit(*value));
      if (state.name.batch != fetched_.batch || state.last < at || state.name.first > at) {
        return Fail(StatusCode::kInvalid, "the node answered with a block of other serials");
      }
      HENG_CHECK_OK(Take(state.name, *std::move(value)));
      at = Serial(state.last.value() + 1);
    }
    return {};
  }

  Result<void, Status> FollowAncestors() {
    std::set<Serial> missing;
    for (std::size_t depth = 0; depth <= bounds_.depth; ++depth) {
      missing.clear();
      for (const auto& [first, block] : fetched_.blocks) {
        HENG_TRY(const UnitState state, ReadUnit(block.value));
        if (state.parent_first.value() != 0 && !fetched_.blocks.contains(state.parent_first)) {
          missing.insert(state.parent_first);
        }
      }
      if (missing.empty()) {
        return {};
      }
      for (const Serial first : missing) {
        if (Full()) {
          return {};
        }
        HENG_CHECK_OK(TakeByName(first));
      }
    }
    fetched_.cut.push_back("ancestors more than " + std::to_string(bounds_.depth) +
                           " splits away were not followed; raise --max-depth");
    return {};
  }

  Result<void, Status> TakeByName(Serial first) {
    const UnitName name{.batch = fetched_.batch, .first = first};
    HENG_TRY(auto value, source_.Record(UnitKey(name), fetched_.head.height));
    if (!value) {
      return Fail(StatusCode::kDenied,
                  "block " + SerialText(name.batch, first, first) +
                      " belongs to the story, and you may not read it; an auditor may");
    }
    return Take(name, *std::move(value));
  }

  Result<void, Status> FollowBranches() {
    std::set<Serial> children;
    do {
      children.clear();
      for (const auto& [first, block] : fetched_.blocks) {
        for (const Bytes& bytes : block.events) {
          const auto event = Decode<Event>(bytes);
          if (event && event->first > first && !fetched_.blocks.contains(event->first)) {
            children.insert(event->first);
          }
        }
      }
      for (const Serial first : children) {
        if (Full()) {
          return {};
        }
        HENG_CHECK_OK(TakeByName(first));
      }
    } while (!children.empty());
    return {};
  }

  Result<void, Status> FetchBatch() {
    const Bytes key = "b/" + fetched_.batch.value();
    HENG_TRY(auto value, source_.Record(key, fetched_.head.height));
    if (!value) {
      return {};  // the lineage says that it is missing
    }
    HENG_TRY(const RecordParts parts, SplitRecord(*value));
    if (parts.event_count > bounds_.events) {
      fetched_.cut.push_back("the batch's own log of " + std::to_string(parts.event_count) +
                             " events was not read, so its other issuances were not checked; "
                             "raise --max-events");
      return {};
    }
    HENG_TRY(fetched_.batch_events, source_.Events(key));
    fetched_.batch_value = *std::move(value);
    return {};
  }

  Result<void, Status> FetchRetirements() {
    for (const auto& [first, block] : fetched_.blocks) {
      HENG_TRY(const UnitState state, ReadUnit(block.value));
      if (state.retirement.empty()) {
        continue;
      }
      HENG_TRY(auto value, source_.Record("r/" + state.retirement, fetched_.head.height));
      if (value) {
        fetched_.retirements.emplace(state.retirement, *std::move(value));
      }
    }
    return {};
  }

  Result<void, Status> FetchSigners() {
    SignerReader reader(source_, fetched_.head);
    for (const auto& [first, block] : fetched_.blocks) {
      for (const Bytes& bytes : block.events) {
        const auto event = Decode<Event>(bytes);
        if (!event || event->transaction_id.is_zero() ||
            fetched_.signers.contains(event->transaction_id)) {
          continue;
        }
        HENG_TRY(auto signers, reader.SignersOf(event->transaction_id));
        fetched_.signers.emplace(event->transaction_id, std::move(signers));
      }
    }
    return {};
  }

  RecordSource& source_;
  const LineageBounds bounds_;
  Fetched fetched_;
  std::size_t events_ = 0;
  bool said_full_ = false;
};

}  // namespace

Result<Signer, Status> SignerReader::Follow(const PublicKey& key) {
  if (const auto known = known_.find(key); known != known_.end()) {
    return known->second;
  }
  const Height at = head_.height;
  HENG_TRY(const auto binding, ReadAs<v1::KeyBinding>(source_, "key/" + key.hex(), at));
  Signer signer;
  if (!binding) {
    signer.name = "key " + key.hex();
    return signer;
  }
  signer.person = PersonId(binding->person());
  HENG_TRY(const auto person, ReadAs<v1::Person>(source_, "person/" + binding->person(), at));
  if (person) {
    const std::string& participant = person->participant();
    signer.participant = ParticipantId(participant);
    HENG_TRY(const auto record, ReadAs<v1::Participant>(source_, "participant/" + participant, at));
    signer.name = record ? record->name() : participant;
  }
  known_.emplace(key, signer);
  return signer;
}

Result<std::vector<Signer>, Status> SignerReader::SignersOf(const TransactionId& id) {
  HENG_TRY(const auto bytes, source_.Transaction(id));
  std::vector<Signer> signers;
  if (!bytes) {
    return signers;
  }
  HENG_TRY(const VerifiedTransaction transaction, VerifyTransaction(head_.chain_id, *bytes));
  if (transaction.id != id) {
    return Fail(StatusCode::kInvalid,
                "the node answered with another transaction than " + id.hex());
  }
  for (const PublicKey& key : transaction.signers) {
    HENG_TRY(Signer signer, Follow(key));
    signers.push_back(std::move(signer));
  }
  return signers;
}

Result<Fetched, Status> FetchLineage(RecordSource& source,
                                     const BatchId& batch,
                                     Serial first,
                                     Serial last,
                                     const LineageBounds& bounds) {
  return Fetcher(source, bounds).Fetch(batch, first, last);
}

}  // namespace heng::cli::audit
