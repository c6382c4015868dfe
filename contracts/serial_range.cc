// SPDX-License-Identifier: Apache-2.0
#include "contracts/serial_range.h"

namespace heng::contracts {
namespace {

std::string Padded(Serial serial) {
  std::string digits = std::to_string(serial.value());
  return digits.size() < 12 ? std::string(12 - digits.size(), '0') + digits : digits;
}

}  // namespace

std::string FormatSerials(const SerialRange& range) {
  return range.batch.value() + "-" + Padded(range.first) + "-" + Padded(range.last);
}

}  // namespace heng::contracts
