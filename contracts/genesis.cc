// SPDX-License-Identifier: Apache-2.0
#include "contracts/genesis.h"

#include <algorithm>
#include <map>
#include <set>

#include "contracts/account_types.h"
#include "contracts/rules/uscc.h"
#include "contracts/state/journal.h"
#include "core/utf8.h"

namespace heng::contracts {
namespace {

// A state with nothing in it.
class Nothing final : public KvReader {
 public:
  [[nodiscard]] std::optional<Bytes> Get(ByteView) const override { return std::nullopt; }
  [[nodiscard]] std::optional<std::pair<Bytes, Bytes>> FindLast(ByteView, ByteView) const override {
    return std::nullopt;
  }
  void Scan(const KeyRange&, const std::function<bool(ByteView, ByteView)>&) const override {}
};

template <class R>
void PutEach(const std::vector<R>& records, Journal& journal) {
  for (const R& record : records) {
    journal.Put(record);
    journal.Emit({.type = EventType::kGenesis,
                  .batch = {},
                  .first = {},
                  .last = {},
                  .from = {},
                  .to = {},
                  .references = {}});
  }
}

// Whether every text in a record is UTF-8. No record of a genesis holds bytes that are no text and
// no digest.
class TextCheck {
 public:
  template <class T>
  void operator()(std::uint32_t field, const T& value, Bound = {}) {
    if constexpr (codec_internal::IsVector<T>::value) {
      for (const auto& item : value) {
        (*this)(field, item);
      }
    } else if constexpr (codec_internal::IsOptional<T>::value) {
      if (value) {
        (*this)(field, *value);
      }
    } else if constexpr (codec_internal::Number<T> || codec_internal::IsDigest<T>::value) {
      return;
    } else if constexpr (codec_internal::Text<T>) {
      all_text_ = all_text_ && IsUtf8(codec_internal::ToView(value));
    } else {
      T::Fields(value, *this);
    }
  }

  [[nodiscard]] bool all_text() const { return all_text_; }

