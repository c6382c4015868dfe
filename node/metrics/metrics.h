// SPDX-License-Identifier: Apache-2.0
// The numbers of a node, in the Prometheus text format.
//
//   Counter sent = metrics.AddCounter("heng_peer_sent_bytes_total", "Bytes sent to peers.",
//                                     {{"peer", "hubei"}});
//   sent.Add(120);
//
// Names are heng_<area>_<what>_<unit>: seconds, bytes, ratio, count or info, and _total at the end
// of a counter; a name that is not is a programmer's error. Labels take values from short closed
// lists (validators, results): never an account, a transaction or a client.
// Handles are cheap to copy and live as long as the Metrics that made them. Any thread may call.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace prometheus {
class Counter;
class Gauge;
class Histogram;
class Registry;
}  // namespace prometheus

namespace heng::node {

class Counter {
 public:
  explicit Counter(prometheus::Counter& counter) : counter_(&counter) {}
  void Add(std::uint64_t n = 1);
  [[nodiscard]] std::uint64_t value() const;

 private:
  prometheus::Counter* counter_;
};

class Gauge {
 public:
  explicit Gauge(prometheus::Gauge& gauge) : gauge_(&gauge) {}
  void Set(double value);
  void Set(std::uint64_t value) { Set(static_cast<double>(value)); }
  void Add(double delta);
  [[nodiscard]] double value() const;

 private:
  prometheus::Gauge* gauge_;
};

class Histogram {
 public:
  explicit Histogram(prometheus::Histogram& histogram) : histogram_(&histogram) {}
  void Observe(double value);

 private:
  prometheus::Histogram* histogram_;
};

using Labels = std::map<std::string, std::string>;

// Upper bounds that suit most things: 100 us to 10 s, and 256 B to 16 MiB.
[[nodiscard]] std::vector<double> SecondsBuckets();
[[nodiscard]] std::vector<double> BytesBuckets();

class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  // Asking again for a name and labels gives the same series.
  Counter AddCounter(std::string_view name, std::string_view help, const Labels& labels = {});
  Gauge AddGauge(std::string_view name, std::string_view help, const Labels& labels = {});
  Histogram AddHistogram(std::string_view name,
                         std::string_view help,
                         const std::vector<double>& upper_bounds,
                         const Labels& labels = {});

  // What GET /metrics answers, as text/plain; version=0.0.4.
  [[nodiscard]] std::string Serialize() const;

 private:
  std::unique_ptr<prometheus::Registry> registry_;
};

// Whether a name keeps to the rule above.
[[nodiscard]] bool IsMetricName(std::string_view name, bool counter);

}  // namespace heng::node
