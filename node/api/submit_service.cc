// SPDX-License-Identifier: Apache-2.0
#include "node/api/submit_service.h"

#include <heng/v1/operations.pb.h>

#include <algorithm>
#include <mutex>

#include "core/utf8.h"
#include "node/api/convert.h"
#include "node/api/stalled_reader.h"

namespace heng::node {
namespace {

constexpr std::uint32_t kWaitMaxMs = 60'000;
constexpr int kStreamTransactionsMax = 1'000;
// A signature is what a transaction costs a node. One that fails is no honest client's habit, and
// nothing that comes after pays for it.
constexpr std::uint64_t kBadCosts = 10;
constexpr std::string_view kStreamMethod = "/heng.v1.SubmitService/SubmitStream";

ApiError FromAdmission(Admission admission, const TransactionId& id) {
  ApiError error{.reason = ErrorReason::kPoolFull,
                 .message = {},
                 .field = {},
                 .metadata = {{"transaction_id", id.hex()}}};
  switch (admission) {
    case Admission::kExpired:
      error.reason = ErrorReason::kTransactionExpired;
      error.message = "the chain has passed the transaction's valid_until; sign a new one";
      break;
    case Admission::kAuthorFull:
      error.reason = ErrorReason::kAuthorQuota;
      error.message = "this author has as many transactions waiting as one may have; try again";
      break;
    case Admission::kDiskFull:
      error.reason = ErrorReason::kDiskFull;
      error.message =
          "the disk of this node is nearly full; send the same bytes to another node, or to this "
          "one when its operator has freed space";
      break;
    case Admission::kPoolFull:
    case Admission::kAccepted:
    case Admission::kDuplicate:
    case Admission::kCommitted:
      error.message = "the pool of this node is full; try again after a pause, or another node";
      break;
  }
  return error;
}

// What a submission came to: an admission to answer, or an error.
using Submission = Result<v1::Admission, ApiError>;

Submission FromPool(Admission admission, const TransactionId& id) {
  switch (admission) {
    case Admission::kAccepted:
    case Admission::kDuplicate:
      return v1::ADMISSION_ACCEPTED;
    case Admission::kCommitted:
      return v1::ADMISSION_FINAL;
    case Admission::kExpired:
    case Admission::kAuthorFull:
    case Admission::kPoolFull:
    case Admission::kDiskFull:
      break;
  }
  return std::unexpected(FromAdmission(admission, id));
}

// Whether everything that the published messages call a string is UTF-8: a reader of the ledger
// must be able to take every transaction apart.
bool HasTextsOnly(const TransactionBody& body) {
  v1::Operation message;
  v1::Operation proposed;
  return IsUtf8(body.reason_code) && IsUtf8(body.legal_reference) &&
         std::ranges::all_of(body.operations, [&](const Bytes& operation) {
           return message.ParseFromString(operation) &&
                  std::ranges::all_of(message.propose().operations(), [&](const Bytes& inner) {
                    return proposed.ParseFromString(inner);
                  });
         });
}

// Form, bounds, chain, texts and every signature.
Result<VerifiedTransaction, ApiError> Check(const ChainId& chain_id, const std::string& bytes) {
  auto verified = VerifyTransaction(chain_id, bytes);
  if (verified) {
    if (!HasTextsOnly(verified->body)) {
      return Deny(ErrorReason::kMalformed,
                  "an operation cannot be read as heng.v1.Operation, or a text of the transaction "
                  "is not UTF-8; sign it anew",
                  "transaction");
    }
    return *std::move(verified);
  }
  ApiError error = FromStatus(verified.error());
  error.field = "transaction";
  if (verified.error().code == StatusCode::kInvalid) {
    error.reason = verified.error().context.starts_with("the transaction is for chain")
                       ? ErrorReason::kWrongChain
                       : ErrorReason::kSignatureInvalid;
  }
  return std::unexpected(std::move(error));
}

void Show(const ApiError& error, v1::SubmitResponse& answer) {
  const ReasonText& text = TextOf(error.reason);
  answer.set_admission(text.retry ? v1::ADMISSION_BUSY : v1::ADMISSION_REFUSED);
  answer.set_reason(text.name);
  answer.set_message(error.message);
}

// Many submissions on one stream, in order, one message under way at a time: the client's pace is
// the pool's pace.
class SubmitReactor final
    : public grpc::ServerBidiReactor<v1::SubmitStreamRequest, v1::SubmitStreamResponse> {
 public:
  SubmitReactor(const ApiPorts& ports,
                const Result<Call, ApiError>& call,
                grpc::CallbackServerContext& context)
      : ports_(ports), reader_(ports.commits, context, ports.stream_stalled) {
    if (!call) {
      Refuse(call.error());
      return;
    }
    tls_key_ = call->caller.person.tls_key;
    auto slot = ports_.quota.OpenStream(tls_key_);
    if (!slot) {
      Refuse(slot.error());
      return;
    }
    slot_ = *std::move(slot);
    StartRead(&request_);
  }

  void OnReadDone(bool ok) override {
    if (!ok) {
      Finish(grpc::Status::OK);
      return;
    }
    if (const auto call = AdmitAgain(tls_key_, kStreamMethod, ports_.store); !call) {
      Finish(ToGrpc(call.error()));
      return;
    }
    const int count = request_.transactions_size();
    if (count == 0 || count > kStreamTransactionsMax) {
      Finish(ToGrpc(ApiError{.reason = ErrorReason::kLimitExceeded,
                             .message = "a message of the stream carries 1 to " +
                                        std::to_string(kStreamTransactionsMax) +
                                        " transactions, this one carried " + std::to_string(count),
                             .field = "transactions",
                             .metadata = {}}));
      return;
    }
    Take();
  }

  void OnWriteDone(bool ok) override {
    reader_.WriteDone();
    if (ok) {
      StartRead(&request_);
    } else {
      Finish(grpc::Status::CANCELLED);
    }
  }

  void OnDone() override { delete this; }

 private:
  void Refuse(const ApiError& error) {
    RefuseLate(ports_, error, [this, status = ToGrpc(error)] { Finish(status); });
  }

  void Write() {
    reader_.WriteBegan();
    StartWrite(&response_);
  }

  // Checks the transactions of the message; those that hold go to the pool together.
  void Take() {
    response_.Clear();
    places_.clear();
    std::uint64_t size = 0;
    for (const std::string& transaction : request_.transactions()) {
      size += transaction.size();
    }
    const auto charged = ports_.quota.ChargeTransactions(
        tls_key_, static_cast<std::uint64_t>(request_.transactions_size()), size, SteadyMs());
    if (!charged) {
      for (int i = 0; i < request_.transactions_size(); ++i) {
        Show(charged.error(), *response_.add_answers());
      }
      RefuseLate(ports_, charged.error(), [this] { Write(); });
      return;
    }
    std::uint64_t owed = 0;
    std::vector<VerifiedTransaction> good;
    for (const std::string& bytes : request_.transactions()) {
      v1::SubmitResponse& answer = *response_.add_answers();
      auto transaction = Check(ports_.chain_id, bytes);
      if (!transaction) {
        owed += kBadCosts - 1;
        Show(transaction.error(), answer);
        continue;
      }
      owed += transaction->signers.size() - 1;
      answer.set_transaction_id(transaction->id.bytes());
      places_.push_back({.answer = response_.answers_size() - 1, .id = transaction->id});
      good.push_back(*std::move(transaction));
    }
    ports_.quota.OweTransactions(tls_key_, owed, SteadyMs());
    if (good.empty()) {
      Write();
      return;
    }
    ports_.submit.Submit(std::move(good), [this](const std::vector<Admission>& admissions) {
      for (std::size_t i = 0; i < places_.size(); ++i) {
        v1::SubmitResponse& answer = *response_.mutable_answers(places_[i].answer);
        if (const auto submission = FromPool(admissions[i], places_[i].id)) {
          answer.set_admission(*submission);
        } else {
          Show(submission.error(), answer);
        }
      }
      Write();
    });
  }

  struct Place {
    int answer = 0;
    TransactionId id;
  };

  const ApiPorts& ports_;
  PublicKey tls_key_;  // of the caller
  CallerQuota::Stream slot_;
  v1::SubmitStreamRequest request_;
  v1::SubmitStreamResponse response_;
  std::vector<Place> places_;  // of what is with the pool
  StalledReader reader_;
};

// Looks once; true when the transaction is final.
Result<bool, ApiError> FillOutcome(const ApiPorts& ports,
                                   const Call& call,
                                   const TransactionId& id,
                                   v1::WaitResponse& response) {
  const storage::ChainReader chain = ports.store.Chain();
  response.set_outcome(v1::OUTCOME_UNKNOWN);
  response.set_head_height(chain.head().value_or(Height(0)).value());
  const auto location = chain.Find(id);
  if (!location) {
    return false;
  }
  if (call.reach == Reach::kOwn) {
    HENG_TRY(const Bytes transaction,
             OrError(chain.Transaction(location->height, location->index)));
    if (!IsSignedFor(call, transaction)) {
      return Deny(ErrorReason::kCallerDenied, "the transaction is another participant's");
    }
  }
  HENG_TRY(const Receipt receipt, OrError(chain.ReceiptOf(location->height, location->index)));
  HENG_CHECK_OK(CheckPlace(receipt, id));
  HENG_TRY(const BlockHeader header, OrError(chain.Header(location->height)));
  response.set_outcome(receipt.applied() ? v1::OUTCOME_APPLIED : v1::OUTCOME_REFUSED);
  response.set_height(location->height.value());
  response.set_time_ms(header.time.value());
  HENG_CHECK_OK(ShowReceipt(receipt, *response.mutable_receipt()));
  return true;
}

class WaitReactor final : public grpc::ServerUnaryReactor {
 public:
  WaitReactor(const ApiPorts& ports,
              Result<Call, ApiError> call,
              const v1::WaitRequest& request,
              v1::WaitResponse& response)
      : ports_(ports),
        response_(response),
        deadline_(std::chrono::steady_clock::now() +
                  std::chrono::milliseconds(std::min(request.timeout_ms(), kWaitMaxMs))) {
    if (!call) {
      Refuse(call.error());
      return;
    }
    call_ = *std::move(call);
    const auto id = ReadTransactionId(request.transaction_id());
    if (!id) {
      Finish(ToGrpc(id.error()));
      return;
    }
    id_ = *id;
    auto slot = ports_.quota.OpenStream(call_.caller.person.tls_key);
    if (!slot) {
      Refuse(slot.error());
      return;
    }
    slot_ = *std::move(slot);
    Look(request.timeout_ms() == 0);
  }

