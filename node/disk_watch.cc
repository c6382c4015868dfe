// SPDX-License-Identifier: Apache-2.0
#include "node/disk_watch.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <limits>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "node/log/log.h"

namespace heng::node {
namespace {

constexpr auto kLookEvery = std::chrono::milliseconds(250);
// The driver asks before every step; a disk does not fill in less.
constexpr std::uint64_t kReadingAgeMaxMs = 2;
constexpr std::size_t kZerosBytes = 1 << 20;

std::uint64_t UptimeMs() {
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(
                                        std::chrono::steady_clock::now().time_since_epoch())
                                        .count());
}

std::string Reason(int error) {
  return std::generic_category().message(error);
}

// Nothing when the file system does not say.
std::optional<DiskReading> Read(const std::string& directory, const std::string& ballast) {
  struct statvfs space{};
  if (::statvfs(directory.c_str(), &space) != 0) {
    return std::nullopt;
  }
  DiskReading reading;
  reading.free_bytes = std::uint64_t{space.f_bavail} * space.f_frsize;
  // Some file systems make room for names as they go, and say 0 of 0.
  reading.free_files =
      space.f_files == 0 ? std::numeric_limits<std::uint64_t>::max() : space.f_favail;
  struct stat file{};
  if (::stat(ballast.c_str(), &file) == 0) {
    reading.ballast_bytes = static_cast<std::uint64_t>(file.st_size);
  }
  return reading;
}

// 0, or what the system says is wrong.
int Fill(int descriptor, std::uint64_t size) {
  if (::fallocate(descriptor, 0, 0, static_cast<off_t>(size)) == 0) {
    return 0;
  }
  if (errno != EOPNOTSUPP && errno != ENOSYS) {
    return errno;
  }
  const std::string zeros(kZerosBytes, '\0');
  for (std::uint64_t at = 0; at < size; at += zeros.size()) {
    const std::size_t part = std::min<std::uint64_t>(zeros.size(), size - at);
    if (::pwrite(descriptor, zeros.data(), part, static_cast<off_t>(at)) !=
        static_cast<ssize_t>(part)) {
      return errno == 0 ? ENOSPC : errno;
    }
  }
  return 0;
}

}  // namespace

Result<std::unique_ptr<DiskWatch>, Status> DiskWatch::Open(std::string directory,
                                                           const DiskMarks& marks,
                                                           std::uint64_t opening_bytes,
                                                           Log& log,
                                                           Metrics& metrics) {
  std::unique_ptr<DiskWatch> watch(new DiskWatch(std::move(directory), marks, log, metrics));
  auto reading = Read(watch->directory_, watch->ballast_);
  if (!reading) {
    return Fail(StatusCode::kIo,
                "asking for the free space of " + watch->directory_ + " failed: " + Reason(errno));
  }
  watch->stage_ = JudgeDisk(DiskStage::kPlenty, *reading, marks);
  if (watch->stage_ == DiskStage::kStop) {
    watch->GiveUpBallast();
    reading = Read(watch->directory_, watch->ballast_).value_or(*reading);
    if (reading->free_bytes < opening_bytes || reading->free_files < kFreeFilesMin) {
      return Fail(StatusCode::kUnavailable,
                  "the disk of " + watch->directory_ + " is full: opening the database may need " +
                      std::to_string(opening_bytes >> 20) + " MiB and " +
                      std::to_string(kFreeFilesMin) + " files, and " +
                      std::to_string(reading->free_bytes >> 20) + " MiB and " +
                      std::to_string(reading->free_files) +
                      " files are free; free space, then start again. Never remove files of the "
                      "node itself");
    }
  } else {
    watch->MakeBallast(reading->ballast_bytes);
  }
  watch->last_ = Read(watch->directory_, watch->ballast_).value_or(*reading);
  return watch;
}

DiskWatch::DiskWatch(std::string directory, const DiskMarks& marks, Log& log, Metrics& metrics)
    : directory_(std::move(directory)),
      ballast_(directory_ + "/" + kBallastName),
      marks_(marks),
      log_(log),
      room_gauge_(metrics.AddGauge("heng_disk_room_bytes",
                                   "Free bytes of the data directory's file system, less what the "
                                   "ballast file lacks.")),
      stage_gauge_(metrics.AddGauge(
          "heng_disk_stage_count",
          "0 plenty, 1 low, 2 clients are refused, 3 nothing is written and no vote is cast.")) {}

DiskWatch::~DiskWatch() {
  Stop();
}

DiskReading DiskWatch::ReadLocked() {
  // A file system that stops answering keeps its last word: what it holds up ends elsewhere.
  last_ = Read(directory_, ballast_).value_or(last_);
  read_at_ms_ = UptimeMs();
  return last_;
}

