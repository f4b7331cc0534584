#include "mpi/stdin_lines.hpp"

#include <array>
#include <cerrno>
#include <poll.h>
#include <unistd.h>

namespace conclave::mpi {

std::optional<std::string> StdinLines::next() {
    auto end = read_.find('\n');
    if (end == std::string::npos) {
        read();
        end = read_.find('\n');
    }
    if (end == std::string::npos) {
        if (!at_end() && ended_)
            end = read_.size();  // a last line without its end
        else
            return std::nullopt;
    }
    auto line = read_.substr(0, end);
    read_.erase(0, end + 1);
    return line;
}

void StdinLines::read() {
    // Not O_NONBLOCK: that would strike everybody who has the same terminal open.
    pollfd input{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
    if (ended_ || poll(&input, 1, 0) <= 0) return;
    std::array<char, 4096> piece{};
    auto const size = ::read(STDIN_FILENO, piece.data(), piece.size());
    if (size > 0)
        read_.append(piece.data(), static_cast<std::size_t>(size));
    else if (size == 0 || errno != EINTR)
        ended_ = true;
}

}  // namespace conclave::mpi