 private:
  bool all_text_ = true;
};

// A name that is no text would be a record that no published message can hold.
Result<void, Status> CheckTexts(const Genesis& genesis) {
  TextCheck check;
  Genesis::Fields(genesis, check);
  if (!check.all_text()) {
    return Fail(StatusCode::kInvalid, "a text of the genesis is not UTF-8; write it anew");
  }
  return {};
}

template <class R>
Result<void, Status> CheckUnique(const std::vector<R>& records, std::set<Bytes>& keys) {
  for (const R& record : records) {
    if (!keys.insert(record.Key()).second) {
      return Fail(StatusCode::kInvalid, "genesis names the record " + record.Key() + " twice");
    }
  }
  return {};
}

Result<void, Status> CheckValidators(const std::vector<Validator>& validators) {
  if (validators.empty()) {
    return Fail(StatusCode::kInvalid, "genesis needs at least one validator");
  }
  std::set<PublicKey> keys;
  for (std::size_t i = 0; i < validators.size(); ++i) {
    const Validator& validator = validators[i];
    if (!IsIdentifier(validator.name) || (i > 0 && validators[i - 1].name >= validator.name)) {
      return Fail(StatusCode::kInvalid,
                  "validator names must be identifiers in ascending order; '" + validator.name +
                      "' is not");
    }
    for (const PublicKey& key : {validator.vote_key, validator.cosigner_key, validator.tls_key}) {
      if (key.is_zero() || !keys.insert(key).second) {
        return Fail(StatusCode::kInvalid,
                    "validator '" + validator.name +
                        "' has a missing key, or one that is used twice: vote, cosigner and TLS "
                        "keys must all differ");
      }
    }
  }
  return {};
}

Result<void, Status> CheckIdentities(const Genesis& genesis) {
  for (const Participant& participant : genesis.participants) {
    if (!IsUscc(participant.id.value()) && !participant.code_exception) {
      return Fail(StatusCode::kInvalid,
                  "the unified social credit code " + participant.id.value() +
                      " fails its check character (R-ID-01)");
    }
    // With an exception too it is a part of state keys.
    if (!IsIdentifier(participant.id.value())) {
      return Fail(
          StatusCode::kInvalid,
          "the code '" + participant.id.value() + "' of a participant is not an identifier");
    }
  }
  std::map<ParticipantId, const Participant*> participants;
  for (const Participant& participant : genesis.participants) {
    participants.emplace(participant.id, &participant);
  }
  for (const Person& person : genesis.persons) {
    if (!IsIdentifier(person.id.value()) || person.public_key.is_zero() ||
        !participants.contains(person.participant)) {
      return Fail(StatusCode::kInvalid,
                  "person '" + person.id.value() +
                      "' needs an identifier, a key and a participant of this genesis");
    }
  }
  for (const Account& account : genesis.accounts) {
    const auto owner = participants.find(account.participant);
    if (!IsIdentifier(account.id.value()) || owner == participants.end() ||
        !MayHave(*owner->second, account.type)) {
      return Fail(StatusCode::kInvalid,
                  "account '" + account.id.value() +
                      "' needs an identifier and a participant of this genesis that may have an "
                      "account of its type (R-ID-06)");
    }
  }
  return {};
}

Result<void, Status> CheckClasses(const std::vector<ClassRecord>& classes) {
  std::set<std::string> prefixes;
  for (const ClassRecord& right_class : classes) {
    if (!IsIdentifier(right_class.id.value()) || right_class.family == ClassFamily::kUnspecified ||
        right_class.unit.empty() || right_class.legal_basis.empty() ||
        !IsIdentifier(right_class.serial_prefix) ||
        !prefixes.insert(right_class.serial_prefix).second) {
      return Fail(StatusCode::kInvalid,
                  "class '" + right_class.id.value() +
                      "' needs an identifier, a family, a unit, a legal basis and a serial prefix "
                      "of its own");
    }
  }
  return {};
}

std::vector<KeyBinding> BindingsOf(const std::vector<Person>& persons) {
  std::vector<KeyBinding> bindings;
  for (const Person& person : persons) {
    KeyBinding binding;
    binding.public_key = person.public_key;
    binding.person = person.id;
    bindings.push_back(std::move(binding));
  }
  return bindings;
}

}  // namespace

Hash FingerprintOf(const Genesis& genesis) {
  return Sha256(Encode(genesis));
}

Result<void, Status> CheckGenesis(const Genesis& genesis) {
  if (!IsIdentifier(genesis.chain.id.value())) {
    return Fail(StatusCode::kInvalid, "the chain id is not an identifier");
  }
  constexpr std::uint64_t kLatestMs = 253'370'736'000'000;  // year 9999
  if (genesis.time.value() == 0 || genesis.time.value() > kLatestMs) {
    return Fail(StatusCode::kInvalid, "the genesis time is missing or past the year 9998");
  }
  HENG_CHECK_OK(CheckTexts(genesis));
  HENG_CHECK_OK(CheckValidators(genesis.chain.validators));
  HENG_CHECK_OK(CheckIdentities(genesis));
  HENG_CHECK_OK(CheckClasses(genesis.classes));
  std::set<Bytes> keys;
  HENG_CHECK_OK(CheckUnique(genesis.classes, keys));
  HENG_CHECK_OK(CheckUnique(genesis.participants, keys));
  HENG_CHECK_OK(CheckUnique(genesis.persons, keys));
  HENG_CHECK_OK(CheckUnique(BindingsOf(genesis.persons), keys));
  HENG_CHECK_OK(CheckUnique(genesis.accounts, keys));
  HENG_CHECK_OK(CheckUnique(genesis.parameters, keys));
  HENG_CHECK_OK(CheckUnique(genesis.methodologies, keys));
  for (const Parameter& parameter : genesis.parameters) {
    if (!IsIdentifier(parameter.name) || !IsIdentifier(parameter.scope) ||
        !IsValid(parameter.effective_from) || parameter.unit.empty() ||
        parameter.legal_basis.empty() || parameter.provenance.empty()) {
      return Fail(StatusCode::kInvalid,
                  "parameter '" + parameter.name + "' (" + parameter.scope +
                      ") needs a scope, an effective date, a unit, a legal basis and a provenance");
    }
  }
  for (const Methodology& methodology : genesis.methodologies) {
    if (!IsIdentifier(methodology.id) || !IsValid(methodology.effective_from) ||
        methodology.legal_basis.empty()) {
      return Fail(StatusCode::kInvalid,
                  "methodology '" + methodology.id +
                      "' needs an identifier, an effective date and a legal basis");
    }
  }
  return {};
}

ExecutedBlock ExecuteGenesis(const Genesis& genesis) {
  const Nothing nothing;
  Journal journal(
      BlockContext{.chain_id = genesis.chain.id, .height = Height(0), .time = genesis.time},
      nothing);
  journal.Begin(0, TransactionId{});
  PutEach(std::vector<Chain>{genesis.chain}, journal);
  PutEach(genesis.classes, journal);
  PutEach(genesis.participants, journal);
  PutEach(genesis.persons, journal);
  PutEach(BindingsOf(genesis.persons), journal);
  PutEach(genesis.accounts, journal);
  PutEach(genesis.parameters, journal);
  PutEach(genesis.methodologies, journal);
  for (const Account& account : genesis.accounts) {
    journal.PutIndex(
        StateKey(tables::kAccountIndex, {account.participant.value(), account.id.value()}), {});
  }
  for (const Person& person : genesis.persons) {
    if (!person.tls_key.is_zero()) {
      journal.PutIndex(StateKey(tables::kTlsKeyIndex, {person.tls_key.hex()}), person.id.value());
    }
  }
  journal.Commit();
  return journal.Take();
}

}  // namespace heng::contracts
