// SPDX-License-Identifier: Apache-2.0
#include "node/metrics/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <array>

#include "core/check.h"

namespace heng::node {
namespace {

constexpr std::array<std::string_view, 5> kUnits = {"seconds", "bytes", "ratio", "count", "info"};
constexpr std::string_view kTotal = "_total";

}  // namespace

bool IsMetricName(std::string_view name, bool counter) {
  const bool characters = std::ranges::all_of(
      name, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
  if (!characters || !name.starts_with("heng_") || name.ends_with(kTotal) != counter) {
    return false;
  }
  if (std::ranges::count(name, '_') < 3) {
    return false;  // heng, area, what and unit
  }
  // A counter counts the thing that it names: _votes_total; a measured unit goes before _total.
  return counter || std::ranges::any_of(kUnits, [&](std::string_view unit) {
           return name.ends_with("_" + std::string(unit));
         });
}

void Counter::Add(std::uint64_t n) {
  counter_->Increment(static_cast<double>(n));
}
std::uint64_t Counter::value() const {
  return static_cast<std::uint64_t>(counter_->Value());
}

void Gauge::Set(double value) {
  gauge_->Set(value);
}
void Gauge::Add(double delta) {
  gauge_->Increment(delta);
}
double Gauge::value() const {
  return gauge_->Value();
}

void Histogram::Observe(double value) {
  histogram_->Observe(value);
}

std::vector<double> SecondsBuckets() {
  return {0.0001,
          0.00025,
          0.0005,
          0.001,
          0.0025,
          0.005,
          0.01,
          0.025,
          0.05,
          0.1,
          0.25,
          0.5,
          1,
          2.5,
          5,
          10};
}

std::vector<double> BytesBuckets() {
  return {256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216};
}

Metrics::Metrics() : registry_(std::make_unique<prometheus::Registry>()) {}
Metrics::~Metrics() = default;

Counter Metrics::AddCounter(std::string_view name, std::string_view help, const Labels& labels) {
  HENG_ASSERT(IsMetricName(name, true));
  return Counter(prometheus::BuildCounter()
                     .Name(std::string(name))
                     .Help(std::string(help))
                     .Register(*registry_)
                     .Add(labels));
}

Gauge Metrics::AddGauge(std::string_view name, std::string_view help, const Labels& labels) {
  HENG_ASSERT(IsMetricName(name, false));
  return Gauge(prometheus::BuildGauge()
                   .Name(std::string(name))
                   .Help(std::string(help))
                   .Register(*registry_)
                   .Add(labels));
}

Histogram Metrics::AddHistogram(std::string_view name,
                                std::string_view help,
                                const std::vector<double>& upper_bounds,
                                const Labels& labels) {
  HENG_ASSERT(IsMetricName(name, false));
  return Histogram(prometheus::BuildHistogram()
                       .Name(std::string(name))
                       .Help(std::string(help))
                       .Register(*registry_)
                       .Add(labels, upper_bounds));
}

std::string Metrics::Serialize() const {
  return prometheus::TextSerializer().Serialize(registry_->Collect());
}

}  // namespace heng::node
