// SPDX-License-Identifier: Apache-2.0
#include "node/api/query_service.h"

#include <algorithm>
#include <optional>

#include "contracts/state/records/chain.h"
#include "contracts/state/records/unit_block.h"
#include "contracts/units.h"
#include "node/api/checked_read.h"
#include "node/api/convert.h"
#include "node/api/record_access.h"

namespace heng::node {
namespace {

constexpr std::size_t kKeyBytesMax = 512;
constexpr std::uint32_t kPageSizeDefault = 100;
constexpr std::uint32_t kPageSizeMax = 1'000;
// A page ends after this many records were looked at, seen by the caller or not.
constexpr std::uint32_t kPageScanMax = 10'000;
// And so many of them cost one call: each is held against the state tree before it is shown.
constexpr std::uint32_t kRowsPerCall = 2;
// It ends after this many bytes, too, so that an answer stays below what a message may hold.
constexpr std::size_t kPageBytesMax = 1 << 20;

// The state at a height. Keeps what it reads from alive.
struct StateAt {
  Height height;
  const KvReader* reader = nullptr;
  std::unique_ptr<KvReader> owned;
};

Result<StateAt, ApiError> OpenAt(const ApiPorts& ports, const Call& call, Height height) {
  if (height == call.head->height()) {
    return StateAt{.height = height, .reader = call.head.get(), .owned = nullptr};
  }
  if (height > call.head->height()) {
    return Deny(ErrorReason::kHeightNotYet,
                "height " + std::to_string(height.value()) + " is not final here; the head is " +
                    std::to_string(call.head->height().value()),
                "at_height");
  }
  HENG_TRY(std::unique_ptr<KvReader> reader, OrError(ports.store.ReaderAt(height)));
  const KvReader* borrowed = reader.get();
  return StateAt{.height = height, .reader = borrowed, .owned = std::move(reader)};
}

// As a request names it: 0 is the head.
Result<StateAt, ApiError> Open(const ApiPorts& ports, const Call& call, std::uint64_t at_height) {
  return OpenAt(ports, call, at_height == 0 ? call.head->height() : Height(at_height));
}

Result<void, ApiError> CheckKey(const std::string& key, const char* field) {
  if (key.size() > kKeyBytesMax) {
    return Deny(ErrorReason::kLimitExceeded, "a state key has at most 512 bytes", field);
  }
  if (IsIndexKey(key)) {
    return Deny(ErrorReason::kNotFound, "index entries are not records", field);
  }
  return {};
}

Result<std::uint32_t, ApiError> PageSize(std::uint32_t asked) {
  if (asked > kPageSizeMax) {
    return Deny(ErrorReason::kLimitExceeded, "a page has at most 1,000 entries", "page_size");
  }
  return asked == 0 ? kPageSizeDefault : asked;
}

std::unexpected<ApiError> NoRecord(const std::string& key) {
  return Deny(ErrorReason::kNotFound, "there is no record '" + key + "' that you may read");
}

// A page token is the height of the listing and the key to go on after: eight bytes, then the key.
struct PageToken {
  Height height;
  Bytes after;
};
constexpr std::size_t kTokenDigitsMax = 2 * (8 + kKeyBytesMax);

std::unexpected<ApiError> NoToken() {
  return Deny(ErrorReason::kPageTokenInvalid,
              "this page token was not made here; start the listing again",
              "page_token");
}

Result<PageToken, ApiError> ReadToken(const std::string& token) {
  if (token.size() % 2 != 0 || token.size() > kTokenDigitsMax) {
    return NoToken();
  }
  Bytes bytes;
  for (std::size_t i = 0; i + 1 < token.size(); i += 2) {
    const auto digit = [&token](std::size_t at) {
      const auto found = std::string_view("0123456789abcdef").find(token[at]);
      return found == std::string_view::npos ? 16U : static_cast<unsigned>(found);
    };
    if (digit(i) > 15 || digit(i + 1) > 15) {
      return NoToken();
    }
    bytes.push_back(static_cast<char>(digit(i) * 16 + digit(i + 1)));
  }
  if (bytes.size() < 9) {
    return NoToken();
  }
  return PageToken{.height = Height(ReadBe64(bytes)), .after = bytes.substr(8)};
}

std::string WriteToken(Height height, ByteView after) {
  Bytes bytes;
  AppendBe64(bytes, height.value());
  bytes.append(after);
  return ToHex(bytes);
}

Result<void, ApiError> List(const ApiPorts& ports,
                            const Call& call,
                            const v1::ListRecordsRequest& request,
                            v1::ListRecordsResponse& response) {
  HENG_CHECK_OK(CheckKey(request.prefix(), "prefix"));
  if (request.prefix().empty()) {
    return Deny(ErrorReason::kMalformed, "name a table, such as 'account/'", "prefix");
  }
  HENG_TRY(const std::uint32_t page_size, PageSize(request.page_size()));
  PageToken token;
  if (!request.page_token().empty()) {
    HENG_TRY(token, ReadToken(request.page_token()));
    if (token.height > call.head->height()) {
      return NoToken();
    }
  }
  HENG_TRY(const StateAt state,
           request.page_token().empty() ? Open(ports, call, request.at_height())
                                        : OpenAt(ports, call, token.height));
  response.set_height(state.height.value());
  std::uint32_t scanned = 0;
  std::size_t bytes = 0;
  Bytes last;
  state.reader->Scan(KeysOf(request.prefix(), token.after), [&](ByteView key, ByteView value) {
    if (key == token.after) {
      return true;
    }
    if (static_cast<std::uint32_t>(response.records_size()) == page_size ||
        scanned == kPageScanMax || bytes >= kPageBytesMax) {
      response.set_next_page_token(WriteToken(state.height, last));
      return false;
    }
    ++scanned;
    last = key;
    if (!IsIndexKey(key) && call.MaySee(key, value)) {
      auto* record = response.add_records();
      record->set_key(key.data(), key.size());
      record->set_value(value.data(), value.size());
      bytes += key.size() + value.size();
    }
    return true;
  });
  ports.quota.OweCalls(call.caller.person.tls_key, scanned / kRowsPerCall, SteadyMs());
  const storage::ChainReader chain = ports.store.Chain();
  for (const auto& record : response.records()) {
    if (auto checked = CheckShown(chain, record.key(), record.value(), state.height); !checked) {
      response.Clear();
      return checked;
    }
  }
  return {};
}

Result<void, ApiError> FillBlock(const ApiPorts& ports,
                                 const v1::GetBlockRequest& request,
                                 v1::GetBlockResponse& response) {
  const storage::ChainReader chain = ports.store.Chain();
  const Height height(request.height());
  if (height > chain.head().value_or(Height(0))) {
    return Deny(ErrorReason::kHeightNotYet, "that block is not final here", "height");
  }
  HENG_TRY(const Bytes header, OrError(chain.HeaderBytes(height)));
  HENG_TRY(const Bytes certificate, CheckedCertificate(chain, height));
  response.set_header(header);
  response.set_block_id(BlockIdOf(header).bytes());
  response.set_certificate(certificate);
  if (request.with_transactions()) {
    HENG_TRY(const auto transactions, OrError(chain.Transactions(height)));
    HENG_TRY(const auto receipts, OrError(chain.Receipts(height)));
    for (const Bytes& transaction : transactions) {
      response.add_transactions(transaction);
    }
    for (const Receipt& receipt : receipts) {
      response.add_receipts(Encode(receipt));
    }
  }
  if (request.with_events()) {
    HENG_TRY(const auto events, OrError(chain.Events(height)));
    for (const Bytes& event : events) {
      response.add_events(event);
    }
  }
  return {};
}

Result<void, ApiError> FillTransaction(const ApiPorts& ports,
                                       const Call& call,
                                       const std::string& id_bytes,
                                       v1::GetTransactionResponse& response) {
  HENG_TRY(const TransactionId id, ReadTransactionId(id_bytes));
  const storage::ChainReader chain = ports.store.Chain();
  const auto location = chain.Find(id);
  if (!location) {
    return Deny(ErrorReason::kNotFound,
                "no final block of this node has transaction " + id.hex() +
                    "; it may still be on its way: ask Wait",
                "transaction_id");
  }
  HENG_TRY(const Bytes transaction, OrError(chain.Transaction(location->height, location->index)));
  if (call.reach == Reach::kOwn && !IsSignedFor(call, transaction)) {
    return Deny(ErrorReason::kCallerDenied, "the transaction is another participant's");
  }
  HENG_TRY(const Receipt receipt, OrError(chain.ReceiptOf(location->height, location->index)));
  HENG_CHECK_OK(CheckPlace(receipt, id));
  HENG_TRY(const BlockHeader header, OrError(chain.Header(location->height)));
  response.set_transaction(transaction);
  HENG_CHECK_OK(ShowReceipt(receipt, *response.mutable_receipt()));
  response.set_height(location->height.value());
  response.set_time_ms(header.time.value());
  for (std::uint32_t i = 0; i < receipt.event_count; ++i) {
    HENG_TRY(const Bytes event, OrError(chain.Event(location->height, receipt.event_first + i)));
    response.add_events(event);
  }
  return {};
}

}  // namespace

grpc::ServerUnaryReactor* QueryService::GetRecord(grpc::CallbackServerContext* context,
                                                  const v1::GetRecordRequest* request,
                                                  v1::GetRecordResponse* response) {
  return Answer(
      context,
      "/heng.v1.QueryService/GetRecord",
      ports_,
      *response,
      [&](const Call& call) -> Result<void, ApiError> {
        HENG_CHECK_OK(CheckKey(request->key(), "key"));
        HENG_TRY(const StateAt state, Open(ports_, call, request->at_height()));
        const auto value = state.reader->Get(request->key());
        HENG_CHECK_OK(CheckShown(ports_.store.Chain(), request->key(), value, state.height));
        if (!value || !call.MaySee(request->key(), *value)) {
          return NoRecord(request->key());
        }
        response->set_key(request->key());
        response->set_value(*value);
        response->set_height(state.height.value());
        return {};
      });
}

grpc::ServerUnaryReactor* QueryService::ListRecords(grpc::CallbackServerContext* context,
                                                    const v1::ListRecordsRequest* request,
                                                    v1::ListRecordsResponse* response) {
  return Answer(
      context, "/heng.v1.QueryService/ListRecords", ports_, *response, [&](const Call& call) {
        return List(ports_, call, *request, *response);
      });
}

grpc::ServerUnaryReactor* QueryService::ListRecordEvents(grpc::CallbackServerContext* context,
                                                         const v1::ListRecordEventsRequest* request,
                                                         v1::ListRecordEventsResponse* response) {
  return Answer(
      context,
      "/heng.v1.QueryService/ListRecordEvents",
      ports_,
      *response,
      [&](const Call& call) -> Result<void, ApiError> {
        HENG_CHECK_OK(CheckKey(request->key(), "key"));
        HENG_TRY(const std::uint32_t page_size, PageSize(request->page_size()));
        const auto value = call.head->Get(request->key());
        if (!value || !call.MaySee(request->key(), *value)) {
          return NoRecord(request->key());
        }
        HENG_TRY(
            const std::vector<Bytes> events,
            CheckedRecordEvents(
                ports_.store.Chain(), request->key(), *value, request->first_seq(), page_size));
        std::size_t bytes = 0;
        for (const Bytes& event : events) {
          if (bytes >= kPageBytesMax) {
            break;
          }
          bytes += event.size();
          response->add_events(event);
        }
        response->set_event_count(EventCountOf(*value));
        response->set_height(call.head->height().value());
        return {};
      });
}

grpc::ServerUnaryReactor* QueryService::GetUnit(grpc::CallbackServerContext* context,
                                                const v1::GetUnitRequest* request,
                                                v1::GetRecordResponse* response) {
  return Answer(
      context,
      "/heng.v1.QueryService/GetUnit",
      ports_,
      *response,
      [&](const Call& call) -> Result<void, ApiError> {
        if (!IsIdentifier(request->batch()) || request->serial() == 0) {
          return Deny(ErrorReason::kMalformed, "name a batch and a serial from 1", "batch");
        }
        HENG_TRY(const StateAt state, Open(ports_, call, request->at_height()));
        const auto block = contracts::BlockHolding(contracts::ReaderView(*state.reader),
                                                   BatchId(request->batch()),
                                                   Serial(request->serial()));
        const auto value = block ? state.reader->Get(block->Key()) : std::nullopt;
        if (!value || !call.MaySee(block->Key(), *value)) {
          return NoRecord(request->batch() + "-" + std::to_string(request->serial()));
        }
        HENG_CHECK_OK(CheckShown(ports_.store.Chain(), block->Key(), value, state.height));
        response->set_key(block->Key());
        response->set_value(*value);
        response->set_height(state.height.value());
        return {};
      });
}

grpc::ServerUnaryReactor* QueryService::GetBlock(grpc::CallbackServerContext* context,
                                                 const v1::GetBlockRequest* request,
                                                 v1::GetBlockResponse* response) {
  return Answer(context, "/heng.v1.QueryService/GetBlock", ports_, *response, [&](const Call&) {
    return FillBlock(ports_, *request, *response);
  });
}

grpc::ServerUnaryReactor* QueryService::GetTransaction(grpc::CallbackServerContext* context,
                                                       const v1::GetTransactionRequest* request,
                                                       v1::GetTransactionResponse* response) {
  return Answer(
      context, "/heng.v1.QueryService/GetTransaction", ports_, *response, [&](const Call& call) {
        return FillTransaction(ports_, call, request->transaction_id(), *response);
      });
}

grpc::ServerUnaryReactor* QueryService::GetChain(grpc::CallbackServerContext* context,
                                                 const v1::GetChainRequest* /*request*/,
                                                 v1::GetChainResponse* response) {
  return Answer(context,
                "/heng.v1.QueryService/GetChain",
                ports_,
                *response,
                [&](const Call& call) -> Result<void, ApiError> {
                  const contracts::ReaderView view(*call.head);
                  HENG_TRY(const BlockId genesis, OrError(ports_.store.Chain().IdAt(Height(0))));
                  const auto chain = view.Find<contracts::Chain>();
                  response->set_chain_id(ports_.chain_id.value());
                  response->set_head_height(call.head->height().value());
                  response->set_head_block_id(call.head->id().bytes());
                  response->set_state_root(call.head->state_root().bytes());
                  response->set_head_time_ms(call.head->header().time.value());
                  response->set_genesis_block_id(genesis.bytes());
                  response->set_development(chain && chain->development);
                  return {};
                });
}

}  // namespace heng::node
