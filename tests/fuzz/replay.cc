// SPDX-License-Identifier: Apache-2.0
// heng_fuzz_replay TARGET FOLDER...: runs the target over every file of the folders, in the order
// of their names, without libFuzzer. So what a fuzzer once found stays fixed in every build.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/fuzz/targets.h"

namespace {

std::vector<std::filesystem::path> FilesOf(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  if (std::filesystem::is_directory(folder)) {
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      files.push_back(entry.path());
    }
  }
  std::ranges::sort(files);
  return files;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string name = argc > 1 ? argv[1] : "";
  const auto* target = std::ranges::find(heng::fuzz::kTargets, name, &heng::fuzz::Target::name);
  if (target == heng::fuzz::kTargets.end() || argc < 3) {
    std::fprintf(
        stderr, "usage: heng_fuzz_replay TARGET FOLDER...; no target '%s'\n", name.c_str());
    return 2;
  }
  std::size_t count = 0;
  for (int i = 2; i < argc; ++i) {
    for (const auto& path : FilesOf(argv[i])) {
      // Named before it runs: the last line is the input that ended the process.
      std::printf("%s\n", path.filename().c_str());
      std::fflush(stdout);
      std::ifstream file(path, std::ios::binary);
      const std::string bytes{std::istreambuf_iterator<char>(file), {}};
      target->run(bytes);
      ++count;
    }
  }
  if (count == 0) {
    std::fprintf(stderr, "the corpus of '%s' is empty\n", name.c_str());
    return 1;
  }
  std::printf("%s: %zu inputs\n", name.c_str(), count);
  return 0;
}
