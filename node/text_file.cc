// SPDX-License-Identifier: Apache-2.0
#include "node/text_file.h"

#include <fstream>

namespace heng::node {

Result<Bytes, Status> ReadTextFile(const std::string& path, std::size_t bytes_max) {
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    return Fail(StatusCode::kNotFound, "cannot open " + path);
  }
  Bytes bytes(bytes_max + 1, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  if (in.bad()) {
    return Fail(StatusCode::kIo, "cannot read " + path);
  }
  if (bytes.size() > bytes_max) {
    return Fail(StatusCode::kLimit,
                path + " is larger than " + std::to_string(bytes_max) + " bytes");
  }
  return bytes;
}

}  // namespace heng::node