  // The waiter is taken back: calls that are cancelled must not pile up until their time is over.
  void OnCancel() override {
    std::unique_lock lock(mutex_);
    cancelled_ = true;
    const std::uint64_t waiter = waiter_;
    lock.unlock();
    if (waiter != 0 && ports_.commits.Cancel(waiter)) {
      Finish(grpc::Status::CANCELLED);
    }
  }

  void OnDone() override { delete this; }

 private:
  void Refuse(const ApiError& error) {
    RefuseLate(ports_, error, [this, status = ToGrpc(error)] { Finish(status); });
  }

  void Look(bool last) {
    const Result<bool, ApiError> final = FillOutcome(ports_, call_, id_, response_);
    if (!final) {
      if (final.error().reason == ErrorReason::kCorrupt) {
        ports_.store.ReportDamage(final.error().message);
      }
      Finish(ToGrpc(final.error()));
    } else if (*final || last) {
      Finish(grpc::Status::OK);
    } else {
      AwaitBlock();
    }
  }

  void AwaitBlock() {
    {
      const std::lock_guard lock(mutex_);
      if (!cancelled_) {
        waiter_ = ports_.commits.Await(Height(response_.head_height()),
                                       deadline_,
                                       [this](CommitFeed::Wake wake) { Woken(wake); });
        return;
      }
    }
    Finish(grpc::Status::CANCELLED);
  }

