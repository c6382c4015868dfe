// SPDX-License-Identifier: Apache-2.0
#include "tests/support/test_ledger.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "contracts/state/records/person.h"
#include "core/crypto/hash.h"
#include "core/crypto/signature.h"

namespace heng::tests {
namespace {

using namespace contracts;  // NOLINT: a test's own words

contracts::Person MakePerson(const std::string& id, const std::string& participant, Duty duty) {
  Person person;
  person.id = PersonId(id);
  person.participant = ParticipantId(participant);
  person.public_key = TestKey(id);
  person.duty = duty;
  return person;
}

contracts::Participant MakeParticipant(const std::string& id, const std::string& name, Role role) {
  Participant participant;
  participant.id = ParticipantId(id);
  participant.name = name;
  participant.roles = Bit(role);
  participant.jurisdiction = "CN";
  return participant;
}

}  // namespace

std::optional<Bytes> MapReader::Get(ByteView key) const {
  const auto found = values.find(key);
  return found == values.end() ? std::nullopt : std::optional<Bytes>(found->second);
}

std::optional<std::pair<Bytes, Bytes>> MapReader::FindLast(ByteView prefix, ByteView at) const {
  auto after = values.upper_bound(at);
  if (after == values.begin()) {
    return std::nullopt;
  }
  --after;
  if (!ByteView(after->first).starts_with(prefix)) {
    return std::nullopt;
  }
  return *after;
}

void MapReader::Scan(const KeyRange& range,
                     const std::function<bool(ByteView, ByteView)>& visit) const {
  for (auto it = values.lower_bound(range.from); it != values.end() && range.Holds(it->first);
       ++it) {
    if (!visit(it->first, it->second)) {
      return;
    }
  }
}

std::map<Bytes, Bytes, std::less<>> MapReader::WithoutCounters() const {
  auto rest = values;
  std::erase_if(rest, [](const auto& entry) {
    return ByteView(entry.first).starts_with(contracts::tables::kSequence) ||
           entry.first == contracts::tables::kDueFrom;
  });
  return rest;
}

void MapReader::Apply(const ChangeSet& changes) {
  for (const auto& [key, value] : changes) {
    if (value) {
      values.insert_or_assign(key, *value);
    } else {
      values.erase(key);
    }
  }
}

TestLedger::TestLedger(const Genesis& genesis)
    : view_(state_), chain_id_(genesis.chain.id), time_(genesis.time) {
  if (const auto checked = CheckGenesis(genesis); !checked) {
    std::fprintf(stderr, "test genesis: %s\n", checked.error().context.c_str());
    std::abort();
  }
  state_.Apply(ExecuteGenesis(genesis).changes);
}

void TestLedger::At(const std::string& time) {
  const auto parsed = ParseCst(time);
  if (!parsed || *parsed < time_) {
    std::fprintf(stderr, "test time '%s' is no time, or lies before the last\n", time.c_str());
    std::abort();
  }
  time_ = *parsed;
}

Receipt TestLedger::Submit(const std::vector<std::string>& persons,
                           const std::vector<Operation>& operations,
                           const std::string& reason_code,
                           const std::string& legal_reference) {
  VerifiedTransaction transaction;
  TransactionBody& body = transaction.body;
  body.chain_id = chain_id_;
  body.author = PersonId(persons.at(0));
  body.sequence = ++sequences_[persons.at(0)];
  body.valid_until = BlockTime(time_.value() + 3'600'000);
  body.reason_code = reason_code;
  body.legal_reference = legal_reference;
  for (const Operation& operation : operations) {
    body.operations.push_back(EncodeOperation(operation));
  }
  for (const std::string& person : persons) {
    transaction.signers.push_back(TestKey(person));
  }
  std::ranges::sort(transaction.signers);
  const Bytes bytes = Encode(body);
  transaction.id = IdOf(bytes);
  Receipt receipt;
  Execute({&transaction}, &receipt);
  return receipt;
}

void TestLedger::Tick() {
  Execute({}, nullptr);
}

void TestLedger::Execute(const std::vector<const VerifiedTransaction*>& transactions,
                         Receipt* receipt) {
  height_ = Next(height_);
  time_ = BlockTime(time_.value() + 1);
  auto executed = ExecuteBlock(
      BlockContext{.chain_id = chain_id_, .height = height_, .time = time_}, transactions, state_);
  if (!executed) {
    std::fprintf(stderr, "a block broke an invariant: %s\n", executed.error().broken.at(0).c_str());
    std::abort();
  }
  state_.Apply(executed->changes);
  for (const Bytes& event : executed->events) {
    events_.push_back(*Decode<Event>(event));
  }
  if (receipt != nullptr) {
    *receipt = executed->receipts.at(0);
  }
}

PublicKey TestKey(const std::string& person) {
  return KeyPair::FromSeed(Sha256("heng-test:" + person).view()).public_key();
}

Genesis MinimalGenesis() {
  Genesis genesis;
  genesis.time = *ParseCst("2024-01-01 00:00");
  genesis.chain.id = ChainId("heng-test");
  Validator validator;
  validator.name = "v1";
  validator.vote_key = TestKey("v1.vote");
  validator.cosigner_key = TestKey("v1.cosigner");
  validator.tls_key = TestKey("v1.tls");
  genesis.chain.validators = {validator};
  genesis.participants = {
      MakeParticipant("11100000000001011X", "MEE", Role::kMinistry),
      MakeParticipant("91420100MA0000015F", "Hubei registry", Role::kRegistrar),
  };
  genesis.persons = {
      MakePerson("mee.maker", "11100000000001011X", Duty::kMake),
      MakePerson("mee.checker", "11100000000001011X", Duty::kCheck),
      MakePerson("reg.maker", "91420100MA0000015F", Duty::kMake),
      MakePerson("reg.checker", "91420100MA0000015F", Duty::kCheck),
  };
  return genesis;
}

}  // namespace heng::tests
