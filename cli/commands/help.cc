// SPDX-License-Identifier: Apache-2.0
// heng help [topic].
#include <CLI/CLI.hpp>
#include <memory>
#include <ostream>

#include "cli/commands/commands.h"

namespace heng::cli {
namespace {

struct ExitText {
  ExitCode code;
  std::string_view en;
  std::string_view zh;
};

constexpr ExitText kExitTexts[] = {
    {ExitCode::kOk, "done; valid; everything as expected", "完成；有效；一切符合预期"},
    {ExitCode::kError, "something failed that has no number of its own", "其他失败"},
    {ExitCode::kUsage, "the command line is wrong", "命令行用法错误"},
    {ExitCode::kNotFound, "the file, record or transaction is not there", "文件、记录或交易不存在"},
    {ExitCode::kDenied, "the caller may not", "无权限"},
    {ExitCode::kInvalid,
     "the proof, file or scenario was checked and is wrong",
     "证明、文件或场景经检查不正确"},
    {ExitCode::kIncomplete,
     "could not check everything, or the outcome is not known",
     "未能全部检查，或结果未知"},
    {ExitCode::kUnreachable, "the node does not answer", "节点无响应"},
};

void ExitCodes(Session& session) {
  Table table({{.title = std::string(session.Say("code", "代码")), .right = true},
               {.title = std::string(session.Say("meaning", "含义"))}});
  for (const ExitText& text : kExitTexts) {
    table.AddRow({{.text = std::to_string(static_cast<int>(text.code))},
                  {.text = std::string(session.Say(text.en, text.zh))}});
  }
  session.out << table.Render(session.style);
}

}  // namespace

void AddHelpCommand(CLI::App& program, Session& session) {
  auto* help =
      program.add_subcommand("help",
                             std::string(session.Say("Help on a topic\n\n  heng help exit-codes\n",
                                                     "主题帮助\n\n  heng help exit-codes\n")));
  const auto topic = std::make_shared<std::string>();
  help->add_option("topic", *topic)->check(CLI::IsMember({"exit-codes"}));
  help->callback([&program, &session, topic] {
    if (topic->empty()) {
      session.out << program.help();
    } else {
      ExitCodes(session);
    }
  });
}

}  // namespace heng::cli
