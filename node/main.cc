// SPDX-License-Identifier: Apache-2.0
// hengd: one validator. `hengd --config hengd.toml` runs it, `hengd check --config hengd.toml` says
// whether it could run, `hengd scrub --config hengd.toml` whether its data are whole. Exit
// status: 0 stopped in order, 2 usage, 65 the data are damaged, 74 the disk failed, 78 the
// configuration or its files are wrong, 1 anything else.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <map>
#include <string>

#include "node/allocator/allocator.h"
#include "node/config/load.h"
#include "node/disk_scrub.h"
#include "node/keys/keystore.h"
#include "node/node.h"

namespace heng::node {
namespace {

constexpr int kExitUsage = 2;
constexpr int kExitDamaged = 65;
constexpr int kExitConfig = 78;

struct Arguments {
  std::string config_file;
  std::vector<std::string> settings;
  int passphrase_descriptor = -1;
  bool check = false;
  bool show = false;
  bool keys = false;
  bool scrub = false;
  std::string key_directory;
  std::string passphrase_file;
};

Result<std::map<std::string, std::string>, Status> SettingsOf(const Arguments& arguments) {
  std::map<std::string, std::string> flags;
  for (const std::string& setting : arguments.settings) {
    const auto equals = setting.find('=');
    if (equals == std::string::npos) {
      return Fail(StatusCode::kInvalid, "--set wants key=value, not '" + setting + "'");
    }
    flags[setting.substr(0, equals)] = setting.substr(equals + 1);
  }
  return flags;
}

Result<Secret, Status> PassphraseOf(const Arguments& arguments, const Config& config) {
  if (arguments.passphrase_descriptor >= 0) {
    return ReadPassphraseDescriptor(arguments.passphrase_descriptor);
  }
  if (config.keys.passphrase_file.empty()) {
    return Fail(StatusCode::kInvalid,
                "the keys need a passphrase: set keys.passphrase_file or give --passphrase-fd");
  }
  return ReadPassphraseFile(config.keys.passphrase_file);
}

// Makes the three keys of a validator and prints the public ones, for the genesis document.
Result<void, Status> MakeKeys(const Arguments& arguments) {
  HENG_TRY(const Secret passphrase,
           arguments.passphrase_descriptor >= 0
               ? ReadPassphraseDescriptor(arguments.passphrase_descriptor)
               : ReadPassphraseFile(arguments.passphrase_file));
  HENG_TRY(const NodeKeys keys, CreateNodeKeys(arguments.key_directory, passphrase));
  std::printf("vote_key %s\ncosigner_key %s\ntls_key %s\n",
              keys.vote.public_key().hex().c_str(),
              keys.cosigner.public_key().hex().c_str(),
              keys.tls_key.hex().c_str());
  return {};
}

// One damage a line on standard output, the progress on standard error.
int Scrub(const Config& config) {
  constexpr auto kSayEvery = std::chrono::seconds(2);
  const auto start = std::chrono::steady_clock::now();
  auto said = start;
  const auto checked = ScrubDisk(
      config,
      {.damage = [](const std::string& what) { std::printf("damaged: %s\n", what.c_str()); },
       .progress =
           [&](Height next, Height head, std::uint64_t rows) {
             const auto now = std::chrono::steady_clock::now();
             if (now - said < kSayEvery) {
               return;
             }
             said = now;
             const auto seconds =
                 std::chrono::duration_cast<std::chrono::seconds>(now - start).count();
             std::fprintf(stderr,
                          "hengd: block %llu of %llu, %llu rows in %lld s\n",
                          static_cast<unsigned long long>(std::min(next, head).value()),
                          static_cast<unsigned long long>(head.value()),
                          static_cast<unsigned long long>(rows),
                          static_cast<long long>(seconds));
           }});
  if (!checked) {
    std::fprintf(stderr, "hengd: %s\n", checked.error().context.c_str());
    return checked.error().code == StatusCode::kCorrupt ? kExitDamaged : kExitConfig;
  }
  std::printf("%s: %llu blocks, %llu rows, %llu damaged\n",
              checked->damages == 0 ? "whole" : "damaged",
              static_cast<unsigned long long>(checked->head.value() + 1),
              static_cast<unsigned long long>(checked->rows),
              static_cast<unsigned long long>(checked->damages));
  return checked->damages == 0 ? 0 : kExitDamaged;
}

int Complain(const Status& status) {
  std::fprintf(stderr, "hengd: %s\n", status.context.c_str());
  return kExitConfig;
}

int Run(const Arguments& arguments, const sigset_t& stop_signals) {
  if (arguments.keys) {
    const auto made = MakeKeys(arguments);
    return made ? 0 : Complain(made.error());
  }
  if (arguments.config_file.empty()) {
    return Complain({StatusCode::kInvalid, "give --config FILE; hengd --help shows how"});
  }
  auto flags = SettingsOf(arguments);
  if (!flags) {
    return Complain(flags.error());
  }
  const auto loaded = LoadConfigFile(arguments.config_file, *std::move(flags));
  if (!loaded) {
    return Complain(loaded.error());
  }
  if (arguments.show) {
    std::fputs(PrintConfig(*loaded).c_str(), stdout);
    return 0;
  }
  if (arguments.scrub) {
    return Scrub(loaded->config);
  }
  const auto passphrase = PassphraseOf(arguments, loaded->config);
  if (!passphrase) {
    return Complain(passphrase.error());
  }
  if (arguments.check) {
    const auto checked = CheckNode(loaded->config, *passphrase);
    if (!checked) {
      return Complain(checked.error());
    }
    std::puts("hengd: configuration, keys, certificates and genesis fit together");
    return 0;
  }
  auto node = Node::Start(loaded->config, *passphrase);
  if (!node) {
    return Complain(node.error());
  }
  int signal = 0;
  sigwait(&stop_signals, &signal);
  (*node)->Stop();
  return 0;
}

}  // namespace
}  // namespace heng::node

