// SPDX-License-Identifier: Apache-2.0
// Goal: metrics keep to one naming rule and print in the Prometheus text format.
// Method: the printed text, and names tried against the rule.
#include "node/metrics/metrics.h"

#include <gtest/gtest.h>

#include <string>

namespace heng::node {
namespace {

TEST(Metrics, PrintsCountersGaugesAndHistograms) {
  Metrics metrics;
  Counter sent = metrics.AddCounter("heng_peer_sent_bytes_total", "Bytes sent.", {{"peer", "b"}});
  sent.Add(41);
  sent.Add();
  Gauge open = metrics.AddGauge("heng_peer_open_streams_count", "Open streams.");
  open.Set(std::uint64_t{3});
  Histogram fsync =
      metrics.AddHistogram("heng_storage_fsync_duration_seconds", "Time of fsync.", {0.001, 0.01});
  fsync.Observe(0.005);
  const std::string text = metrics.Serialize();
  EXPECT_NE(text.find("# HELP heng_peer_sent_bytes_total Bytes sent.\n"
                      "# TYPE heng_peer_sent_bytes_total counter\n"
                      "heng_peer_sent_bytes_total{peer=\"b\"} 42\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("heng_peer_open_streams_count 3\n"), std::string::npos) << text;
  EXPECT_NE(text.find("heng_storage_fsync_duration_seconds_bucket{le=\"0.01\"} 1\n"),
            std::string::npos)
      << text;
}

TEST(Metrics, GivesTheSameSeriesForTheSameNameAndLabels) {
  Metrics metrics;
  metrics.AddCounter("heng_peer_sent_bytes_total", "Bytes sent.", {{"peer", "b"}}).Add(1);
  metrics.AddCounter("heng_peer_sent_bytes_total", "Bytes sent.", {{"peer", "b"}}).Add(1);
  Counter other = metrics.AddCounter("heng_peer_sent_bytes_total", "Bytes sent.", {{"peer", "c"}});
  EXPECT_EQ(other.value(), 0U);
  EXPECT_NE(metrics.Serialize().find("{peer=\"b\"} 2\n"), std::string::npos);
}

TEST(Metrics, AcceptsOnlyNamesOfTheRule) {
  EXPECT_TRUE(IsMetricName("heng_peer_sent_bytes_total", true));
  EXPECT_TRUE(IsMetricName("heng_storage_fsync_duration_seconds", false));
  EXPECT_FALSE(IsMetricName("heng_peer_sent_bytes", true));         // a counter ends with _total
  EXPECT_FALSE(IsMetricName("heng_peer_sent_bytes_total", false));  // and nothing else does
  EXPECT_FALSE(IsMetricName("heng_storage_fsync_duration_ms", false));
  EXPECT_FALSE(IsMetricName("heng_seconds", false));
  EXPECT_FALSE(IsMetricName("peer_sent_total_bytes", false));
  EXPECT_FALSE(IsMetricName("heng_Peer_sent_bytes", false));
  EXPECT_FALSE(IsMetricName("", false));
}

TEST(MetricsDeathTest, TakesABadNameForAProgrammersError) {
  Metrics metrics;
  EXPECT_DEATH(metrics.AddGauge("heng_speed", "How fast."), "IsMetricName");
}

}  // namespace
}  // namespace heng::node
