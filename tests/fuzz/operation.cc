// SPDX-License-Identifier: Apache-2.0
// A transaction of any operations by any persons, executed on a market with something of
// everything. What is refused changes nothing but its author's sequence; what is applied leaves a
// register whose promises hold, and records, events and receipts that any reader can take apart.
#include <google/protobuf/descriptor.h>
#include <google/protobuf/dynamic_message.h>
#include <heng/v1/event.pb.h>
#include <heng/v1/operations.pb.h>
#include <heng/v1/receipt.pb.h>

#include <algorithm>

#include "cli/scenario/record_types.h"
#include "contracts/invariants/whole_state.h"
#include "contracts/operations/registry.h"
#include "contracts/state/tables.h"
#include "core/crypto/hash.h"
#include "core/utf8.h"
#include "tests/fuzz/canonical.h"
#include "tests/fuzz/market.h"
#include "tests/fuzz/operation_input.h"
#include "tests/fuzz/targets.h"
#include "tests/support/cast.h"

namespace heng::fuzz {
namespace {

// The state after a block, without copying the state before it.
class AfterBlock final : public KvReader {
 public:
  AfterBlock(const KvReader& before, const ChangeSet& changes)
      : before_(before), changes_(changes) {}

  [[nodiscard]] std::optional<Bytes> Get(ByteView key) const override {
    const auto found = changes_.find(key);
    return found == changes_.end() ? before_.Get(key) : found->second;
  }

  [[nodiscard]] std::optional<std::pair<Bytes, Bytes>> FindLast(ByteView prefix,
                                                                ByteView at) const override {
    std::optional<std::pair<Bytes, Bytes>> last;
    Scan(KeysOf(prefix), [&](ByteView key, ByteView value) {
      if (key > at) {
        return false;
      }
      last = {Bytes(key), Bytes(value)};
      return true;
    });
    return last;
  }

  void Scan(const KeyRange& range,
            const std::function<bool(ByteView, ByteView)>& visit) const override {
    std::map<Bytes, Bytes, std::less<>> merged;
    before_.Scan(range, [&](ByteView key, ByteView value) {
      merged.emplace(Bytes(key), Bytes(value));
      return true;
    });
    for (const auto& [key, value] : changes_) {
      if (!range.Holds(key)) {
        continue;
      }
      merged.erase(key);
      if (value) {
        merged.emplace(key, *value);
      }
    }
    for (const auto& [key, value] : merged) {
      if (!visit(key, value)) {
        return;
      }
    }
  }

 private:
  const KvReader& before_;
  const ChangeSet& changes_;
};

std::vector<std::string> Everybody() {
  std::vector<std::string> names;
  for (const tests::CastMember& member : tests::CastMembers()) {
    for (const std::string& person : tests::Both(member.name)) {
      names.push_back(person);
    }
  }
  return names;
}

VerifiedTransaction TransactionOf(const OperationInput& input, const Moment& moment) {
  static const std::vector<std::string> kEverybody = Everybody();
  const std::vector<std::string>& persons = input.signers.empty() ? kEverybody : input.signers;
  VerifiedTransaction transaction;
  transaction.body.chain_id = moment.next.chain_id;
  transaction.body.author = PersonId(persons.front());
  transaction.body.sequence = 900;
  transaction.body.valid_until = moment.next.time;
  transaction.body.operations = input.operations;
  transaction.body.reason_code = input.reason_code;
  transaction.body.legal_reference = input.legal_reference;
  for (const std::string& person : persons) {
    transaction.signers.push_back(tests::TestKey(person));
  }
  std::ranges::sort(transaction.signers);
  transaction.id = IdOf(Encode(transaction.body));
  return transaction;
}

// Whether the published message takes the bytes and gives the same ones back.
void ExpectPublished(const google::protobuf::Descriptor* type, const Bytes& bytes) {
  HENG_ASSERT(type != nullptr);
  std::unique_ptr<google::protobuf::Message> message(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
  HENG_ASSERT(message->ParseFromString(bytes));
  HENG_ASSERT(message->SerializeAsString() == bytes);
}

void CheckReadable(const ExecutedBlock& executed) {
  for (const heng::Receipt& receipt : executed.receipts) {
    const Bytes bytes = Encode(receipt);
    HENG_ASSERT(Canonical<heng::Receipt>(bytes).has_value());
    ExpectPublished(v1::Receipt::descriptor(), bytes);
  }
  for (const Bytes& event : executed.events) {
    HENG_ASSERT(Canonical<heng::Event>(event).has_value());
    ExpectPublished(v1::Event::descriptor(), event);
  }
  for (const auto& [key, value] : executed.changes) {
    if (!IsIndexKey(key)) {
      HENG_ASSERT(value.has_value());
      ExpectPublished(cli::scenario::RecordTypeOf(key), *value);
    }
  }
}

// The changes of the block beside those that it would have without the transaction.
void CheckRefused(const heng::Receipt& receipt, const ExecutedBlock& executed, const Moment& at) {
  HENG_ASSERT(receipt.event_count == 0);
  HENG_ASSERT(receipt.code <= static_cast<std::uint32_t>(contracts::ResultCode::kMaxValue));
  // An operation that breaks an invariant should have been refused by a rule with a name.
  HENG_ASSERT(receipt.code != static_cast<std::uint32_t>(contracts::ResultCode::kInvariant));
  HENG_ASSERT(receipt.code != static_cast<std::uint32_t>(contracts::ResultCode::kConservation));
  const auto without = contracts::ExecuteBlock(at.next, {}, at.ledger->state());
  HENG_ASSERT(without.has_value() && without->events == executed.events);
  ChangeSet changes = executed.changes;
  std::erase_if(changes, [](const auto& change) {
    return ByteView(change.first).starts_with(contracts::tables::kSequence);
  });
  HENG_ASSERT(changes == without->changes);
}

void CheckApplied(const ExecutedBlock& executed, const Moment& at) {
  const AfterBlock after(at.ledger->state(), executed.changes);
  HENG_ASSERT(contracts::CheckWholeState(contracts::ReaderView(after)).empty());
}

void CheckDecoding(const Bytes& bytes) {
  if (const auto operation = contracts::DecodeOperation(bytes)) {
    HENG_ASSERT(contracts::EncodeOperation(*operation) == bytes);
    HENG_ASSERT(!contracts::NameOf(*operation).empty());
  }
}

}  // namespace

void Operation(ByteView input) {
  const auto meant = Canonical<OperationInput>(input);
  if (!meant) {
    CheckDecoding(Bytes(input));
    return;
  }
  for (const Bytes& bytes : meant->operations) {
    CheckDecoding(bytes);
  }
  // What VerifyTransaction refuses before anything is executed.
  if (meant->operations.empty() || !IsUtf8(meant->reason_code) || !IsUtf8(meant->legal_reference) ||
      !std::ranges::all_of(meant->signers, [](const auto& name) { return IsIdentifier(name); })) {
    return;
  }
  const Moment& at = Moments()[meant->moment % Moments().size()];
  const VerifiedTransaction transaction = TransactionOf(*meant, at);
  const VerifiedTransaction* const block[] = {&transaction};
  const auto executed = contracts::ExecuteBlock(at.next, block, at.ledger->state());
  HENG_ASSERT(executed.has_value());
  HENG_ASSERT(executed->receipts.size() == 1);
  CheckReadable(*executed);
  if (executed->receipts.front().applied()) {
    CheckApplied(*executed, at);
  } else {
    CheckRefused(executed->receipts.front(), *executed, at);
  }
}

}  // namespace heng::fuzz
