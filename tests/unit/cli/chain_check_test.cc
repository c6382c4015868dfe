// SPDX-License-Identifier: Apache-2.0
// Goal: VALID means that every block follows from genesis by the contracts and that a quorum signed
// it; whatever is false is INVALID by its name; what could not be read is INCOMPLETE.
// Method: a real chain, and one lie at a time at every place where a node could tell one.
#include "cli/audit/chain_check.h"

#include <gtest/gtest.h>

#include "cli/audit/check_report.h"
#include "tests/unit/cli/audit_chain.h"

namespace heng::cli::audit {
namespace {

constexpr Height kTrade(8);  // the block with the trade's delivery or near it: has everything

class ChainCheck : public ::testing::Test {
 protected:
  static AuditChain& Story() {
    static AuditChain* chain = [] {
      auto* made = new AuditChain;
      RunStory(*made);
      return made;
    }();
    return *chain;
  }

  ChainCheck() : source_(Story().store()) {}

  ChainVerdict Check() {
    auto verdict = CheckChain(
        Story().Trusted(), source_, [](Height, Height, const node::ReplayCounts&) { return true; });
    EXPECT_TRUE(verdict.has_value());
    return *std::move(verdict);
  }

  // The name of the first deviation when `lie` changes the block of that height.
  std::string NameOf(const std::function<void(CertifiedBlock&)>& lie, Height at = kTrade) {
    source_.change_block = [&](Height height, CertifiedBlock& block) {
      if (height == at) {
        lie(block);
      }
    };
    const ChainVerdict verdict = Check();
    EXPECT_EQ(verdict.verdict, Verdict::kInvalid);
    EXPECT_EQ(ExitCodeOf(verdict), ExitCode::kInvalid);
    if (!verdict.deviation) {
      return "nothing";
    }
    EXPECT_EQ(verdict.deviation->height, at);
    EXPECT_FALSE(verdict.deviation->expected.empty());
    EXPECT_FALSE(verdict.deviation->got.empty());
    return verdict.deviation->what;
  }

  std::string HeaderLie(const std::function<void(BlockHeader&)>& lie, Height at = kTrade) {
    return NameOf(
        [&](CertifiedBlock& block) {
          BlockHeader header = *Decode<BlockHeader>(block.block.header);
          lie(header);
          block.block.header = Encode(header);
          block.block_id = IdOf(header).bytes();
        },
        at);
  }

