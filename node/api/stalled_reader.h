// SPDX-License-Identifier: Apache-2.0
// Ends a stream whose client does not take what it is sent: one message under way for longer than
// the limit. Its memory was bounded anyway; its place among the streams is for others.
#pragma once

#include <grpcpp/server_context.h>

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>

#include "node/api/commit_feed.h"

namespace heng::node {

class StalledReader {
 public:
  // `feed` outlives every stream. `context` is that of the stream, which owns this.
  StalledReader(CommitFeed& feed,
                grpc::CallbackServerContext& context,
                std::chrono::milliseconds limit);
  // The stream's context is not touched any more when this returns.
  ~StalledReader();
  StalledReader(const StalledReader&) = delete;
  StalledReader& operator=(const StalledReader&) = delete;

  void WriteBegan();
  void WriteDone();

 private:
  struct Watch {
    std::mutex mutex;
    grpc::CallbackServerContext* context = nullptr;                      // guarded by mutex
    std::optional<std::chrono::steady_clock::time_point> writing_since;  // guarded by mutex
    std::uint64_t waiter = 0;                                            // guarded by mutex
  };

  static void LookLater(CommitFeed& feed,
                        const std::shared_ptr<Watch>& watch,
                        std::chrono::milliseconds limit);

  CommitFeed& feed_;
  const std::shared_ptr<Watch> watch_ = std::make_shared<Watch>();
};

}  // namespace heng::node
