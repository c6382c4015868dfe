// SPDX-License-Identifier: Apache-2.0
#include "contracts/executor.h"

#include "contracts/due.h"
#include "contracts/invariants/invariant.h"
#include "contracts/operations/apply.h"
#include "contracts/operations/registry.h"
#include "contracts/signers.h"
#include "contracts/state/records/sequence_window.h"
#include "core/utf8.h"

namespace heng::contracts {
namespace {

// Of what a receipt says that a refusal is about.
constexpr std::size_t kSubjectBytesMax = 256;

// Marks the author's sequence used, or refuses.
Outcome<void> UseSequence(const TransactionBody& body, Journal& journal) {
  SequenceWindow window = journal.Find<SequenceWindow>(body.author).value_or(SequenceWindow{});
  if (!window.IsFree(body.sequence)) {
    return Refuse(ResultCode::kSequence,
                  body.author.value(),
                  {{"requested", body.sequence}, {"highest", window.highest}});
  }
  window.person = body.author;
  window.Use(body.sequence);
  journal.PutUnlogged(window.Key(), Encode(window));
  return {};
}

struct Failure {
  std::uint32_t operation_index = 0;
  Refusal refusal;
};

Result<void, Failure> ApplyOperations(const VerifiedTransaction& transaction,
                                      const std::vector<Signer>& signers,
                                      Journal& journal) {
  const Context context{
      .view = journal,
      .block = journal.block(),
      .transaction = transaction.id,
      .reason_code = transaction.body.reason_code,
      .legal_reference = transaction.body.legal_reference,
      .signers = signers,
  };
  std::uint32_t index = 0;
  for (const Bytes& bytes : transaction.body.operations) {
    if (auto applied = ApplyEncoded(bytes, context, journal); !applied) {
      return std::unexpected(Failure{.operation_index = index, .refusal = applied.error()});
    }
    ++index;
  }
  std::vector<BrokenInvariant> broken = BrokenInvariants(journal.Changes(), journal);
  if (journal.HasUndescribedChanges()) {
    broken.push_back({.rule = {}, .sentence = "a record changed without an event"});
  }
  if (!broken.empty()) {
    // Conservation is a rule of the register with a code of its own.
    const BrokenInvariant& first = broken.front();
    const ResultCode code =
        first.rule == "R-GOV-02" ? ResultCode::kConservation : ResultCode::kInvariant;
    return std::unexpected(Failure{.operation_index = 0,
                                   .refusal = {.code = code,
                                               .rule = std::string(first.rule),
                                               .subject = first.sentence,
                                               .numbers = {}}});
  }
  return {};
}

// Two steps, each committed or rolled back by itself: the envelope, which uses the sequence, and
// the operations. So a refused transaction keeps its sequence used and changes nothing else.
Result<void, Failure> Execute(std::uint32_t index,
                              const VerifiedTransaction& transaction,
                              Journal& journal) {
  const auto as_failure = [](const Refusal& refusal) {
    return std::unexpected(Failure{.operation_index = 0, .refusal = refusal});
  };
  const auto signers = ResolveSigners(journal, transaction.body.author, transaction.signers);
  if (!signers) {
    return as_failure(signers.error());
  }
  if (transaction.body.valid_until < journal.block().time) {
    return as_failure(Refusal{.code = ResultCode::kTransactionExpired,
                              .rule = {},
                              .subject = "valid_until",
                              .numbers = {{"limit", transaction.body.valid_until.value()},
                                          {"block-time", journal.block().time.value()}}});
  }
  journal.Begin(index, transaction.id);
  if (const auto used = UseSequence(transaction.body, journal); !used) {
    journal.Rollback();
    return as_failure(used.error());
  }
  journal.Commit();
  journal.Begin(index, transaction.id);
  auto applied = ApplyOperations(transaction, *signers, journal);
  if (applied) {
    journal.Commit();
  } else {
    journal.Rollback();
  }
  return applied;
}

Receipt ReceiptOf(const VerifiedTransaction& transaction, std::uint32_t index) {
  Receipt receipt;
  receipt.transaction_id = transaction.id;
  receipt.index = index;
  return receipt;
}

void Fill(Receipt& receipt, const Failure& failure) {
  receipt.code = static_cast<std::uint32_t>(failure.refusal.code);
  receipt.operation_index = failure.operation_index;
  receipt.rule = failure.refusal.rule;
  // It may quote what the transaction says, and a receipt is text for whoever reads the ledger.
  receipt.subject = ToUtf8(failure.refusal.subject, kSubjectBytesMax);
  receipt.numbers = failure.refusal.numbers;
}

}  // namespace

Result<ExecutedBlock, BrokenBlock> ExecuteBlock(
    const BlockContext& block,
    std::span<const VerifiedTransaction* const> transactions,
    const KvReader& parent) {
  Journal journal(block, parent);
  std::vector<Receipt> receipts;
  std::uint32_t index = 0;
  for (const VerifiedTransaction* transaction : transactions) {
    Receipt receipt = ReceiptOf(*transaction, index);
    receipt.event_first = journal.event_count();
    if (const auto executed = Execute(index, *transaction, journal); executed) {
      receipt.event_count = journal.event_count() - receipt.event_first;
    } else {
      Fill(receipt, executed.error());
    }
    receipts.push_back(std::move(receipt));
    ++index;
  }
  journal.Begin(index, TransactionId{});
  RunDue(journal);
  journal.Commit();
  BrokenBlock verdict;
  for (BrokenInvariant& broken : BrokenInvariants(journal.BlockChanges(), journal)) {
    verdict.broken.push_back(std::move(broken.sentence));
  }
  if (!verdict.broken.empty()) {
    return std::unexpected(std::move(verdict));
  }
  ExecutedBlock executed = journal.Take();
  executed.receipts = std::move(receipts);
  return executed;
}

}  // namespace heng::contracts
