// SPDX-License-Identifier: Apache-2.0
#include "cli/audit/network_source.h"

#include <algorithm>
#include <utility>

namespace heng::cli::audit {
namespace {

constexpr std::uint32_t kPageSize = 1'000;

// A record that is not there is an answer, not an error.
Result<std::optional<Bytes>, Status> ValueOf(sdk::Answer<v1::GetRecordResponse> answer) {
  if (answer) {
    return std::optional<Bytes>(std::move(*answer->mutable_value()));
  }
  if (answer.error().reason == "NOT_FOUND") {
    return std::optional<Bytes>();
  }
  return std::unexpected(StatusOf(answer.error()));
}

std::vector<Bytes> Take(google::protobuf::RepeatedPtrField<std::string>& list) {
  std::vector<Bytes> taken;
  taken.reserve(static_cast<std::size_t>(list.size()));
  for (std::string& bytes : list) {
    taken.push_back(std::move(bytes));
  }
  return taken;
}

}  // namespace

Result<ChainHead, Status> NetworkSource::Head() {
  const auto answer = connection_.First([](sdk::Client& client) { return client.GetChain(); });
  if (!answer) {
    return std::unexpected(StatusOf(answer.error()));
  }
  return ChainHead{.chain_id = ChainId(answer->chain_id()),
                   .height = Height(answer->head_height()),
                   .time = BlockTime(answer->head_time_ms())};
}

Result<std::optional<Bytes>, Status> NetworkSource::Record(ByteView key, Height at) {
  return ValueOf(
      connection_.First([&](sdk::Client& client) { return client.GetRecord(key, at.value()); }));
}

Result<std::vector<RecordEntry>, Status> NetworkSource::Records(ByteView prefix,
                                                                Height at,
                                                                std::size_t limit) {
  v1::ListRecordsRequest request;
  request.set_prefix(prefix.data(), prefix.size());
  request.set_page_size(kPageSize);
  request.set_at_height(at.value());
  std::vector<RecordEntry> entries;
  do {
    auto page = connection_.First([&](sdk::Client& client) { return client.ListRecords(request); });
    if (!page) {
      return std::unexpected(StatusOf(page.error()));
    }
    for (auto& record : *page->mutable_records()) {
      if (entries.size() == limit) {
        return Fail(
            StatusCode::kLimit,
            "there are more than " + std::to_string(limit) + " records under " + Bytes(prefix));
      }
      entries.push_back(
          {.key = std::move(*record.mutable_key()), .value = std::move(*record.mutable_value())});
    }
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return entries;
}

Result<std::optional<Bytes>, Status> NetworkSource::Unit(const BatchId& batch,
                                                         Serial serial,
                                                         Height at) {
  return ValueOf(connection_.First([&](sdk::Client& client) {
    return client.GetUnit(batch.value(), serial.value(), at.value());
  }));
}

Result<std::vector<Bytes>, Status> NetworkSource::Events(ByteView key) {
  auto answer = connection_.First([&](sdk::Client& client) { return client.RecordEvents(key); });
  if (!answer) {
    return std::unexpected(StatusOf(answer.error()));
  }
  return *std::move(answer);
}

Result<std::optional<Bytes>, Status> NetworkSource::Transaction(const TransactionId& id) {
  auto answer = connection_.First([&](sdk::Client& client) { return client.GetTransaction(id); });
  if (answer) {
    return std::optional<Bytes>(std::move(*answer->mutable_transaction()));
  }
  if (answer.error().reason == "NOT_FOUND" || answer.error().reason == "CALLER_DENIED") {
    return std::optional<Bytes>();
  }
  return std::unexpected(StatusOf(answer.error()));
}

Result<Height, Status> NetworkSource::HeadHeight() {
  HENG_TRY(const ChainHead head, Head());
  return head.height;
}

Result<CertifiedBlock, Status> NetworkSource::Block(Height height) {
  auto answer = connection_.First(
      [&](sdk::Client& client) { return client.GetBlock(height.value(), true, true); });
  if (!answer) {
    return std::unexpected(StatusOf(answer.error()));
  }
  return CertifiedBlock{.block = {.header = std::move(*answer->mutable_header()),
                                  .transactions = Take(*answer->mutable_transactions()),
                                  .receipts = Take(*answer->mutable_receipts()),
                                  .events = Take(*answer->mutable_events())},
                        .block_id = std::move(*answer->mutable_block_id()),
                        .certificate = std::move(*answer->mutable_certificate())};
}

}  // namespace heng::cli::audit
