// SPDX-License-Identifier: Apache-2.0
#include "cli/audit/chain_check.h"

#include <memory>
#include <utility>

namespace heng::cli::audit {
namespace {

class Checker {
 public:
  Checker(const TrustedGenesis& genesis, BlockSource& source, node::Replay& replay)
      : genesis_(genesis), source_(source), replay_(replay) {}

  // Everything up to the head, unless something stops it.
  void Run(Height head, const Progress& progress) {
    report_.head = head;
    for (Height height;; height = Next(height)) {
      if (!One(height)) {
        return;
      }
      report_.checked = height;
      if (height >= head) {
        break;
      }
      if (!progress(height, head, replay_.counts())) {
        report_.incomplete = "stopped at height " + std::to_string(height.value());
        return;
      }
    }
    Conclude();
  }

  ChainVerdict Report() && {
    report_.counts = replay_.counts();
    return std::move(report_);
  }

 private:
  bool Deviates(node::Deviation deviation) {
    report_.verdict = Verdict::kInvalid;
    report_.deviation = std::move(deviation);
    return false;
  }

  bool One(Height height) {
    auto block = source_.Block(height);
    if (!block) {
      const Status& status = block.error();
      if (status.code == StatusCode::kNotFound) {
        return Deviates({.height = height,
                         .what = "block",
                         .expected = "the block, as its height is below the head",
                         .got = status.context});
      }
      report_.incomplete =
          "block " + std::to_string(height.value()) + " was not shown: " + status.context;
      return false;
    }
    if (auto added = replay_.Add(block->block); !added) {
      return Deviates(std::move(added).error());
    }
    const Bytes id = BlockIdOf(block->block.header).bytes();
    if (block->block_id != id) {
      return Deviates({.height = height,
                       .what = "block_id",
                       .expected = ToHex(id),
                       .got = ToHex(block->block_id)});
    }
    return block->certificate.empty() || Certificate(height, *block);
  }

  // A certificate covers its own header and, through the log root in it, every header below.
  bool Certificate(Height height, const CertifiedBlock& block) {
    if (height == Height(0)) {
      return Deviates({.height = height,
                       .what = "certificate",
                       .expected = "none: nobody votes on genesis",
                       .got = std::to_string(block.certificate.size()) + " bytes"});
    }
    const auto verified =
        sdk::VerifyCertificate(genesis_.set, block.certificate, block.block.header);
    if (!verified) {
      return Deviates({.height = height,
                       .what = "certificate",
                       .expected = "FINALIZE votes of a quorum on this header",
                       .got = verified.error().context});
    }
    report_.certificates += 1;
    report_.certified = height;
    return true;
  }

  void Conclude() {
    report_.broken = replay_.BrokenPromises();
    if (!report_.broken.empty()) {
      report_.verdict = Verdict::kInvalid;
      return;
    }
    const Height certified = report_.certified.value_or(Height(0));
    if (certified < report_.head) {
      report_.incomplete =
          "no certificate covers heights " + std::to_string(certified.value() + 1) + " to " +
          std::to_string(report_.head.value()) + " yet; ask again after the next block";
      return;
    }
    report_.verdict = Verdict::kValid;
  }

  const TrustedGenesis& genesis_;
  BlockSource& source_;
  node::Replay& replay_;
  ChainVerdict report_;
};

}  // namespace

Result<ChainVerdict, Status> CheckChain(const TrustedGenesis& genesis,
                                        BlockSource& source,
                                        const Progress& progress) {
  HENG_TRY(const Height head, source.HeadHeight());
  HENG_TRY(const std::unique_ptr<node::Replay> replay, node::Replay::Open(genesis.bytes));
  Checker checker(genesis, source, *replay);
  checker.Run(head, progress);
  return std::move(checker).Report();
}

}  // namespace heng::cli::audit
