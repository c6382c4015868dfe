// SPDX-License-Identifier: Apache-2.0
#include "node/driver/payload_log.h"

namespace heng::node {
namespace {

constexpr std::uint64_t kLengthBytes = 8;
// A block of kBlockBytesMax with the framing of its transactions, generously.
constexpr std::uint64_t kRecordBytesMax = 2 * kBlockBytesMax;

}  // namespace

PayloadLog::PayloadLog(storage::Directory& directory,
                       std::string name,
                       std::unique_ptr<storage::File> file)
    : directory_(&directory), name_(std::move(name)), file_(std::move(file)) {}

Result<PayloadLog, Status> PayloadLog::Open(storage::Directory& directory, std::string name) {
  std::unique_ptr<storage::File> file;
  if (directory.Exists(name)) {
    HENG_TRY(file, directory.Open(name));
  } else {
    HENG_TRY(file, directory.Create(name));
    HENG_CHECK_OK(directory.Sync());
  }
  PayloadLog log(directory, std::move(name), std::move(file));
  HENG_CHECK_OK(log.Scan());
  return log;
}

// A record that is damaged within its length hides only itself.
Result<void, Status> PayloadLog::Scan() {
  const std::uint64_t end = file_->Size();
  std::uint64_t damaged = 0;  // records since the last whole one
  std::uint64_t next = 0;
  while (next + kLengthBytes <= end) {
    HENG_TRY(const Bytes frame, file_->Read(next, kLengthBytes));
    if (frame.size() != kLengthBytes) {
      break;
    }
    const std::uint64_t length = ReadBe64(frame);
    if (length == 0 || length > kRecordBytesMax || length > end - next - kLengthBytes) {
      break;
    }
    const Place place{.offset = next + kLengthBytes, .size = length};
    next = place.offset + length;
    HENG_TRY(const Bytes bytes, file_->Read(place.offset, length));
    const auto record = Decode<PayloadRecord>(bytes);
    if (!record) {
      ++damaged;
      continue;
    }
    Forget(record->pid);
    live_.emplace(record->pid, place);
    live_bytes_ += length;
    if (damaged != 0 && passed_over_ == 0) {
      first_passed_over_ = size_;
    }
    passed_over_ += std::exchange(damaged, 0);
    size_ = next;
  }
  if (size_ < end) {
    bytes_cut_ = end - size_;
    HENG_CHECK_OK(file_->Truncate(size_));
  }
  return {};
}

std::optional<std::string> PayloadLog::Damage() const {
  std::string found;
  if (passed_over_ != 0) {
    found = "has " + std::to_string(passed_over_) + " damaged record(s), the first at byte " +
            std::to_string(first_passed_over_);
  }
  if (bytes_cut_ != 0) {
    found += (found.empty() ? "ended in " : ", and ended in ") + std::to_string(bytes_cut_) +
             " bytes from byte " + std::to_string(size_) +
             " on that are no record: a torn end, or a damaged record";
  }
  if (found.empty()) {
    return std::nullopt;
  }
  return "the payload log '" + name_ + "' " + found;
}

Result<std::optional<std::vector<Bytes>>, Status> PayloadLog::Read(const ProposalId& pid) const {
  const auto found = live_.find(pid);
  if (found == live_.end()) {
    return std::nullopt;
  }
  HENG_TRY(const Bytes bytes, file_->Read(found->second.offset, found->second.size));
  auto record = Decode<PayloadRecord>(bytes);
  if (!record || record->pid != pid) {
    return Fail(StatusCode::kCorrupt,
                "the payload log '" + name_ + "' at byte " + std::to_string(found->second.offset) +
                    " should hold the body of proposal " + pid.hex() + " and holds " +
                    (record ? "that of proposal " + record->pid.hex() : "no body"));
  }
  return std::move(record->transactions);
}

Result<void, Status> PayloadLog::Append(const PayloadRecord& record) {
  if (Contains(record.pid)) {
    return {};
  }
  const Bytes body = Encode(record);
  Bytes frame;
  frame.reserve(kLengthBytes + body.size());
  AppendBe64(frame, body.size());
  frame.append(body);
  HENG_CHECK_OK(file_->Write(size_, frame));
  live_.emplace(record.pid, Place{.offset = size_ + kLengthBytes, .size = body.size()});
  live_bytes_ += body.size();
  size_ += frame.size();
  dirty_ = true;
  return {};
}

Result<void, Status> PayloadLog::Sync() {
  if (dirty_) {
    HENG_CHECK_OK(file_->Sync());
    dirty_ = false;
  }
  return {};
}

void PayloadLog::Forget(const ProposalId& pid) {
  if (const auto found = live_.find(pid); found != live_.end()) {
    live_bytes_ -= found->second.size;
    live_.erase(found);
  }
}

void PayloadLog::KeepOnly(const std::set<ProposalId>& pids) {
  std::vector<ProposalId> dead;
  for (const auto& [pid, place] : live_) {
    if (!pids.contains(pid)) {
      dead.push_back(pid);
    }
  }
  for (const ProposalId& pid : dead) {
    Forget(pid);
  }
}

Result<void, Status> PayloadLog::RewriteIfSparse(std::uint64_t size_min) {
  if (size_ < size_min || live_bytes_ > size_ / 2) {
    return {};
  }
  const std::string temporary = name_ + ".new";
  HENG_TRY(auto file, directory_->Create(temporary));
  PayloadLog fresh(*directory_, name_, std::move(file));
  for (const auto& [pid, place] : live_) {
    auto transactions = Read(pid);
    if (!transactions && transactions.error().code != StatusCode::kCorrupt) {
      return std::unexpected(std::move(transactions).error());
    }
    if (transactions && *transactions) {
      HENG_CHECK_OK(fresh.Append({.pid = pid, .transactions = **std::move(transactions)}));
    }
  }
  fresh.dirty_ = true;
  HENG_CHECK_OK(fresh.Sync());
  HENG_CHECK_OK(directory_->Rename(temporary, name_));
  HENG_CHECK_OK(directory_->Sync());
  *this = std::move(fresh);
  return {};
}

}  // namespace heng::node