DiskStage DiskWatch::Stage() {
  const std::scoped_lock lock(mutex_);
  if (UptimeMs() - read_at_ms_ >= kReadingAgeMaxMs) {
    const DiskStage judged = JudgeDisk(stage_, ReadLocked(), marks_);
    if (judged > stage_) {
      stage_ = judged;
      wake_.notify_one();
    }
  }
  return stage_;
}

std::string DiskWatch::Complaint() {
  const DiskStage stage = Stage();
  const std::scoped_lock lock(mutex_);
  return DiskSentence(stage, RoomOf(last_, marks_), marks_, directory_);
}

void DiskWatch::Run(std::function<void(bool)> quiet, std::function<void(std::uint64_t)> room) {
  quiet_ = std::move(quiet);
  room_ = std::move(room);
  thread_ = std::thread([this] { Loop(); });
}

void DiskWatch::Stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) {
    thread_.join();
  }
}

void DiskWatch::Loop() {
  while (true) {
    Act();
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, kLookEvery, [this] { return stopping_ || stage_ > told_; });
    if (stopping_) {
      return;
    }
  }
}

void DiskWatch::Act() {
  std::unique_lock lock(mutex_);
  const DiskStage before = stage_;
  const DiskReading reading = ReadLocked();
  const DiskStage judged = JudgeDisk(before, reading, marks_);
  stage_ = std::max(before, judged);
  lock.unlock();
  room_(RoomOf(reading, marks_));
  if (judged == DiskStage::kStop) {
    // The ballast first: what runs in the background may need its room to end.
    GiveUpBallast();
    Announce(judged, RoomOf(reading, marks_));
    if (!quieted_) {
      quieted_ = true;
      quiet_(true);
    }
    return;
  }
  if (!MakeBallast(reading.ballast_bytes) && before == DiskStage::kStop) {
    return;
  }
  if (std::exchange(quieted_, false)) {
    quiet_(false);
  }
  lock.lock();
  stage_ = JudgeDisk(before, ReadLocked(), marks_);
  const DiskStage stage = stage_;
  const std::uint64_t room = RoomOf(last_, marks_);
  lock.unlock();
  if (stage != DiskStage::kStop) {
    Announce(stage, room);
  }
}

void DiskWatch::Announce(DiskStage stage, std::uint64_t room) {
  room_gauge_.Set(room);
  stage_gauge_.Set(static_cast<std::uint64_t>(stage));
  DiskStage told{};
  {
    const std::scoped_lock lock(mutex_);
    told = std::exchange(told_, stage);
  }
  if (stage == told) {
    return;
  }
  if (stage < told) {
    log_.Info("disk.better",
              "space has come back",
              {{"room_bytes", room}, {"stage", static_cast<std::uint64_t>(stage)}});
    return;
  }
  switch (stage) {
    case DiskStage::kPlenty:
      break;
    case DiskStage::kLow:
      log_.Warn("disk.low",
                "the disk is filling up; free space before clients are refused",
                {{"room_bytes", room}});
      break;
    case DiskStage::kRefuse:
      log_.Error(
          "disk.refusing", DiskSentence(stage, room, marks_, directory_), {{"room_bytes", room}});
      break;
    case DiskStage::kStop:
      log_.Error(
          "disk.stopped", DiskSentence(stage, room, marks_, directory_), {{"room_bytes", room}});
      break;
  }
}

// False when the disk had no room for it.
bool DiskWatch::MakeBallast(std::uint64_t holds) {
  if (holds == marks_.ballast) {
    return true;
  }
  if (marks_.ballast == 0) {
    GiveUpBallast();
    return true;
  }
  const int descriptor = ::open(ballast_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  int error = descriptor < 0 ? errno : 0;
  if (error == 0) {
    error = holds > marks_.ballast
                ? (::ftruncate(descriptor, static_cast<off_t>(marks_.ballast)) == 0 ? 0 : errno)
                : Fill(descriptor, marks_.ballast);
    ::close(descriptor);
  }
  if (error == 0) {
    ballast_complained_ = false;
    log_.Info("disk.ballast_made", "the ballast file is whole", {{"bytes", marks_.ballast}});
    return true;
  }
  // Half a ballast would only take away the room that the node has.
  GiveUpBallast();
  if (!std::exchange(ballast_complained_, true)) {
    log_.Warn("disk.ballast_failed",
              "the ballast file " + ballast_ + " cannot be made: " + Reason(error),
              {{"bytes", marks_.ballast}});
  }
  return error != ENOSPC;
}

void DiskWatch::GiveUpBallast() {
  if (::unlink(ballast_.c_str()) == 0) {
    log_.Warn("disk.ballast_released",
              "the ballast file was removed: its room is for what is under way",
              {{"bytes", marks_.ballast}});
  }
}

}  // namespace heng::node
