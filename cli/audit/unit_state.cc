// SPDX-License-Identifier: Apache-2.0
#include "cli/audit/unit_state.h"

#include <heng/v1/records.pb.h>

#include <array>

namespace heng::cli::audit {
namespace {

constexpr ByteView kTable = "u/";
constexpr std::size_t kSerialBytes = 8;
constexpr std::size_t kDigits = 12;

struct Name {
  std::string_view en;
  std::string_view zh;
};

// By number, as in records.proto.
constexpr std::array kStatuses = {
    Name{"unknown", "未知"},
    Name{"active", "有效"},
    Name{"retired", "已清缴注销"},
    Name{"cancelled", "已注销"},
    Name{"recalled", "已收回"},
    Name{"expired", "已失效"},
};
constexpr std::array kPositions = {
    Name{"", ""},
    Name{"registered", "登记"},
    Name{"tradable", "可交易"},
    Name{"pending", "待交割"},
    Name{"pledged", "质押"},
    Name{"frozen", "冻结"},
    Name{"repo", "回购"},
};

template <std::size_t N>
std::string_view NameAt(const std::array<Name, N>& names, std::uint32_t number, Language language) {
  const Name& name = names[number < N ? number : 0];
  return Say(language, name.en, name.zh);
}

std::string Padded(Serial serial) {
  const std::string digits = std::to_string(serial.value());
  return std::string(digits.size() < kDigits ? kDigits - digits.size() : 0, '0') + digits;
}

}  // namespace

bool UnitState::active() const {
  return status == v1::UNIT_STATUS_ACTIVE;
}

Bytes UnitKey(const UnitName& name) {
  Bytes key(kTable);
  key.append(name.batch.value());
  key.push_back('/');
  AppendBe64(key, name.first.value());
  return key;
}

std::optional<UnitName> ParseUnitKey(ByteView key) {
  if (!key.starts_with(kTable) || key.size() < kTable.size() + kSerialBytes + 2) {
    return std::nullopt;
  }
  const ByteView batch = key.substr(kTable.size(), key.size() - kTable.size() - kSerialBytes - 1);
  if (!IsIdentifier(batch) || key[key.size() - kSerialBytes - 1] != '/') {
    return std::nullopt;
  }
  return UnitName{.batch = BatchId(std::string(batch)),
                  .first = Serial(ReadBe64(key.substr(key.size() - kSerialBytes)))};
}

Result<UnitState, Status> ReadUnit(ByteView value) {
  v1::UnitBlock block;
  if (!block.ParseFromArray(value.data(), static_cast<int>(value.size())) ||
      !IsIdentifier(block.batch()) || block.first() == 0 || block.last() < block.first()) {
    return Fail(StatusCode::kMalformed, "a unit block's record cannot be read");
  }
  UnitState state;
  state.name = {.batch = BatchId(block.batch()), .first = Serial(block.first())};
  state.last = Serial(block.last());
  state.parent_first = Serial(block.parent_first());
  state.series = SeriesId(block.series());
  state.status = static_cast<std::uint32_t>(block.status());
  state.holder = AccountId(block.holder());
  state.position = static_cast<std::uint32_t>(block.position());
  state.encumbrance = block.encumbrance();
  state.retirement = block.retirement();
  return state;
}

std::string_view StatusName(std::uint32_t status, Language language) {
  return NameAt(kStatuses, status, language);
}

std::string_view PositionName(std::uint32_t position, Language language) {
  return NameAt(kPositions, position, language);
}

std::string SerialText(const BatchId& batch, Serial first, Serial last) {
  std::string text = batch.value() + "-" + Padded(first);
  if (first != last) {
    text += "-" + Padded(last);
  }
  return text;
}

}  // namespace heng::cli::audit
