// SPDX-License-Identifier: Apache-2.0
// The input of the target `api`: who calls which method with what. Canonical bytes.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/codec/codec.h"

namespace heng::fuzz {

struct ApiInput {
  std::uint32_t method = 0;     // index in kMethods
  std::uint32_t person = 0;     // index in kPersons
  std::vector<Bytes> requests;  // encoded request messages; more than one on a stream only

  template <class Self, class Codec>
  static void Fields(Self& self, Codec& codec) {
    codec(1, self.method);
    codec(2, self.person);
    codec(3, self.requests, Bound{.bytes = 1 << 16, .items = 4});
  }
};

struct Method {
  std::string_view path;
  bool operators = false;  // on the operator port
};

// Append only: corpora hold the indexes.
inline constexpr std::array kMethods = {
    Method{"/heng.v1.QueryService/GetRecord"},
    Method{"/heng.v1.QueryService/ListRecords"},
    Method{"/heng.v1.QueryService/ListRecordEvents"},
    Method{"/heng.v1.QueryService/GetUnit"},
    Method{"/heng.v1.QueryService/GetBlock"},
    Method{"/heng.v1.QueryService/GetTransaction"},
    Method{"/heng.v1.QueryService/GetChain"},
    Method{"/heng.v1.SubmitService/Submit"},
    Method{"/heng.v1.SubmitService/SubmitStream"},
    Method{"/heng.v1.SubmitService/Wait"},
    Method{"/heng.v1.EventService/StreamEvents"},
    Method{"/heng.v1.ProofService/GetRecordProof"},
    Method{"/heng.v1.OperatorService/GetStatus", true},
    Method{"/heng.v1.OperatorService/GetConsensusStatus", true},
    Method{"/heng.v1.OperatorService/SetDevelopmentClock", true},
};

// An institution, a holder, a bank, and one whom the register does not know.
inline constexpr std::array<std::string_view, 4> kPersons = {
    "reg.maker", "p1.maker", "bank.maker", "nobody"};

}  // namespace heng::fuzz
