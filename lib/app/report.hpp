#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "app/command_line.hpp"
#include "app/fault_report.hpp"
#include "app/program.hpp"
#include "app/terminal.hpp"
#include "check/measures.hpp"
#include "check/property.hpp"
#include "net/run.hpp"

namespace conclave::app {

/// The end of a run: what was checked, what it cost, and how to see it again.
struct Report {
    std::string program;
    Mode mode{};
    std::uint32_t processes{0};
    Seed seed{0};
    std::map<std::string, std::vector<std::string>> options;
    std::string repeat;  ///< the command that repeats it

    std::vector<check::Judgement> judgements;
    std::vector<check::TheoryRow> theory;
    check::Latency latency;
    Result result;
    std::string picture;      ///< lines for people, see Program::picture
    std::vector<File> files;  ///< what the run leaves behind
    net::Outcome outcome;
    std::uint64_t crashes{0};
    std::uint64_t recoveries{0};
    std::vector<FaultReport> faults;  ///< what each fault of the plan hit
    std::optional<std::uint64_t> history_hash;

    /// Whether the run ended before its story was over: what holds so far need not hold in the end.
    [[nodiscard]] bool cut_off() const { return outcome.end != net::Outcome::End::story_over; }
    /// The worst of the properties that count; violated where a row of theory is not so. That of a
    /// run that was cut off is inconclusive at best.
    [[nodiscard]] check::Verdict verdict() const;
    /// 0 every property holds and every row of theory that applies, 1 one does not, 3 inconclusive
    /// or not promised.
    [[nodiscard]] int status() const;
};

/// Judges what happened.
Report make_report(Program const& program, Command const& command, net::Outcome outcome,
                   std::optional<std::uint64_t> history_hash, std::string repeat);

/// Adds what not every run of a sweep needs: the picture, for a terminal of this look, and the
/// files.
void illustrate(Report& report, Program const& program, Look const& look);

/// For people, several lines.
std::string text(Report const& report, Look const& look);
/// For scripts, one JSON object.
std::string json(Report const& report);

int status_of(check::Verdict verdict);

}  // namespace conclave::app
