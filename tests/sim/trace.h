// SPDX-License-Identifier: Apache-2.0
// What happened in a run, in order: a running hash of everything, so that two runs of one seed can
// be compared, and the lines for a person to read when they are wanted.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>

#include "consensus/message.h"
#include "core/bytes.h"

namespace heng::sim {

class Trace {
 public:
  explicit Trace(bool verbose) : verbose_(verbose) {}

  [[nodiscard]] bool verbose() const { return verbose_; }
  [[nodiscard]] std::uint64_t hash() const { return hash_; }
  [[nodiscard]] std::uint64_t events() const { return events_; }

  // An event that every run of the seed must repeat.
  void Add(std::uint64_t now_us, std::uint64_t node, std::uint64_t kind, ByteView bytes) {
    ++events_;
    Mix(now_us);
    Mix(node);
    Mix(kind);
    for (const char c : bytes) {
      hash_ = (hash_ ^ static_cast<unsigned char>(c)) * kPrime;
    }
  }

  void Say(std::uint64_t now_us, const std::string& line) const {
    if (verbose_) {
      std::printf("%9.3f ms  %s\n", static_cast<double>(now_us) / 1000.0, line.c_str());
    }
  }

 private:
  static constexpr std::uint64_t kPrime = 0x100000001b3ULL;  // FNV-1a

  void Mix(std::uint64_t value) {
    for (int i = 0; i < 8; ++i) {
      hash_ = (hash_ ^ (value & 0xff)) * kPrime;
      value >>= 8;
    }
  }

  bool verbose_;
  std::uint64_t hash_ = 0xcbf29ce484222325ULL;
  std::uint64_t events_ = 0;
};

// One line: "NOTARIZE view 7 of 3f2a".
[[nodiscard]] std::string Describe(const consensus::Message& message);
[[nodiscard]] std::string Describe(const consensus::VoteContent& content);

}  // namespace heng::sim
