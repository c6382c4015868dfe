// SPDX-License-Identifier: Apache-2.0
#include "node/config/suggest.h"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace heng::node {
namespace {

// A longer word is not a slip of the keyboard.
constexpr std::size_t kLengthMax = 128;

// How many letters must be changed, added, left out or swapped with their neighbour.
std::size_t Distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> above(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::swap(before, above);
    std::swap(above, row);
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      row[j + 1] = std::min({above[j] + (a[i] == b[j] ? 0 : 1), above[j + 1] + 1, row[j] + 1});
      if (i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j]) {
        row[j + 1] = std::min(row[j + 1], before[j - 1] + 1);
      }
    }
  }
  return row.back();
}

std::string_view LastPart(std::string_view key) {
  const auto dot = key.rfind('.');
  return dot == std::string_view::npos ? key : key.substr(dot + 1);
}

}  // namespace

std::string Suggest(std::string_view key, std::span<const std::string_view> known) {
  if (key.size() > kLengthMax) {
    return {};
  }
  std::string_view nearest;
  std::size_t best = std::max<std::size_t>(key.size() / 3, 1) + 1;
  for (const std::string_view candidate : known) {
    const std::size_t whole = Distance(key, candidate);
    // The right word in the wrong table counts as one mistake more than in the right one.
    const std::size_t last = Distance(LastPart(key), LastPart(candidate)) + 1;
    const bool last_is_near = last <= LastPart(key).size() / 3 + 1;
    const std::size_t distance = last_is_near ? std::min(whole, last) : whole;
    if (distance < best) {
      best = distance;
      nearest = candidate;
    }
  }
  return std::string(nearest);
}

}  // namespace heng::node