  void Woken(CommitFeed::Wake wake) {
    bool cancelled = false;
    {
      const std::lock_guard lock(mutex_);
      waiter_ = 0;
      cancelled = cancelled_;
    }
    Look(cancelled || wake != CommitFeed::Wake::kCommitted);
  }

  const ApiPorts& ports_;
  v1::WaitResponse& response_;
  const CommitFeed::Deadline deadline_;
  Call call_;
  TransactionId id_;
  CallerQuota::Stream slot_;

  std::mutex mutex_;
  std::uint64_t waiter_ = 0;  // guarded by mutex_
  bool cancelled_ = false;    // guarded by mutex_
};

}  // namespace

grpc::ServerUnaryReactor* SubmitService::Submit(grpc::CallbackServerContext* context,
                                                const v1::SubmitRequest* request,
                                                v1::SubmitResponse* response) {
  auto* reactor = context->DefaultReactor();
  const auto call = Admit(*context, "/heng.v1.SubmitService/Submit", ports_);
  const auto refuse = [this, reactor](const ApiError& error) {
    RefuseLate(ports_, error, [reactor, status = ToGrpc(error)] { reactor->Finish(status); });
    return reactor;
  };
  if (!call) {
    return refuse(call.error());
  }
  const auto charged = ports_.quota.ChargeTransactions(
      call->caller.person.tls_key, 1, request->transaction().size(), SteadyMs());
  if (!charged) {
    return refuse(charged.error());
  }
  auto transaction = Check(ports_.chain_id, request->transaction());
  ports_.quota.OweTransactions(call->caller.person.tls_key,
                               transaction ? transaction->signers.size() - 1 : kBadCosts - 1,
                               SteadyMs());
  if (!transaction) {
    return refuse(transaction.error());
  }
  const TransactionId id = transaction->id;
  response->set_transaction_id(id.bytes());
  std::vector<VerifiedTransaction> one;
  one.push_back(*std::move(transaction));
  ports_.submit.Submit(
      std::move(one), [reactor, response, id](const std::vector<Admission>& admissions) {
        const Submission submission = FromPool(admissions.front(), id);
        if (submission) {
          response->set_admission(*submission);
        }
        reactor->Finish(submission ? grpc::Status::OK : ToGrpc(submission.error()));
      });
  return reactor;
}

grpc::ServerBidiReactor<v1::SubmitStreamRequest, v1::SubmitStreamResponse>*
SubmitService::SubmitStream(grpc::CallbackServerContext* context) {
  return new SubmitReactor(ports_, Admit(*context, kStreamMethod, ports_), *context);
}

grpc::ServerUnaryReactor* SubmitService::Wait(grpc::CallbackServerContext* context,
                                              const v1::WaitRequest* request,
                                              v1::WaitResponse* response) {
  return new WaitReactor(
      ports_, Admit(*context, "/heng.v1.SubmitService/Wait", ports_), *request, *response);
}

}  // namespace heng::node
