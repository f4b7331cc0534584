#pragma once

#include <optional>
#include <string>

namespace conclave::mpi {

/// Lines from standard input, without ever waiting for one.
class StdinLines {
public:
    /// The next whole line, without its end; nothing if there is none yet.
    [[nodiscard]] std::optional<std::string> next();
    /// The input has ended, and every line was taken.
    [[nodiscard]] bool at_end() const { return ended_ && read_.empty(); }

private:
    void read();

    std::string read_;
    bool ended_{false};
};

}  // namespace conclave::mpi
