// SPDX-License-Identifier: Apache-2.0
// A signed transaction, as clients and peers send it: VerifyTransaction, with signatures and
// without, and the contracts' decoding of every operation in it.
#include "core/transaction.h"

#include <algorithm>
#include <iterator>

#include "contracts/operations/registry.h"
#include "tests/fuzz/canonical.h"
#include "tests/fuzz/targets.h"

namespace heng::fuzz {
namespace {

void CheckOperations(const TransactionBody& body) {
  for (const Bytes& bytes : body.operations) {
    const auto operation = contracts::DecodeOperation(bytes);
    if (operation) {
      HENG_ASSERT(contracts::EncodeOperation(*operation) == bytes);
      (void)contracts::Validate(*operation);
    }
  }
}

// No single changed bit leaves a signed transaction valid: body, keys and signatures are all bound.
void ChangeOneBit(const ChainId& chain, ByteView input) {
  Bytes changed(input);
  const std::size_t at = static_cast<std::size_t>(DigestOf(input).data()[0]) % changed.size();
  changed[at] = static_cast<char>(changed[at] ^ 1);
  HENG_ASSERT(!VerifyTransaction(chain, changed).has_value());
}

}  // namespace

void Transaction(ByteView input) {
  static const ChainId kChain("heng-test");
  static const ChainId kOther("heng-other");
  const auto transaction = Canonical<SignedTransaction>(input);
  const auto unchecked = VerifyTransaction(kChain, input, /*check_signatures=*/false);
  const auto checked = VerifyTransaction(kChain, input);
  HENG_ASSERT(!checked || unchecked);
  HENG_ASSERT(!unchecked || transaction);
  if (!transaction) {
    return;
  }
  if (const auto body = Canonical<TransactionBody>(transaction->body)) {
    CheckOperations(*body);
  }
  if (!unchecked) {
    return;
  }
  HENG_ASSERT(unchecked->bytes == input && input.size() <= kTransactionBytesMax);
  HENG_ASSERT(unchecked->id == IdOf(transaction->body) && unchecked->digest == DigestOf(input));
  HENG_ASSERT(Encode(unchecked->body) == transaction->body);
  HENG_ASSERT(!unchecked->signers.empty() && unchecked->signers.size() <= kSignaturesMax);
  HENG_ASSERT(std::ranges::adjacent_find(unchecked->signers, std::greater_equal<>()) ==
              unchecked->signers.end());
  HENG_ASSERT(!VerifyTransaction(kOther, input, false).has_value());
  if (checked) {
    ChangeOneBit(kChain, input);
  }
}

}  // namespace heng::fuzz
