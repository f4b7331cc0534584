#include "app/progress.hpp"

#include <cstdio>
#include <fmt/format.h>
#include <unistd.h>

namespace conclave::app {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds patience{2000};  // what takes no longer needs no word on a terminal
constexpr milliseconds period_on_terminal{200};
constexpr milliseconds period_elsewhere{5000};

}  // namespace

Progress::Progress(On on, bool wanted)
    : on_terminal_{isatty(STDERR_FILENO) != 0},
      wanted_{wanted && (on_terminal_ || on == On::anything)},
      next_{start_ + (on_terminal_ ? patience : period_elsewhere)} {}

Progress::~Progress() {
    if (shown_ && on_terminal_) std::fputs("\r\x1b[K", stderr);
}

void Progress::tell(std::function<std::string(double seconds)> const& line) {
    if (!wanted_) return;
    auto const now = Clock::now();
    if (now < next_) return;
    next_ = now + (on_terminal_ ? period_on_terminal : period_elsewhere);
    shown_ = true;
    auto const text = line(std::chrono::duration<double>(now - start_).count());
    std::fputs((on_terminal_ ? "\r\x1b[K" + text : text + '\n').c_str(), stderr);
    std::fflush(stderr);
}

std::string time_left(double share, double seconds) {
    if (share <= 0) return "no idea how much is left";
    return fmt::format("{:.0f} s left", seconds * (1 - share) / share);
}

}  // namespace conclave::app
