// SPDX-License-Identifier: Apache-2.0
#include "node/disk_guard.h"

namespace heng::node {
namespace {

constexpr std::uint64_t kMib = 1 << 20;

std::string Mib(std::uint64_t bytes) {
  return std::to_string(bytes / kMib) + " MiB";
}

std::uint64_t EndOf(std::uint64_t mark) {
  return mark + mark / 4;
}

}  // namespace

DiskMarks MarksOf(const Config& config) {
  return {.low = config.disk.low_mib * kMib,
          .refuse = config.disk.refuse_mib * kMib,
          .stop = config.disk.stop_mib * kMib,
          .ballast = config.disk.ballast_mib * kMib};
}

std::uint64_t RoomOf(const DiskReading& reading, const DiskMarks& marks) {
  const std::uint64_t lacking =
      reading.ballast_bytes < marks.ballast ? marks.ballast - reading.ballast_bytes : 0;
  return reading.free_bytes > lacking ? reading.free_bytes - lacking : 0;
}

DiskStage JudgeDisk(DiskStage before, const DiskReading& reading, const DiskMarks& marks) {
  if (reading.free_files < kFreeFilesMin) {
    return DiskStage::kStop;
  }
  const std::uint64_t room = RoomOf(reading, marks);
  const auto lasts = [&](DiskStage stage, std::uint64_t mark) {
    return room < mark || (before >= stage && room < EndOf(mark));
  };
  if (lasts(DiskStage::kStop, marks.stop)) {
    return DiskStage::kStop;
  }
  if (lasts(DiskStage::kRefuse, marks.refuse)) {
    return DiskStage::kRefuse;
  }
  return lasts(DiskStage::kLow, marks.low) ? DiskStage::kLow : DiskStage::kPlenty;
}

std::string DiskSentence(DiskStage stage,
                         std::uint64_t room,
                         const DiskMarks& marks,
                         const std::string& directory) {
  const std::string place = "the disk of " + directory + " has " + Mib(room) + " left, ";
  switch (stage) {
    case DiskStage::kPlenty:
    case DiskStage::kLow:
      return {};
    case DiskStage::kRefuse:
      return place + "and takes no new transactions until " + Mib(EndOf(marks.refuse)) +
             " are free; free space, and it goes on by itself";
    case DiskStage::kStop:
      return place + "so this node writes nothing and does not vote until " +
             Mib(EndOf(marks.stop)) + " are free; free space, and it goes on by itself";
  }
  return {};
}

}  // namespace heng::node