int main(int argc, char** argv) {
  heng::node::KeepFreedMemory();
  // Blocked before the first thread exists, so that sigwait alone sees them.
  sigset_t stop_signals;
  sigemptyset(&stop_signals);
  sigaddset(&stop_signals, SIGTERM);
  sigaddset(&stop_signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &stop_signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);

  heng::node::Arguments arguments;
  CLI::App app(
      "hengd: a validator of the Heng register.\n\nExamples:\n"
      "  hengd --config /etc/heng/hengd.toml\n"
      "  hengd check --config /etc/heng/hengd.toml\n"
      "  hengd scrub --config /etc/heng/hengd.toml\n"
      "  hengd config --config hengd.toml --set log.level=debug");
  app.set_version_flag("--version", heng::node::kVersion);
  app.add_option("--config", arguments.config_file, "Configuration file, TOML");
  app.add_option("--set", arguments.settings, "A setting, key=value; wins over the file");
  app.add_option("--passphrase-fd",
                 arguments.passphrase_descriptor,
                 "Open file descriptor from which to read the passphrase of the keys");
  app.add_subcommand("check", "Say whether the node could start, and start nothing")
      ->fallthrough()
      ->callback([&arguments] { arguments.check = true; });
  app.add_subcommand("scrub",
                     "Read everything in the data directory of a node that does not run, and name "
                     "what is damaged")
      ->fallthrough()
      ->callback([&arguments] { arguments.scrub = true; });
  app.add_subcommand("config", "Print every setting with its origin")
      ->fallthrough()
      ->callback([&arguments] { arguments.show = true; });
  CLI::App* keys = app.add_subcommand(
      "keys", "Make the vote, cosigner and TLS keys of a validator, sealed under a passphrase");
  keys->add_option("--dir", arguments.key_directory, "Directory to make, mode 0700")->required();
  keys->add_option("--passphrase-file",
                   arguments.passphrase_file,
                   "File with the passphrase, mode 0600 or 0400; or give --passphrase-fd");
  keys->fallthrough()->callback([&arguments] { arguments.keys = true; });
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : heng::node::kExitUsage;
  }
  return heng::node::Run(arguments, stop_signals);
}
