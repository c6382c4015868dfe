// SPDX-License-Identifier: Apache-2.0
#include "node/api/operator_service.h"

#include "contracts/state/records/chain.h"
#include "contracts/state/view.h"

namespace heng::node {
namespace {

constexpr std::uint64_t kClockMaxMs = 253'370'736'000'000;  // year 9999

Result<void, ApiError> MoveClock(const ApiPorts& ports,
                                 const Call& call,
                                 std::uint64_t time_ms,
                                 v1::SetDevelopmentClockResponse& response) {
  const auto chain = contracts::ReaderView(*call.head).Find<contracts::Chain>();
  if (!chain || !chain->development) {
    return Deny(ErrorReason::kNotDevelopment,
                "only a development chain's clock may be moved; this chain's time is real");
  }
  if (time_ms > kClockMaxMs) {
    return Deny(ErrorReason::kLimitExceeded, "the time lies past the year 9998", "time_ms");
  }
  const auto moved = ports.node.SetClock(BlockTime(time_ms));
  if (!moved) {
    switch (moved.error().code) {
      case StatusCode::kInvalid:
      case StatusCode::kDenied:
        return Deny(ErrorReason::kClockBackwards, moved.error().context, "time_ms");
      case StatusCode::kMalformed:
      case StatusCode::kNotFound:
      case StatusCode::kPruned:
      case StatusCode::kLimit:
      case StatusCode::kCorrupt:
      case StatusCode::kUnavailable:
      case StatusCode::kIo:
        return std::unexpected(FromStatus(moved.error()));
    }
  }
  response.set_clock_ms(moved->value());
  return {};
}

}  // namespace

grpc::ServerUnaryReactor* OperatorService::GetStatus(grpc::CallbackServerContext* context,
                                                     const v1::GetStatusRequest* /*request*/,
                                                     v1::GetStatusResponse* response) {
  return Answer(context,
                "/heng.v1.OperatorService/GetStatus",
                ports_,
                *response,
                [&](const Call& call) -> Result<void, ApiError> {
                  const StatusView status = ports_.node.GetStatus();
                  response->set_node(ports_.node_name);
                  response->set_version(ports_.version);
                  response->set_chain_id(ports_.chain_id.value());
                  response->set_height(call.head->height().value());
                  response->set_state_root(call.head->state_root().bytes());
                  response->set_head_block_id(call.head->id().bytes());
                  response->set_head_time_ms(call.head->header().time.value());
                  response->set_clock_ms(status.clock.value());
                  response->set_ready(status.ready);
                  for (const std::string& reason : status.not_ready_reasons) {
                    response->add_not_ready_reasons(reason);
                  }
                  response->set_voting(status.voting);
                  response->set_alarm(status.alarm);
                  for (const PeerView& peer : status.peers) {
                    auto* entry = response->add_peers();
                    entry->set_name(peer.name);
                    entry->set_connected(peer.connected);
                    entry->set_detail(peer.detail);
                  }
                  response->set_pool_transactions(status.pool_transactions);
                  response->set_pool_bytes(status.pool_bytes);
                  response->set_uptime_ms(status.uptime_ms);
                  if (status.catch_up) {
                    auto& catch_up = *response->mutable_catch_up();
                    catch_up.set_target_height_max(status.catch_up->target_max.value());
                    catch_up.set_blocks_per_s(status.catch_up->blocks_per_s);
                    catch_up.set_seconds_left(status.catch_up->seconds_left.value_or(0));
                  }
                  return {};
                });
}

grpc::ServerUnaryReactor* OperatorService::GetConsensusStatus(
    grpc::CallbackServerContext* context,
    const v1::GetConsensusStatusRequest* /*request*/,
    v1::GetConsensusStatusResponse* response) {
  return Answer(context,
                "/heng.v1.OperatorService/GetConsensusStatus",
                ports_,
                *response,
                [&](const Call&) -> Result<void, ApiError> {
                  const ConsensusView consensus = ports_.node.GetConsensus();
                  response->set_epoch(consensus.epoch.value());
                  response->set_view(consensus.view.value());
                  response->set_leader(consensus.leader);
                  response->set_last_final_view(consensus.last_final_view.value());
                  response->set_last_final_height(consensus.last_final_height.value());
                  for (const VoteView& vote : consensus.votes) {
                    auto* entry = response->add_votes();
                    entry->set_validator(vote.validator);
                    entry->set_notarize(vote.notarize);
                    entry->set_nullify(vote.nullify);
                    entry->set_finalize(vote.finalize);
                    entry->set_connected(vote.connected);
                    entry->set_last_vote_view(vote.last_vote.value());
                  }
                  response->set_next_timeout_ms(consensus.next_timeout_ms);
                  return {};
                });
}

grpc::ServerUnaryReactor* OperatorService::SetDevelopmentClock(
    grpc::CallbackServerContext* context,
    const v1::SetDevelopmentClockRequest* request,
    v1::SetDevelopmentClockResponse* response) {
  return Answer(
      context,
      "/heng.v1.OperatorService/SetDevelopmentClock",
      ports_,
      *response,
      [&](const Call& call) { return MoveClock(ports_, call, request->time_ms(), *response); });
}

}  // namespace heng::node
