// SPDX-License-Identifier: Apache-2.0
#include "cli/scenario/runner.h"

#include <heng/v1/records.pb.h>

#include <algorithm>
#include <array>
#include <map>

#include "cli/scenario/assertions.h"
#include "cli/scenario/signing.h"

namespace heng::cli::scenario {
namespace {

constexpr std::uint64_t kValidForMs = 3'600'000;

// A mistake that Check lets through is a bug in Check; say where instead of going on.
template <class T>
Result<T, Status> Checked(Parsed<T> parsed) {
  if (!parsed) {
    return Fail(StatusCode::kInvalid,
                "line " + std::to_string(parsed.error().at.line) + ": " + parsed.error().message);
  }
  if constexpr (std::is_void_v<T>) {
    return {};
  } else {
    return *std::move(parsed);
  }
}

// The fields that say what an operation is about, most telling first.
constexpr std::array<std::string_view, 17> kTelling = {"id",
                                                       "trade",
                                                       "pledge",
                                                       "order",
                                                       "number",
                                                       "project",
                                                       "cap",
                                                       "permit",
                                                       "account",
                                                       "from",
                                                       "to",
                                                       "seller",
                                                       "buyer",
                                                       "day",
                                                       "class-id",
                                                       "participant",
                                                       "quantity"};
constexpr std::size_t kToldMax = 3;

// "distribute DIST-42 P1 3,584,000".
std::string WhatOf(const OperationText& operation) {
  std::string what = operation.name.text;
  std::size_t told = 0;
  for (const std::string_view name : kTelling) {
    const auto found = std::ranges::find(
        operation.arguments, name, [](const Argument& argument) { return argument.name.text; });
    if (found != operation.arguments.end() && told < kToldMax) {
      std::string value = found->value.text;
      std::erase(value, '$');  // the name is shorter than what it stands for
      what += " " + value;
      ++told;
    }
  }
  return what;
}

std::string WhatOf(const TransactionText& text) {
  std::string what;
  for (const OperationText& operation : text.operations) {
    what += (what.empty() ? "" : " + ") + WhatOf(operation);
  }
  return what;
}

// "epb42.maker, epb42.checker, reg.checker" -> "epb42.maker+checker, reg.checker".
std::string WhoOf(const std::vector<Word>& signers) {
  std::string who;
  std::string_view last;
  for (const Word& signer : signers) {
    const std::string_view name = signer.text;
    const std::string_view institution = name.substr(0, name.find('.') + 1);
    if (!institution.empty() && institution == last) {
      who += "+" + std::string(name.substr(institution.size()));
    } else {
      who += (who.empty() ? "" : ", ") + std::string(name);
    }
    last = institution;
  }
  return who;
}

class Execution {
 public:
  Execution(Ledger& ledger, const Catalogue& catalogue, ChainId chain_id)
      : ledger_(ledger),
        catalogue_(catalogue),
        chain_id_(std::move(chain_id)),
        keys_(chain_id_.value()) {
    binding_.key_seed = chain_id_.value();
  }

  // Does the statement; the step, when it is one that shows in a report.
  Result<std::optional<Step>, Status> Do(const Statement& statement) {
    return std::visit([this](const auto& s) { return On(s); }, statement);
  }

 private:
  using Done = Result<std::optional<Step>, Status>;

  Done On(const SectionText& text) {
    HENG_TRY(std::string title, Checked(ExpandText(text.title, binding_)));
    Step step;
    step.kind = StepKind::kSection;
    step.at = text.title.at;
    step.what = std::move(title);
    return step;
  }

  Done On(const TimeText& text) {
    const auto time = ParseCst(text.time.text);
    if (!time) {
      return Fail(StatusCode::kMalformed, "'" + text.time.text + "' is no time");
    }
    HENG_CHECK_OK(ledger_.SetTime(*time));
    return std::nullopt;
  }

  Done On(const PersonText& text) {
    if (!text.key.empty()) {
      HENG_TRY(const std::string key, Checked(ExpandText(text.key, binding_)));
      keys_.Use(text.id.text, key);
    }
    return std::nullopt;
  }

  Done On(const LetText& text) {
    HENG_TRY(std::string value, Checked(Expand(text.value, binding_)));
    binding_.names.insert_or_assign(text.name.text, std::move(value));
    return std::nullopt;
  }

  Done On(const TickText& text) {
    HENG_CHECK_OK(ledger_.Tick());
    Step step;
    step.kind = StepKind::kTick;
    step.at = text.at;
    step.what = "tick";
    HENG_TRY(step.time, ledger_.Now());
    return step;
  }

