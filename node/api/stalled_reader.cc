// SPDX-License-Identifier: Apache-2.0
#include "node/api/stalled_reader.h"

#include <limits>

namespace heng::node {
namespace {

using Clock = std::chrono::steady_clock;

}  // namespace

StalledReader::StalledReader(CommitFeed& feed,
                             grpc::CallbackServerContext& context,
                             std::chrono::milliseconds limit) {
  watch_->context = &context;
  LookLater(feed, watch_, limit);
}

StalledReader::~StalledReader() {
  const std::lock_guard lock(watch_->mutex);
  watch_->context = nullptr;
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
}

}  // namespace heng::node
