// SPDX-License-Identifier: Apache-2.0
#include "cli/scenario/suggest.h"

#include <algorithm>
#include <utility>

namespace heng::cli::scenario {
namespace {

constexpr std::size_t kWordMax = 64;
constexpr std::size_t kListedMax = 20;

// Edits (insert, delete, replace) that make `a` into `b`.
std::size_t Distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) {
    row[j] = j;
  }
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string Suggest(std::string_view word, const std::vector<std::string>& candidates) {
  const std::string* nearest = nullptr;
  std::size_t best = std::max<std::size_t>(2, word.size() / 3) + 1;
  for (const std::string& candidate : candidates) {
    if (word.size() > kWordMax || candidate.size() > kWordMax) {
      continue;
    }
    if (const std::size_t distance = Distance(word, candidate); distance < best) {
      best = distance;
      nearest = &candidate;
    }
  }
  if (nearest != nullptr) {
    return "; did you mean '" + *nearest + "'?";
  }
  if (candidates.empty() || candidates.size() > kListedMax) {
    return {};
  }
  std::string text = candidates.size() == 1 ? "; there is " : "; there are ";
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    text += i == 0 ? "" : i + 1 == candidates.size() ? " and " : ", ";
    text += candidates[i];
  }
  return text;
}

}  // namespace heng::cli::scenario
