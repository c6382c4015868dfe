// SPDX-License-Identifier: Apache-2.0
#include "node/config/schema.h"

#include <array>
#include <charconv>

#include "core/ids.h"
#include "node/log/log.h"

namespace heng::node {
namespace {

// The address of a member of Config, as a function: &Config::log.level has no pointer-to-member.
#define HENG_AT(member) [](Config& config) -> auto& { return config.member; }

constexpr Setting Text(std::string_view key,
                       std::string& (*of)(Config&),
                       TextForm form,
                       std::string_view initial,
                       bool required,
                       std::string_view help) {
  return {key, TextSetting{of, form, initial, required}, help};
}
constexpr Setting Number(std::string_view key,
                         std::uint64_t& (*of)(Config&),
                         std::uint64_t initial,
                         std::uint64_t min,
                         std::uint64_t max,
                         std::string_view help) {
  return {key, NumberSetting{of, initial, min, max}, help};
}
constexpr Setting Switch(std::string_view key,
                         bool& (*of)(Config&),
                         bool initial,
                         std::string_view help) {
  return {key, SwitchSetting{of, initial}, help};
}

// clang-format off
constexpr std::array kSettings = {
  Text("node.name", HENG_AT(node.name), TextForm::kIdentifier, "", true,
       "Name of this validator, as the ledger has it."),
  Text("node.data_dir", HENG_AT(node.data_dir), TextForm::kPath, "", true,
       "Directory of the database and the vote journal. One node, one directory."),
  Text("node.genesis_file", HENG_AT(node.genesis_file), TextForm::kPath, "", true,
       "The genesis file of the ledger; the same bytes on every node."),
  Text("keys.dir", HENG_AT(keys.dir), TextForm::kPath, "", true,
       "Directory of vote.key, cosigner.key and tls.key, mode 0700."),
  Text("keys.passphrase_file", HENG_AT(keys.passphrase_file), TextForm::kPath, "", false,
       "File with the passphrase of the keys, mode 0600 or 0400. Empty: start with --passphrase-fd."),
  Text("tls.peer_certificate_file", HENG_AT(tls.peer_certificate_file), TextForm::kPath, "", true,
       "Certificate for tls.key, PEM, issued by the authority of the network."),
  Text("tls.peer_authority_file", HENG_AT(tls.peer_authority_file), TextForm::kPath, "", true,
       "Certificates of the authorities whose peers are accepted, PEM; several while one replaces another."),
  Text("tls.client_certificate_file", HENG_AT(tls.client_certificate_file), TextForm::kPath, "", true,
       "Certificate that clients and operators see, PEM; it too is for tls.key."),
  Text("tls.client_authority_file", HENG_AT(tls.client_authority_file), TextForm::kPath, "", true,
       "Certificates of the authorities of clients and operators, PEM."),
  Text("listen.peer", HENG_AT(listen.peer), TextForm::kAddress, "0.0.0.0:7070", true,
       "Where other validators connect."),
  Text("listen.client", HENG_AT(listen.client), TextForm::kAddress, "0.0.0.0:7080", true,
       "Where clients connect."),
  Text("listen.operator", HENG_AT(listen.operators), TextForm::kAddress, "127.0.0.1:7090", true,
       "Where operators connect: status, health and reflection."),
  Text("listen.metrics", HENG_AT(listen.metrics), TextForm::kAddress, "127.0.0.1:7091", true,
       "Where /metrics, /livez and /readyz answer, over plain HTTP; keep it on loopback."),
  Text("log.level", HENG_AT(log.level), TextForm::kLogLevel, "info", true,
       "Least level that is written."),
  Text("log.dir", HENG_AT(log.dir), TextForm::kPath, "", false,
       "Directory of the log files. Empty: none."),
  Switch("log.to_stderr", HENG_AT(log.to_stderr), true,
       "Whether the log goes to standard error too, for journald."),
  Number("log.total_size_mib", HENG_AT(log.total_size_mib), 256, 8, 1 << 20,
       "Size of all log files together; the oldest lines go."),
  Number("limits.peer_message_mib", HENG_AT(limits.peer_message_mib), 16, 9, 64,
       "Largest message between validators. A full block has 8 MiB."),
  Number("limits.peer_queue_mib", HENG_AT(limits.peer_queue_mib), 64, 16, 4096,
       "Messages that wait for one peer; past it the oldest are dropped."),
  Number("limits.peer_held_mib", HENG_AT(limits.peer_held_mib), 64, 16, 4096,
       "Messages of one peer that wait to be handled; past it the peer is not read from."),
  Number("limits.peer_receive_mib_per_s", HENG_AT(limits.peer_receive_mib_per_s), 256, 1, 16384,
       "What one peer may send on average."),
  Number("limits.client_message_mib", HENG_AT(limits.client_message_mib), 4, 2, 64,
       "Largest request of a client. A transaction has at most 1 MiB."),
  Number("limits.client_streams", HENG_AT(limits.client_streams), 1024, 1, 100'000,
       "Calls of one connection under way at once."),
  Number("limits.caller_calls_per_s", HENG_AT(limits.caller_calls_per_s), 5'000, 1, 1'000'000,
       "Calls a second of one identity, a large answer counting for several; it may save up two seconds' worth."),
  Number("limits.caller_transactions_per_s", HENG_AT(limits.caller_transactions_per_s), 5'000, 1, 1'000'000,
       "Transactions a second that one identity may submit here; it may save up two seconds' worth."),
  Number("limits.caller_submit_mib_per_s", HENG_AT(limits.caller_submit_mib_per_s), 16, 1, 4096,
       "The same, by size."),
  Number("limits.caller_streams", HENG_AT(limits.caller_streams), 256, 1, 100'000,
       "Streams and waits of one identity open at once, over all its connections."),
  Number("limits.node_streams", HENG_AT(limits.node_streams), 4'096, 1, 1'000'000,
       "The same, of all identities together."),
  Number("limits.stream_stalled_s", HENG_AT(limits.stream_stalled_s), 30, 1, 3'600,
       "A stream whose client takes nothing for so long is ended."),
  Number("limits.mempool_mib", HENG_AT(limits.mempool_mib), 256, 16, 65536,
       "Transactions that wait to be ordered; past it submitters are told to try again."),
  Number("limits.mempool_transactions", HENG_AT(limits.mempool_transactions), 200'000, 1'000, 10'000'000,
       "The same, by number."),
  Number("storage.block_cache_mib", HENG_AT(storage.block_cache_mib), 128, 8, 1 << 20,
       "Memory for database blocks that were read."),
  Number("storage.write_buffer_mib", HENG_AT(storage.write_buffer_mib), 64, 4, 65536,
       "Memory for writes that are not in a table file yet."),
  Number("storage.scrub_percent", HENG_AT(storage.scrub_percent), 1, 0, 50,
         "Share of one processor that checking the whole database again and again may take; 0: none."),
  Number("disk.low_mib", HENG_AT(disk.low_mib), 4096, 3, 1 << 24,
         "Less room than this on the file system of node.data_dir is said in log and metrics."),
  Number("disk.refuse_mib", HENG_AT(disk.refuse_mib), 2048, 2, 1 << 24,
         "With less room than this, clients' transactions are refused."),
  Number("disk.stop_mib", HENG_AT(disk.stop_mib), 1024, 1, 1 << 24,
         "With less room than this, the node writes nothing and does not vote until space is back."),
  Number("disk.ballast_mib", HENG_AT(disk.ballast_mib), 256, 0, 1 << 20,
         "Size of data_dir/ballast, which holds room back and is given up when the node stops; 0: none."),
  Switch("dev.movable_clock", HENG_AT(dev.movable_clock), false,
       "Lets an operator move the clock of this node. Only where nothing is at stake."),
};
// clang-format on
#undef HENG_AT

std::string CheckAddress(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) {
    return "has no port; write host:port";
  }
  const std::string_view host = text.substr(0, colon);
  const std::string_view port = text.substr(colon + 1);
  const bool bracketed = host.front() == '[' && host.back() == ']';
  if (!bracketed && host.find_first_of(":[]/ ") != std::string_view::npos) {
    return "has a host that cannot be read; an IPv6 address goes in brackets: [::1]:7070";
  }
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
  if (port.empty() || error != std::errc{} || end != port.data() + port.size() || number > 65535) {
    return "has the port \"" + std::string(port) + "\"; a port is a number from 0 to 65535";
  }
  return {};
}

std::string InitialText(const Setting& setting) {
  if (const auto* text = std::get_if<TextSetting>(&setting.kind)) {
    return text->required && text->initial.empty() ? "required" : Quoted(text->initial);
  }
  if (const auto* number = std::get_if<NumberSetting>(&setting.kind)) {
    return std::to_string(number->initial);
  }
  return std::get<SwitchSetting>(setting.kind).initial ? "true" : "false";
}

}  // namespace

