// SPDX-License-Identifier: Apache-2.0
// Goes under a process by LD_PRELOAD and makes one kind of call on some files fail, from the moment
// when the file that HENG_DISK_FAULT names exists. Its content: the name of the call, a glob of
// paths, and the number of the error, for example "fdatasync */votes 5".
#include <dlfcn.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

// The error that the call must fail with; 0: it goes through.
int FaultOf(const char* call, int descriptor) {
  const char* plan = std::getenv("HENG_DISK_FAULT");
  if (plan == nullptr || ::access(plan, F_OK) != 0) {
    return 0;
  }
  std::FILE* file = std::fopen(plan, "re");
  if (file == nullptr) {
    return 0;
  }
  std::array<char, 32> wanted{};
  std::array<char, 256> glob{};
  int error = 0;
  const int read = std::fscanf(file, "%31s %255s %d", wanted.data(), glob.data(), &error);
  std::fclose(file);
  if (read != 3 || std::strcmp(wanted.data(), call) != 0) {
    return 0;
  }
  std::array<char, 64> link{};
  std::snprintf(link.data(), link.size(), "/proc/self/fd/%d", descriptor);
  std::array<char, PATH_MAX> path{};
  if (::readlink(link.data(), path.data(), path.size() - 1) < 0) {
    return 0;
  }
  return ::fnmatch(glob.data(), path.data(), 0) == 0 ? error : 0;
}

// The function that this library stands in front of.
template <class Function>
Function* Next(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C" {

int fdatasync(int descriptor) {
  static auto* const next = Next<int(int)>("fdatasync");
  errno = FaultOf("fdatasync", descriptor);
  return errno != 0 ? -1 : next(descriptor);
}

ssize_t write(int descriptor, const void* bytes, size_t size) {
  static auto* const next = Next<ssize_t(int, const void*, size_t)>("write");
  errno = FaultOf("write", descriptor);
  return errno != 0 ? -1 : next(descriptor, bytes, size);
}

ssize_t pwrite(int descriptor, const void* bytes, size_t size, off_t offset) {
  static auto* const next = Next<ssize_t(int, const void*, size_t, off_t)>("pwrite");
  errno = FaultOf("pwrite", descriptor);
  return errno != 0 ? -1 : next(descriptor, bytes, size, offset);
}

ssize_t pwrite64(int descriptor, const void* bytes, size_t size, off64_t offset) {
  return pwrite(descriptor, bytes, size, offset);
}

ssize_t pread(int descriptor, void* bytes, size_t size, off_t offset) {
  static auto* const next = Next<ssize_t(int, void*, size_t, off_t)>("pread");
  errno = FaultOf("pread", descriptor);
  return errno != 0 ? -1 : next(descriptor, bytes, size, offset);
}

ssize_t pread64(int descriptor, void* bytes, size_t size, off64_t offset) {
  return pread(descriptor, bytes, size, offset);
}

}  // extern "C"