  Done On(const TransactionText& text) {
    HENG_TRY(const BoundExpectation expected,
             Checked(BindExpectation(text.expected, catalogue_, binding_)));
    HENG_TRY(const TransactionBody body, BodyOf(text));
    std::vector<std::string> signers;
    Step step;
    for (const Word& signer : text.signers) {
      signers.push_back(signer.text);
    }
    const Signed transaction = SignAs(body, signers, keys_);
    const auto start = std::chrono::steady_clock::now();
    HENG_TRY(SubmitOutcome outcome, ledger_.Submit(transaction.bytes));
    step.took = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now() - start);
    step.at = text.at;
    step.time = outcome.time;
    step.who = WhoOf(text.signers);
    step.what = WhatOf(text);
    step.result = ResultText(outcome.receipt, catalogue_);
    step.expected = expected.Text();
    step.differences = Differences(expected, outcome.receipt, catalogue_);
    step.id = transaction.id;
    step.height = outcome.height;
    step.receipt = std::move(outcome.receipt);
    if (!text.label.empty()) {
      binding_.names.insert_or_assign(text.label.text, transaction.id.hex());
    }
    return step;
  }

  Done On(const AssertionText& text) {
    HENG_TRY(const BoundAssertion bound, Checked(BindAssertion(text, binding_)));
    Step step;
    step.kind = StepKind::kAssertion;
    step.at = text.kind.at;
    step.what = bound.kind + " " + bound.subject;
    for (const BoundAssertion::Field& field : bound.fields) {
      step.what += " " + field.name + "=" + field.expected;
    }
    HENG_TRY(step.time, ledger_.Now());
    HENG_TRY(step.differences, Differences(bound, ledger_));
    step.expected = "holds";
    step.result = step.passed() ? "holds" : "differs";
    return step;
  }

  Result<TransactionBody, Status> BodyOf(const TransactionText& text) {
    TransactionBody body;
    body.chain_id = chain_id_;
    body.author = PersonId(text.signers.front().text);
    HENG_TRY(body.sequence, NextSequence(text.signers.front().text));
    HENG_TRY(const BlockTime now, ledger_.Now());
    body.valid_until = BlockTime(now.value() + kValidForMs);
    for (const OperationText& operation : text.operations) {
      HENG_TRY(Bytes bytes, Checked(BindOperation(operation, binding_)));
      body.operations.push_back(std::move(bytes));
    }
    HENG_TRY(body.reason_code, Checked(ExpandText(text.reason, binding_)));
    HENG_TRY(body.legal_reference, Checked(ExpandText(text.legal, binding_)));
    for (const Word& document : text.documents) {
      HENG_TRY(const Bytes hash, Checked(ExpandHash(document, binding_)));
      body.document_hashes.push_back(Hash::FromBytes(hash));
    }
    return body;
  }

  // One above the highest that the ledger has seen, and then on from there.
  Result<std::uint64_t, Status> NextSequence(const std::string& person) {
    auto found = sequences_.find(person);
    if (found == sequences_.end()) {
      HENG_TRY(const std::optional<Bytes> record, ledger_.Read("sequence/" + person));
      heng::v1::SequenceWindow window;
      if (record && !window.ParseFromString(*record)) {
        return Fail(StatusCode::kMalformed,
                    "the sequence record of " + person + " does not decode");
      }
      found = sequences_.emplace(person, window.highest()).first;
    }
    return ++found->second;
  }

  Ledger& ledger_;
  const Catalogue& catalogue_;
  ChainId chain_id_;
  KeyRing keys_;
  Binding binding_;
  std::map<std::string, std::uint64_t> sequences_;
};

std::size_t Count(const std::vector<Step>& steps, StepKind kind) {
  return static_cast<std::size_t>(std::ranges::count(steps, kind, &Step::kind));
}

}  // namespace

std::size_t Report::failures() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(steps, [](const Step& step) { return !step.passed(); }));
}

std::size_t Report::transactions() const {
  return Count(steps, StepKind::kTransaction);
}

std::size_t Report::assertions() const {
  return Count(steps, StepKind::kAssertion);
}

Result<Report, Status> Run(const Scenario& scenario,
                           Ledger& ledger,
                           const Catalogue& catalogue,
                           const RunOptions& options) {
  Report report;
  report.title = scenario.title.text;
  HENG_TRY(report.chain_id, ledger.Chain());
  Execution execution(ledger, catalogue, report.chain_id);
  for (const Statement& statement : scenario.statements) {
    HENG_TRY(std::optional<Step> step, execution.Do(statement));
    if (!step) {
      continue;
    }
    const bool failed = !step->passed();
    if (options.on_step) {
      options.on_step(*step);
    }
    report.steps.push_back(*std::move(step));
    if (failed && options.stop_at_first_failure) {
      break;
    }
  }
  HENG_TRY(report.head, ledger.Head());
  return report;
}

}  // namespace heng::cli::scenario