std::span<const Setting> Settings() {
  return kSettings;
}

const Setting* FindSetting(std::string_view key) {
  for (const Setting& setting : kSettings) {
    if (setting.key == key) {
      return &setting;
    }
  }
  return nullptr;
}

std::string DescribeKind(const Setting& setting) {
  if (const auto* number = std::get_if<NumberSetting>(&setting.kind)) {
    return "a whole number from " + std::to_string(number->min) + " to " +
           std::to_string(number->max);
  }
  if (std::holds_alternative<SwitchSetting>(setting.kind)) {
    return "true or false";
  }
  switch (std::get<TextSetting>(setting.kind).form) {
    case TextForm::kAny:
      return "a text";
    case TextForm::kIdentifier:
      return "a name of 1 to 64 of A-Z a-z 0-9 . _ : -";
    case TextForm::kPath:
      return "a path";
    case TextForm::kAddress:
      return "an address \"host:port\"";
    case TextForm::kLogLevel:
      return "\"debug\", \"info\", \"warn\" or \"error\"";
  }
  return {};
}

std::string CheckText(TextForm form, std::string_view text) {
  switch (form) {
    case TextForm::kAny:
      return {};
    case TextForm::kIdentifier:
      return IsIdentifier(text) ? "" : "is not a name of 1 to 64 of A-Z a-z 0-9 . _ : -";
    case TextForm::kPath:
      return text.find('\0') == std::string_view::npos ? "" : "holds a zero byte";
    case TextForm::kAddress:
      return CheckAddress(text);
    case TextForm::kLogLevel:
      return ParseLogLevel(text) ? "" : "is not debug, info, warn or error";
  }
  return {};
}

