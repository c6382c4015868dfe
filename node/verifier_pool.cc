// SPDX-License-Identifier: Apache-2.0
#include "node/verifier_pool.h"

#include <pthread.h>

#include <utility>

namespace heng::node {

VerifierPool::VerifierPool(ChainId chain_id, std::size_t threads, Done done)
    : chain_id_(std::move(chain_id)), done_(std::move(done)) {
  for (std::size_t i = 0; i < threads; ++i) {
    threads_.emplace_back([this] {
      pthread_setname_np(pthread_self(), "heng-verify");
      Run();
    });
  }
}

VerifierPool::~VerifierPool() {
  Stop();
}

void VerifierPool::Verify(std::vector<Bytes> transactions) {
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(std::move(transactions));
  }
  wake_.notify_one();
}

void VerifierPool::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) {
      thread.join();
    }
  }
}

void VerifierPool::Run() {
  while (true) {
    std::vector<Bytes> batch;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
      if (stopping_) {
        return;
      }
      batch = std::move(queue_.front());
      queue_.pop_front();
    }
    std::vector<Verdict> verdicts;
    for (const Bytes& bytes : batch) {
      Verdict verdict{.digest = DigestOf(bytes), .transaction = TransactionPtr{}};
      auto verified = VerifyTransaction(chain_id_, bytes);
      if (verified) {
        verdict.transaction = std::make_shared<const VerifiedTransaction>(*std::move(verified));
      } else {
        verdict.transaction = std::unexpected(verified.error());
      }
      verdicts.push_back(std::move(verdict));
    }
    done_(std::move(verdicts));
  }
}

}  // namespace heng::node
