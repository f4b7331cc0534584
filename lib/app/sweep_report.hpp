#pragma once

#include <string>

#include "app/command_line.hpp"
#include "app/harvest.hpp"
#include "app/modes.hpp"
#include "app/program.hpp"

namespace conclave::app {

/// The end of a sweep. All of them must outlive it.
class SweepReport {
public:
    SweepReport(Program const& program, Command const& command, Call const& call,
                Harvest const& harvest)
        : program_{program}, command_{command}, call_{call}, harvest_{harvest} {}

    [[nodiscard]] int status() const { return status_of(harvest_.verdict()); }
    /// For people, several lines.
    [[nodiscard]] std::string text() const;
    /// For scripts, one JSON object.
    [[nodiscard]] std::string json() const;

private:
    [[nodiscard]] std::string repeat() const;
    [[nodiscard]] std::string repeat(Seed seed) const;
    [[nodiscard]] double messages_mean() const;

    Program const& program_;
    Command const& command_;
    Call const& call_;
    Harvest const& harvest_;
};

}  // namespace conclave::app