std::string Quoted(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) {
      quoted += "\\u00" + ToHex(ByteView(&c, 1));
      continue;
    }
    if (c == '"' || c == '\\') {
      quoted.push_back('\\');
    }
    quoted.push_back(c);
  }
  return quoted + "\"";
}

std::string EnvironmentName(std::string_view key) {
  std::string name = "HENG_";
  for (const char c : key) {
    name.push_back(c == '.' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
  }
  return name;
}

std::string ValueText(const Setting& setting, const Config& config) {
  Config copy = config;  // the accessors give writable references
  if (const auto* text = std::get_if<TextSetting>(&setting.kind)) {
    return Quoted(text->of(copy));
  }
  if (const auto* number = std::get_if<NumberSetting>(&setting.kind)) {
    return std::to_string(number->of(copy));
  }
  return std::get<SwitchSetting>(setting.kind).of(copy) ? "true" : "false";
}

std::string ReferencePage() {
  std::string page = "| key | value | default | what it is for |\n|---|---|---|---|\n";
  for (const Setting& setting : kSettings) {
    page += "| `" + std::string(setting.key) + "` | " + DescribeKind(setting) + " | " +
            InitialText(setting) + " | " + std::string(setting.help) + " |\n";
  }
  return page;
}

}  // namespace heng::node