  StoreSource source_;
};

Hash Other() {
  return Hash::FromBytes(std::string(32, 'x'));
}

TEST_F(ChainCheck, CallsATrueChainValidAndCountsWhatItChecked) {
  const ChainVerdict verdict = Check();
  EXPECT_EQ(verdict.verdict, Verdict::kValid)
      << (verdict.deviation ? verdict.deviation->what + " expected " + verdict.deviation->expected +
                                  " got " + verdict.deviation->got
                            : verdict.incomplete);
  EXPECT_EQ(verdict.broken, std::vector<std::string>{});
  EXPECT_EQ(verdict.checked, Story().height());
  EXPECT_EQ(verdict.counts.blocks, Story().height().value() + 1);
  EXPECT_EQ(verdict.counts.refused, 1U);
  EXPECT_EQ(verdict.certificates, Story().height().value() - 1);  // one block has none
  EXPECT_EQ(ExitCodeOf(verdict), ExitCode::kOk);
  const std::string text = CheckText(Story().Trusted(), verdict, Language::kEnglish, {});
  EXPECT_TRUE(text.starts_with("VALID")) << text;
}

TEST_F(ChainCheck, NamesTheFieldOfAHeaderThatIsFalse) {
  EXPECT_EQ(HeaderLie([](BlockHeader& h) { h.parent = As<BlockId>(Other()); }), "header.parent");
  EXPECT_EQ(HeaderLie([](BlockHeader& h) { h.log_root = Other(); }), "header.log_root");
  EXPECT_EQ(HeaderLie([](BlockHeader& h) { h.height = Height(99); }), "header.height");
  EXPECT_EQ(HeaderLie([](BlockHeader& h) { h.chain_id = ChainId("other"); }), "header.chain_id");
  EXPECT_EQ(HeaderLie([](BlockHeader& h) { h.version = 2; }), "header.version");
  EXPECT_EQ(HeaderLie([](BlockHeader& h) { h.epoch = Epoch(2); }), "header.epoch");
  EXPECT_EQ(HeaderLie([](BlockHeader& h) { h.time = BlockTime(1); }), "header.time");
  EXPECT_EQ(HeaderLie([](BlockHeader& h) { h.proposer = "nobody"; }), "header.proposer");
  EXPECT_EQ(HeaderLie([](BlockHeader& h) { h.transaction_count = 7; }), "header.transaction_count");
  EXPECT_EQ(HeaderLie([](BlockHeader& h) { h.transaction_root = Other(); }),
            "header.transaction_root");
  EXPECT_EQ(HeaderLie([](BlockHeader& h) { h.receipt_root = Other(); }), "header.receipt_root");
  EXPECT_EQ(HeaderLie([](BlockHeader& h) { h.event_count += 1; }), "header.event_count");
  EXPECT_EQ(HeaderLie([](BlockHeader& h) { h.event_root = Other(); }), "header.event_root");
  EXPECT_EQ(HeaderLie([](BlockHeader& h) { h.state_root = As<StateRoot>(Other()); }),
            "header.state_root");
  EXPECT_EQ(HeaderLie([](BlockHeader& h) { h.params_hash = Other(); }), "header.params_hash");
  EXPECT_EQ(HeaderLie([](BlockHeader& h) { h.hash_suite = 2; }), "header.hash_suite");
  EXPECT_EQ(HeaderLie([](BlockHeader& h) { h.validator_set_hash = As<ValidatorSetHash>(Other()); }),
            "header.validator_set_hash");
  EXPECT_EQ(
      HeaderLie([](BlockHeader& h) { h.next_validator_set_hash = As<ValidatorSetHash>(Other()); }),
      "header.next_validator_set_hash");
}

TEST_F(ChainCheck, NamesTheCertificateWhenTheVotersSignedAnotherHeader) {
  // Everything that a leader may choose freely is under the certificate.
  EXPECT_EQ(HeaderLie([](BlockHeader& h) { h.proposer = "v3"; }), "certificate");
  EXPECT_EQ(NameOf([](CertifiedBlock& block) {
              block.certificate.back() = static_cast<char>(block.certificate.back() ^ 1);
            }),
            "certificate");
  EXPECT_EQ(NameOf([](CertifiedBlock& block) { block.certificate = "x"; }), "certificate");
}

TEST_F(ChainCheck, NamesTheReceiptTheEventAndTheTransactionThatAreFalse) {
  EXPECT_EQ(NameOf([](CertifiedBlock& block) {
              Receipt receipt = *Decode<Receipt>(block.block.receipts[0]);
              receipt.code = 9;
              block.block.receipts[0] = Encode(receipt);
            }),
            "receipts[0]");
  EXPECT_EQ(NameOf([](CertifiedBlock& block) { block.block.receipts.clear(); }), "receipts.count");
  EXPECT_EQ(NameOf([](CertifiedBlock& block) {
              Event event = *Decode<Event>(block.block.events[0]);
              event.to = AccountId("THIEF");
              block.block.events[0] = Encode(event);
            }),
            "events[0]");
  EXPECT_EQ(NameOf([](CertifiedBlock& block) { block.block.events.pop_back(); }), "events.count");
  EXPECT_EQ(NameOf([](CertifiedBlock& block) { block.block.transactions.clear(); }),
            "header.transaction_count");
  EXPECT_EQ(NameOf([](CertifiedBlock& block) {
              Bytes& bytes = block.block.transactions[0];
              bytes.back() = static_cast<char>(bytes.back() ^ 1);
            }),
            "header.transaction_root");
  EXPECT_EQ(NameOf([](CertifiedBlock& block) { block.block_id[0] ^= 1; }), "block_id");
  EXPECT_EQ(NameOf([](CertifiedBlock& block) { block.block.header.pop_back(); }), "header");
}

TEST_F(ChainCheck, NamesASignatureThatIsFalseEvenWhereTheRootIsAdjusted) {
  EXPECT_EQ(NameOf([](CertifiedBlock& block) {
              Bytes& bytes = block.block.transactions[0];
              bytes.back() = static_cast<char>(bytes.back() ^ 1);
              BlockHeader header = *Decode<BlockHeader>(block.block.header);
              header.transaction_root = TransactionRoot({DigestOf(bytes)});
              block.block.header = Encode(header);
            }),
            "transactions[0].signature");
}

TEST_F(ChainCheck, NamesAGenesisBlockThatIsNotOfTheDocument) {
  EXPECT_EQ(HeaderLie([](BlockHeader& h) { h.state_root = As<StateRoot>(Other()); }, Height(0)),
            "header.state_root");
  EXPECT_EQ(NameOf([](CertifiedBlock& block) { block.block.events.pop_back(); }, Height(0)),
            "events.count");
  EXPECT_EQ(NameOf([](CertifiedBlock& block) { block.certificate = "x"; }, Height(0)),
            "certificate");
}

TEST_F(ChainCheck, NamesABlockThatIsMissing) {
  source_.missing_block = kTrade;
  const ChainVerdict verdict = Check();
  EXPECT_EQ(verdict.verdict, Verdict::kInvalid);
  ASSERT_TRUE(verdict.deviation.has_value());
  EXPECT_EQ(verdict.deviation->what, "block");
  EXPECT_EQ(verdict.deviation->height, kTrade);
}

TEST_F(ChainCheck, IsIncompleteWhenTheNodeCannotShowABlock) {
  source_.missing_block = kTrade;
  for (const StatusCode code : {StatusCode::kPruned, StatusCode::kUnavailable}) {
    source_.missing_code = code;
    const ChainVerdict verdict = Check();
    EXPECT_EQ(verdict.verdict, Verdict::kIncomplete);
    EXPECT_EQ(ExitCodeOf(verdict), ExitCode::kIncomplete);
    EXPECT_FALSE(verdict.incomplete.empty());
  }
}

TEST_F(ChainCheck, IsIncompleteWhenNoCertificateCoversTheHead) {
  source_.change_block = [](Height height, CertifiedBlock& block) {
    if (height >= Height(10)) {
      block.certificate.clear();
    }
  };
  const ChainVerdict verdict = Check();
  EXPECT_EQ(verdict.verdict, Verdict::kIncomplete);
  EXPECT_EQ(verdict.certified, Height(9));
}

TEST_F(ChainCheck, IsIncompleteWhenItIsStopped) {
  const auto verdict =
      CheckChain(Story().Trusted(), source_, [](Height done, Height, const node::ReplayCounts&) {
        return done < Height(3);
      });
  ASSERT_TRUE(verdict.has_value());
  EXPECT_EQ(verdict->verdict, Verdict::kIncomplete);
  EXPECT_EQ(verdict->checked, Height(3));
}

}  // namespace
}  // namespace heng::cli::audit
