// SPDX-License-Identifier: Apache-2.0
// What an auditor reads of a node that lies in one place: the replay of the chain calls nothing
// valid that differs from the truth, and lineages and statements are told without harm.
#include "cli/audit/chain_check.h"
#include "cli/audit/draw.h"
#include "cli/audit/lineage_reader.h"
#include "cli/audit/proof_report.h"
#include "cli/audit/statement.h"
#include "tests/fuzz/audit_input.h"
#include "tests/fuzz/canonical.h"
#include "tests/fuzz/story.h"
#include "tests/fuzz/targets.h"

namespace heng::fuzz {
namespace {

using namespace cli::audit;  // NOLINT: a dozen of its names

// Ends soon after the lie, so that many lies are tried in a second.
class ShortSource final : public StoreSource {
 public:
  ShortSource(storage::StateStore& store, Height last) : StoreSource(store), last_(last) {}

  [[nodiscard]] Result<Height, Status> HeadHeight() override {
    HENG_TRY(const Height head, StoreSource::HeadHeight());
    return std::min(head, last_);
  }

 private:
  Height last_;
};

// Returns whether the list is another one now.
bool ChangeList(std::vector<Bytes>& list, const AuditLie& lie) {
  const std::vector<Bytes> before = list;
  const std::size_t at = list.empty() ? 0 : lie.place % list.size();
  const auto place = list.begin() + static_cast<std::ptrdiff_t>(at);
  if (lie.added || list.empty()) {
    list.insert(place, lie.bytes);
  } else if (lie.left_out) {
    list.erase(place);
  } else {
    list[at] = lie.bytes;
  }
  return list != before;
}

bool ChangeBytes(Bytes& bytes, const AuditLie& lie) {
  const Bytes before = bytes;
  bytes = lie.left_out ? Bytes() : lie.bytes;
  return bytes != before;
}

bool ChangeBlock(CertifiedBlock& block, const AuditLie& lie) {
  switch (lie.about) {
    case LieAbout::kHeader: {
      const bool changed = ChangeBytes(block.block.header, lie);
      block.block_id = BlockIdOf(block.block.header).bytes();
      return changed;
    }
    case LieAbout::kBlockId:
      return ChangeBytes(block.block_id, lie);
    case LieAbout::kCertificate:
      // Without one a block is final through the next: less is shown, and nothing false.
      return ChangeBytes(block.certificate, lie) && !block.certificate.empty();
    case LieAbout::kTransaction:
      return ChangeList(block.block.transactions, lie);
    case LieAbout::kReceipt:
      return ChangeList(block.block.receipts, lie);
    case LieAbout::kBlockEvent:
      return ChangeList(block.block.events, lie);
    case LieAbout::kUnspecified:
    case LieAbout::kRecord:
    case LieAbout::kRecordEvent:
      break;
  }
  return false;
}

void CheckReplay(const AuditLie& lie) {
  const Height at(lie.height.value() % (Story().height().value() + 1));
  ShortSource source(Story().store(), Next(at));
  bool lied = false;
  source.change_block = [&](Height height, CertifiedBlock& block) {
    if (height == at) {
      lied = ChangeBlock(block, lie);
    }
  };
  static const TrustedGenesis kTrusted = Story().Trusted();
  const auto verdict =
      CheckChain(kTrusted, source, [](Height, Height, const node::ReplayCounts&) { return true; });
  HENG_ASSERT(!verdict || !lied || verdict->verdict != Verdict::kValid);
  HENG_ASSERT(lied || (verdict && verdict->verdict != Verdict::kInvalid));
}

void DrawAll(const Lineage& lineage) {
  for (const cli::Language language : {cli::Language::kEnglish, cli::Language::kChinese}) {
    HENG_ASSERT(!DrawText(lineage, language).empty());
    HENG_ASSERT(!DrawDot(lineage, language).empty());
    HENG_ASSERT(!DrawSvg(lineage, language).empty());
  }
  HENG_ASSERT(!DrawJson(lineage).empty());
}

void CheckStories(const AuditLie& lie) {
  StoreSource source(Story().store());
  std::uint32_t asked = 0;
  if (lie.about == LieAbout::kRecord) {
    source.change_record = [&](ByteView, Bytes& value) {
      if (asked++ == lie.place) {
        value = lie.bytes;
      }
    };
  } else {
    source.change_events = [&](ByteView, std::vector<Bytes>& events) {
      if (asked++ == lie.height.value()) {
        (void)ChangeList(events, lie);
      }
    };
  }
  if (const auto fetched = FetchLineage(
          source, BatchId("CN-CEA-2024"), Serial(1), Serial(100'000), {.branches = true})) {
    DrawAll(TraceLineage(*fetched));
  }
  asked = 0;
  (void)MakeStatement(source, {.account = AccountId("P1"), .at = {}, .since = {}});
}

}  // namespace

void Audit(ByteView input) {
  (void)ParseKey(std::string(input));
  const auto lie = Canonical<AuditLie>(input);
  if (!lie) {
    return;
  }
  if (lie->about == LieAbout::kRecord || lie->about == LieAbout::kRecordEvent) {
    CheckStories(*lie);
  } else if (lie->about != LieAbout::kUnspecified) {
    CheckReplay(*lie);
  }
}

}  // namespace heng::fuzz
