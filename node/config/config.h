// SPDX-License-Identifier: Apache-2.0
// What an operator may set on one node. Nothing here is secret, and nothing here can change what
// the ledger decides: what all nodes must agree on is in genesis or on the ledger.
// Every setting has one line in schema.cc; load.h reads them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace heng::node {

struct Config {
  struct Node {
    std::string name;
    std::string data_dir;
    std::string genesis_file;
  };
  struct Keys {
    std::string dir;
    std::string passphrase_file;  // empty: --passphrase-fd is needed
  };
  struct Tls {
    std::string peer_certificate_file;
    std::string peer_authority_file;
    std::string client_certificate_file;
    std::string client_authority_file;
  };
  struct Listen {
    std::string peer;
    std::string client;
    std::string operators;
    std::string metrics;
  };
  struct PeerEntry {
    std::string name;
    std::string address;
  };
  struct LogSettings {
    std::string level;
    std::string dir;
    bool to_stderr = true;
    std::uint64_t total_size_mib = 0;
  };
  struct Limits {
    std::uint64_t peer_message_mib = 0;
    std::uint64_t peer_queue_mib = 0;
    std::uint64_t peer_held_mib = 0;
    std::uint64_t peer_receive_mib_per_s = 0;
    std::uint64_t client_message_mib = 0;
    std::uint64_t client_streams = 0;
    std::uint64_t caller_calls_per_s = 0;
    std::uint64_t caller_transactions_per_s = 0;
    std::uint64_t caller_submit_mib_per_s = 0;
    std::uint64_t caller_streams = 0;
    std::uint64_t node_streams = 0;
    std::uint64_t stream_stalled_s = 0;
    std::uint64_t mempool_mib = 0;
    std::uint64_t mempool_transactions = 0;
  };
  struct Storage {
    std::uint64_t block_cache_mib = 0;
    std::uint64_t write_buffer_mib = 0;
    std::uint64_t scrub_percent = 0;
  };
  struct Disk {
    std::uint64_t low_mib = 0;
    std::uint64_t refuse_mib = 0;
    std::uint64_t stop_mib = 0;
    std::uint64_t ballast_mib = 0;
  };
  // Only for networks on which nothing is at stake; all off by default.
  struct Dev {
    bool movable_clock = false;
  };

  Node node;
  Keys keys;
  Tls tls;
  Listen listen;
  std::vector<PeerEntry> peers;
  LogSettings log;
  Limits limits;
  Storage storage;
  Disk disk;
  Dev dev;
};

}  // namespace heng::node
