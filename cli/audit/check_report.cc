// SPDX-License-Identifier: Apache-2.0
#include "cli/audit/check_report.h"

#include <unistd.h>

#include <nlohmann/json.hpp>
#include <ostream>

#include "cli/audit/step_words.h"

namespace heng::cli::audit {
namespace {

using Json = nlohmann::ordered_json;

constexpr auto kTerminalPause = std::chrono::milliseconds(500);
constexpr auto kFilePause = std::chrono::seconds(10);

std::string_view NameOf(Verdict verdict) {
  switch (verdict) {
    case Verdict::kValid:
      return "VALID";
    case Verdict::kInvalid:
      return "INVALID";
    case Verdict::kIncomplete:
      break;
  }
  return "INCOMPLETE";
}

std::string Heights(const ChainVerdict& verdict, Language language) {
  const auto S = [language](std::string_view en, std::string_view zh) {
    return std::string(Say(language, en, zh));
  };
  if (!verdict.checked) {
    return S("not even block 0 holds", "创世区块未通过");
  }
  return S("heights 0 to ", "高度 0 至 ") + std::to_string(verdict.checked->value()) +
         S(" of ", " / ") + std::to_string(verdict.head.value());
}

void AddChecked(const ChainVerdict& verdict, Language language, std::string& text) {
  const auto S = [language](std::string_view en, std::string_view zh) {
    return std::string(Say(language, en, zh));
  };
  const node::ReplayCounts& counts = verdict.counts;
  text += S("checked\n", "已核查\n");
  text += "  " + Grouped(counts.blocks) +
          S(" blocks executed again: parent, log root, transaction, receipt, event and state root, "
            "block id\n",
            " 个区块重新执行：父块、日志根、交易根、回执根、事件根、状态根、区块标识\n");
  text += "  " + Grouped(counts.transactions) + S(" transactions (", " 笔交易（") +
          Grouped(counts.refused) + S(" refused), ", " 笔被拒），") + Grouped(counts.signatures) +
          S(" signatures, ", " 个签名，") + Grouped(counts.events) + S(" events\n", " 个事件\n");
  if (verdict.certified) {
    text += "  " + Grouped(verdict.certificates) +
            S(" finality certificates; the last is of height ", " 个终局证书，最后一个高度 ") +
            std::to_string(verdict.certified->value()) +
            S(" and its log covers every block below\n", "，其日志涵盖此前全部区块\n");
  }
}

void AddUnchecked(const ChainVerdict& verdict, Language language, std::string& text) {
  const auto S = [language](std::string_view en, std::string_view zh) {
    return std::string(Say(language, en, zh));
  };
  text += S("not checked\n", "未核查\n");
  if (!verdict.incomplete.empty()) {
    text += "  " + verdict.incomplete + "\n";
  }
  if (verdict.verdict != Verdict::kValid && verdict.broken.empty()) {
    text += S("  the register's promises over the whole state\n", "  全局不变量\n");
  }
  text += S("  that this is the newest head; the documents behind document hashes\n",
            "  是否为最新高度；文件哈希所指的文件内容\n");
}

}  // namespace

ExitCode ExitCodeOf(const ChainVerdict& verdict) {
  switch (verdict.verdict) {
    case Verdict::kValid:
      return ExitCode::kOk;
    case Verdict::kInvalid:
      return ExitCode::kInvalid;
    case Verdict::kIncomplete:
      break;
  }
  return ExitCode::kIncomplete;
}

std::string CheckText(const TrustedGenesis& genesis,
                      const ChainVerdict& verdict,
                      Language language,
                      const Style& style) {
  const Tone tone = verdict.verdict == Verdict::kValid ? Tone::kGood : Tone::kBad;
  std::string text = Paint(NameOf(verdict.verdict), tone, style) + "  " +
                     genesis.set.chain_id.value() + "  " + Heights(verdict, language) + "\n";
  if (verdict.deviation) {
    const node::Deviation& deviation = *verdict.deviation;
    text += std::string(Say(language, "first deviation\n  height    ", "首个偏差\n  高度      ")) +
            std::to_string(deviation.height.value()) + "\n  what      " + deviation.what +
            "\n  expected  " + deviation.expected + "\n  got       " + deviation.got + "\n";
  }
  for (const std::string& broken : verdict.broken) {
    text += "✗ " + broken + "\n";
  }
  text += std::string(Say(language, "trusted genesis ", "所信任的创世指纹 ")) +
          genesis.fingerprint.hex() + "\n";
  AddChecked(verdict, language, text);
  if (verdict.verdict == Verdict::kValid) {
    text += std::string(
        Say(language, "  every promise of the register over the whole state\n", "  全局不变量\n"));
  }
  AddUnchecked(verdict, language, text);
  return text;
}

std::string CheckJson(const TrustedGenesis& genesis, const ChainVerdict& verdict) {
  Json json;
  json["verdict"] = NameOf(verdict.verdict);
  json["chain_id"] = genesis.set.chain_id.value();
  json["genesis_fingerprint"] = genesis.fingerprint.hex();
  json["head_height"] = verdict.head.value();
  json["checked_height"] = verdict.checked ? Json(verdict.checked->value()) : Json();
  json["certified_height"] = verdict.certified ? Json(verdict.certified->value()) : Json();
  if (verdict.deviation) {
    json["deviation"] = {{"height", verdict.deviation->height.value()},
                         {"what", verdict.deviation->what},
                         {"expected", verdict.deviation->expected},
                         {"got", verdict.deviation->got}};
  }
  json["broken"] = verdict.broken;
  json["incomplete"] = verdict.incomplete;
  json["blocks"] = verdict.counts.blocks;
  json["transactions"] = verdict.counts.transactions;
  json["refused"] = verdict.counts.refused;
  json["signatures"] = verdict.counts.signatures;
  json["events"] = verdict.counts.events;
  json["certificates"] = verdict.certificates;
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

CheckMeter::CheckMeter(std::ostream& out, Language language)
    : out_(out), language_(language), terminal_(isatty(STDERR_FILENO) != 0) {}

void CheckMeter::Show(Height done, Height head, const node::ReplayCounts& counts) {
  const auto now = Clock::now();
  if (now - shown_ < (terminal_ ? Clock::duration(kTerminalPause) : Clock::duration(kFilePause))) {
    return;
  }
  shown_ = now;
  const auto elapsed_ms = static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(now - start_).count());
  const std::uint64_t blocks = done.value() + 1;
  const std::uint64_t left_ms = elapsed_ms * (head.value() - done.value()) / blocks;
  out_ << (terminal_ ? "\r\033[K" : "") << Say(language_, "height ", "高度 ") << done.value() << "/"
       << head.value() << "  " << blocks * 1'000 / elapsed_ms
       << Say(language_, " blocks/s  ", " 块/秒  ") << counts.transactions * 1'000 / elapsed_ms
       << Say(language_, " transactions/s  about ", " 笔/秒  约剩 ") << left_ms / 1'000
       << Say(language_, " s left", " 秒") << (terminal_ ? "" : "\n") << std::flush;
  open_line_ = terminal_;
}

void CheckMeter::Finish() {
  if (open_line_) {
    out_ << "\n";
    open_line_ = false;
  }
}

}  // namespace heng::cli::audit
