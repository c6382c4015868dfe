// SPDX-License-Identifier: Apache-2.0
// Gives one target to libFuzzer. Compiled once a target, with HENG_FUZZ_TARGET set to its function;
// HENG_FUZZ_FIELDS says that its inputs are canonical bytes, for the mutator that knows them.
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "tests/fuzz/targets.h"
#include "tests/fuzz/wire_mutator.h"

// libFuzzer's own functions, which its headers declare only for its own build.
extern "C" {
std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t size_max);
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
#ifdef HENG_FUZZ_FIELDS
std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data,
                                    std::size_t size,
                                    std::size_t size_max,
                                    unsigned int seed);
#endif
}

namespace {

heng::ByteView ViewOf(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  heng::fuzz::HENG_FUZZ_TARGET(ViewOf(data, size));
  return 0;
}

#ifdef HENG_FUZZ_FIELDS
// Three changes of four keep the form; the fourth knows nothing and may break anything.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data,
                                               std::size_t size,
                                               std::size_t size_max,
                                               unsigned int seed) {
  if (seed % 4 != 0) {
    const heng::Bytes changed = heng::fuzz::MutateFields(
        ViewOf(data, size), size_max, seed, [](heng::ByteView bytes, std::size_t most) {
          heng::Bytes leaf(bytes);
          leaf.resize(most);
          leaf.resize(LLVMFuzzerMutate(
              reinterpret_cast<std::uint8_t*>(leaf.data()), bytes.size(), leaf.size()));
          return leaf;
        });
    if (!changed.empty()) {
      std::memcpy(data, changed.data(), changed.size());
      return changed.size();
    }
  }
  return LLVMFuzzerMutate(data, size, size_max);
}
#endif
