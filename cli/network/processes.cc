// SPDX-License-Identifier: Apache-2.0
#include "cli/network/processes.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

namespace heng::cli {
namespace {

namespace fs = std::filesystem;

constexpr auto kPause = std::chrono::milliseconds(20);
constexpr int kShowsItselfTries = 200;
constexpr auto kShowsItselfPause = std::chrono::milliseconds(1);
constexpr std::size_t kLastWordsMax = 2'000;

std::string PidFile(const NodeEndpoint& node) {
  return node.directory + "/hengd.pid";
}

std::string OutFile(const NodeEndpoint& node) {
  return node.directory + "/hengd.out";
}

std::string Content(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// A process that has ended and was not waited for yet has an empty command line.
bool IsNode(pid_t pid, const NodeEndpoint& node) {
  const std::string line =
      std::string(1, '\0') + Content("/proc/" + std::to_string(pid) + "/cmdline");
  const std::string argument = std::string(1, '\0') + node.config_file + std::string(1, '\0');
  return line.find(argument) != std::string::npos;
}

class SpawnActions {
 public:
  SpawnActions() {
    posix_spawn_file_actions_init(&files_);
    posix_spawnattr_init(&attributes_);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes_, &none);
  }
  SpawnActions(const SpawnActions&) = delete;
  SpawnActions& operator=(const SpawnActions&) = delete;
  ~SpawnActions() {
    posix_spawn_file_actions_destroy(&files_);
    posix_spawnattr_destroy(&attributes_);
  }

  void Redirect(const std::string& out) {
    posix_spawn_file_actions_addopen(&files_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(
        &files_, STDOUT_FILENO, out.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    posix_spawn_file_actions_adddup2(&files_, STDOUT_FILENO, STDERR_FILENO);
    // Pipes and sockets of this program would otherwise live as long as the node.
    posix_spawn_file_actions_addclosefrom_np(&files_, STDERR_FILENO + 1);
  }

  int Spawn(pid_t& pid, const std::string& program, char* const* arguments) {
    return posix_spawn(&pid, program.c_str(), &files_, &attributes_, arguments, environ);
  }

 private:
  posix_spawn_file_actions_t files_{};
  posix_spawnattr_t attributes_{};
};

}  // namespace

std::optional<pid_t> RunningPid(const NodeEndpoint& node) {
  std::ifstream in(PidFile(node));
  pid_t pid = 0;
  if (in >> pid && pid > 1 && IsNode(pid, node)) {
    return pid;
  }
  return std::nullopt;
}

Result<std::string, Status> FindHengd(const std::string& wished) {
  std::error_code error;
  const std::string path =
      wished.empty() ? (fs::read_symlink("/proc/self/exe", error).parent_path() / "hengd").string()
                     : wished;
  if (access(path.c_str(), X_OK) != 0) {
    return Fail(StatusCode::kNotFound,
                "cannot run " + path + "; build it, or name the program with --hengd");
  }
  return path;
}

Result<pid_t, Status> StartProcess(const NodeEndpoint& node, const std::string& hengd) {
  if (const auto running = RunningPid(node)) {
    return Fail(StatusCode::kInvalid,
                node.name + " runs already, as process " + std::to_string(*running));
  }
  std::string program = hengd;
  std::string option = "--config";
  std::string config = node.config_file;
  const std::array<char*, 4> arguments = {program.data(), option.data(), config.data(), nullptr};
  SpawnActions actions;
  actions.Redirect(OutFile(node));
  pid_t pid = 0;
  if (const int failed = actions.Spawn(pid, hengd, arguments.data()); failed != 0) {
    return Fail(StatusCode::kIo, "cannot start " + hengd + ": " + std::strerror(failed));
  }
  // The new process shows its command line a moment after it exists.
  for (int i = 0; i < kShowsItselfTries && !IsNode(pid, node); ++i) {
    std::this_thread::sleep_for(kShowsItselfPause);
  }
  std::ofstream out(PidFile(node), std::ios::trunc);
  out << pid << "\n";
  if (!out.flush()) {
    kill(pid, SIGKILL);
    return Fail(StatusCode::kIo, "cannot write " + PidFile(node) + "; is the disk full?");
  }
  return pid;
}

Result<bool, Status> EndProcess(const NodeEndpoint& node,
                                int signal,
                                std::chrono::milliseconds patience) {
  const auto pid = RunningPid(node);
  if (!pid) {
    return false;
  }
  if (kill(*pid, signal) != 0) {
    return Fail(StatusCode::kIo,
                "cannot signal process " + std::to_string(*pid) + " of " + node.name);
  }
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (IsNode(*pid, node)) {
    if (std::chrono::steady_clock::now() >= deadline) {
      return Fail(StatusCode::kUnavailable,
                  "process " + std::to_string(*pid) + " of " + node.name + " has not ended yet");
    }
    std::this_thread::sleep_for(kPause);
  }
  // Takes it off the process table when it was a child of this process; otherwise does nothing.
  waitpid(*pid, nullptr, WNOHANG);
  return true;
}

std::string LastWords(const NodeEndpoint& node) {
  const std::string words = Content(OutFile(node));
  return words.size() > kLastWordsMax ? words.substr(words.size() - kLastWordsMax) : words;
}

}  // namespace heng::cli
