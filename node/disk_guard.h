// SPDX-License-Identifier: Apache-2.0
// What a node does when its disk fills up: the decision alone, from numbers. Reading the numbers
// and acting on the decision is disk_watch.h.
//
// The room counts as if the ballast were whole, so that giving the ballast up, which frees space
// for what is under way and for the operator, does not look like space that has come back.
#pragma once

#include <cstdint>
#include <string>

#include "node/config/config.h"
#include "node/driver/ports.h"

namespace heng::node {

// Below so many bytes of room each stage begins. stop < refuse < low.
struct DiskMarks {
  std::uint64_t low = 0;
  std::uint64_t refuse = 0;
  std::uint64_t stop = 0;
  std::uint64_t ballast = 0;  // size of the ballast file; 0: there is none
};

[[nodiscard]] DiskMarks MarksOf(const Config& config);

struct DiskReading {
  std::uint64_t free_bytes = 0;     // to a process without privileges
  std::uint64_t free_files = 0;     // how many more files the file system can name
  std::uint64_t ballast_bytes = 0;  // that the ballast file holds
};

// A file system that cannot name another file is full, whatever room it has.
inline constexpr std::uint64_t kFreeFilesMin = 256;

// The free bytes less what the ballast lacks.
[[nodiscard]] std::uint64_t RoomOf(const DiskReading& reading, const DiskMarks& marks);

// A stage ends only when a quarter more than its mark is free, so that it does not flicker.
[[nodiscard]] DiskStage JudgeDisk(DiskStage before,
                                  const DiskReading& reading,
                                  const DiskMarks& marks);

// Why clients are refused or nothing is written; what to do; empty for the other stages.
[[nodiscard]] std::string DiskSentence(DiskStage stage,
                                       std::uint64_t room,
                                       const DiskMarks& marks,
                                       const std::string& directory);

}  // namespace heng::node
