// SPDX-License-Identifier: Apache-2.0
#include "node/catch_up_progress.h"

namespace heng::node {
namespace {

constexpr std::uint64_t kPaceOverMs = 10'000;
constexpr std::uint64_t kBetweenMarksMs = 250;

}  // namespace

std::string Sentence(const CatchUpView& view) {
  std::string text = "catching up: block " + std::to_string(view.height.value()) + " of at most " +
                     std::to_string(view.target_max.value());
  if (view.seconds_left) {
    text += ", " + std::to_string(view.blocks_per_s) + " blocks/s, " +
            std::to_string(*view.seconds_left) + " s left";
  }
  return text;
}

CatchUpProgress::Change CatchUpProgress::Note(Height height,
                                              std::uint64_t behind,
                                              std::uint64_t uptime_ms) {
  if (!under_way_ && behind < kBeginsAt) {
    return Change::kNone;
  }
  const bool begins = !under_way_;
  if (begins) {
    under_way_ = true;
    began_at_ = height;
    began_ms_ = uptime_ms;
    marks_.clear();
  }
  height_ = height;
  behind_ = behind;
  now_ms_ = uptime_ms;
  if (marks_.empty() || uptime_ms >= marks_.back().uptime_ms + kBetweenMarksMs) {
    marks_.push_back({.uptime_ms = uptime_ms, .height = height});
  }
  while (marks_.size() > 1 && marks_.front().uptime_ms + kPaceOverMs < uptime_ms) {
    marks_.pop_front();
  }
  if (behind < kEndsBelow) {
    under_way_ = false;
    return begins ? Change::kNone : Change::kEnded;
  }
  return begins ? Change::kBegan : Change::kNone;
}

std::optional<CatchUpView> CatchUpProgress::view() const {
  if (!under_way_) {
    return std::nullopt;
  }
  CatchUpView view{.height = height_,
                   .target_max = Height(height_.value() + behind_),
                   .blocks_per_s = 0,
                   .seconds_left = std::nullopt};
  const Mark& since = marks_.front();
  const std::uint64_t elapsed_ms = now_ms_ - since.uptime_ms;
  const std::uint64_t done = height_.value() - since.height.value();
  if (elapsed_ms > 0 && done > 0) {
    view.blocks_per_s = done * 1'000 / elapsed_ms;
    view.seconds_left = (behind_ * elapsed_ms / done + 999) / 1'000;
  }
  return view;
}

}  // namespace heng::node
