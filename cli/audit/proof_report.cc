// SPDX-License-Identifier: Apache-2.0
#include "cli/audit/proof_report.h"

#include <google/protobuf/message.h>
#include <google/protobuf/util/json_util.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "cli/audit/step_words.h"
#include "cli/audit/unit_state.h"
#include "cli/scenario/record_types.h"
#include "cli/scenario/serial_text.h"

namespace heng::cli::audit {
namespace {

using Json = nlohmann::ordered_json;

std::string KeyText(const Bytes& key) {
  if (const auto name = ParseUnitKey(key)) {
    return "u/" + SerialText(name->batch, name->first, name->first);
  }
  return key;
}

// The record as JSON by its published message; empty when this program knows no such table.
std::string RecordJson(const Bytes& key, const Bytes& value) {
  const auto* type = scenario::RecordTypeOf(key);
  if (type == nullptr) {
    return {};
  }
  const std::unique_ptr<google::protobuf::Message> record(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
  google::protobuf::util::JsonPrintOptions print;
  print.preserve_proto_field_names = true;
  std::string json;
  if (!record->ParseFromString(value) ||
      !google::protobuf::util::MessageToJsonString(*record, &json, print).ok()) {
    return {};
  }
  return json;
}

Result<Bytes, Status> FromHex(std::string_view digits) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  Bytes bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    const auto high = kDigits.find(digits[i]);
    const auto low = kDigits.find(digits[i + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) {
      return Fail(StatusCode::kMalformed, "a key in hexadecimal has the digits 0-9 and a-f");
    }
    bytes.push_back(static_cast<char>(high * 16 + low));
  }
  if (bytes.empty() || digits.size() % 2 != 0) {
    return Fail(StatusCode::kMalformed, "a key in hexadecimal has two digits a byte");
  }
  return bytes;
}

}  // namespace

Result<Bytes, Status> ParseKey(const std::string& text) {
  if (text.starts_with("0x")) {
    return FromHex(std::string_view(text).substr(2));
  }
  if (text.find('/') != std::string::npos) {
    return Bytes(text);
  }
  const auto serials = scenario::ParseSerials(text);
  if (!serials) {
    return Fail(StatusCode::kMalformed,
                "'" + text + "' is neither a state key such as account/P1 nor a serial");
  }
  return UnitKey({.batch = serials->batch, .first = serials->first});
}

std::string ProofText(const VerifiedProof& verified, Language language, const Style& style) {
  const auto S = [language](std::string_view en, std::string_view zh) {
    return std::string(Say(language, en, zh));
  };
  const BlockHeader& header = verified.record.header;
  const std::string key = KeyText(verified.proof.key());
  std::string text = Paint("✓ " + key +
                               (verified.record.present ? S(" is proven", " 已证明存在")
                                                        : S(" is proven absent", " 已证明不存在")),
                           Tone::kGood,
                           style);
  text += "\n" + S("in the state of height ", "状态高度 ") + std::to_string(header.height.value()) +
          ", " + FormatCst(header.time) + ", " + header.chain_id.value() + "\n";
  text += S("block ", "区块 ") + BlockIdOf(verified.proof.header()).hex() + "\n";
  if (verified.record.present) {
    text += S("its whole history: ", "完整历史：") + Grouped(verified.record.events.size()) +
            S(" events\n", " 个事件\n") + RecordJson(verified.proof.key(), verified.proof.value()) +
            "\n";
  }
  return text;
}

std::string ProofJson(const VerifiedProof& verified) {
  const BlockHeader& header = verified.record.header;
  Json json;
  json["verified"] = true;
  json["key"] = KeyText(verified.proof.key());
  json["key_hex"] = ToHex(verified.proof.key());
  json["present"] = verified.record.present;
  json["chain_id"] = header.chain_id.value();
  json["height"] = header.height.value();
  json["time"] = FormatCst(header.time);
  json["block_id"] = BlockIdOf(verified.proof.header()).hex();
  json["state_root"] = header.state_root.hex();
  json["event_count"] = verified.record.events.size();
  if (verified.record.present) {
    const std::string record = RecordJson(verified.proof.key(), verified.proof.value());
    json["record"] = record.empty() ? Json() : Json::parse(record, nullptr, false);
    json["value_hex"] = ToHex(verified.proof.value());
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace heng::cli::audit
