// SPDX-License-Identifier: Apache-2.0
#include "node/api/stalled_reader.h"

#include <limits>

namespace heng::node {
namespace {

using Clock = std::chrono::steady_clock;

}  // namespace

StalledReader::StalledReader(CommitFeed& feed,
                             grpc::CallbackServerContext& context,
                             std::chrono::milliseconds limit)
    : feed_(feed) {
  watch_->context = &context;
  LookLater(feed, watch_, limit);
}

StalledReader::~StalledReader() {
  std::uint64_t waiter = 0;
  {
    const std::lock_guard lock(watch_->mutex);
    watch_->context = nullptr;
    waiter = watch_->waiter;
  }
  // One that is on its way meets a stream that is gone.
  feed_.Cancel(waiter);
}

void StalledReader::WriteBegan() {
  const std::lock_guard lock(watch_->mutex);
  watch_->writing_since = Clock::now();
}

void StalledReader::WriteDone() {
  const std::lock_guard lock(watch_->mutex);
  watch_->writing_since.reset();
}

// A stream is looked at twice a limit, and so ended after one limit and a half at most.
void StalledReader::LookLater(CommitFeed& feed,
                              const std::shared_ptr<Watch>& watch,
                              std::chrono::milliseconds limit) {
  const std::uint64_t waiter =
      feed.Await(Height(std::numeric_limits<std::uint64_t>::max()),
                 Clock::now() + limit / 2,
                 [&feed, watch, limit](CommitFeed::Wake wake) {
                   {
                     const std::lock_guard lock(watch->mutex);
                     if (wake == CommitFeed::Wake::kStopped || watch->context == nullptr) {
                       return;
                     }
                     if (watch->writing_since && Clock::now() - *watch->writing_since >= limit) {
                       watch->context->TryCancel();
                       return;
                     }
                   }
                   LookLater(feed, watch, limit);
                 });
  const std::lock_guard lock(watch->mutex);
  watch->waiter = waiter;
}

}  // namespace heng::node
