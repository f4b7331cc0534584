#pragma once

#include <chrono>
#include <functional>
#include <string>

namespace conclave::app {

/// One line on standard error, now and then, of how far a long computation has come; on a terminal
/// always the same line, which is gone at the end.
class Progress {
public:
    using Clock = std::chrono::steady_clock;
    enum class On : std::uint8_t { terminal, anything };

    Progress(On on, bool wanted);
    Progress(Progress const&) = delete;
    Progress& operator=(Progress const&) = delete;
    ~Progress();

    /// Shows what this tells of a computation that has taken so many seconds, if it is time to.
    void tell(std::function<std::string(double seconds)> const& line);

private:
    bool on_terminal_;
    bool wanted_;
    bool shown_{false};
    Clock::time_point start_{Clock::now()};
    Clock::time_point next_;
};

/// "17 s left" of a computation of which this share is done after so many seconds.
std::string time_left(double share, double seconds);

}  // namespace conclave::app
