#include "timesync/clock_picture.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <map>

#include "app/terminal.hpp"
#include "timesync/berkeley_properties.hpp"

namespace conclave::app {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t rows_for_ten = 2;  // rows from one power of ten to the next
constexpr std::array<std::string_view, 11> powers{"1 us",  "10 us",  "100 us", "1 ms",
                                                  "10 ms", "100 ms", "1 s",    "10 s",
                                                  "100 s", "1000 s", "10000 s"};
constexpr std::size_t height_min = 6 * rows_for_ten + 1;  // up to a second
constexpr std::size_t height_max = (powers.size() - 1) * rows_for_ten + 1;
constexpr std::size_t margin = 8;

/// The row of an error, 0 for a microsecond and below; what is beyond the last stands there.
std::size_t row_of(Duration error) {
    auto const us = static_cast<double>(std::chrono::abs(error).count()) / 1000;
    if (us <= 1) return 0;
    auto const row = std::lround(std::log10(us) * rows_for_ten);
    return std::min(static_cast<std::size_t>(row), height_max - 1);
}

/// Characters by row and column.
class Canvas {
public:
    /// Up to this error.
    Canvas(std::size_t width, Time end, Duration largest)
        : width_{width}, end_{end}, rows_(std::max(height_min, row_of(largest) + 1)) {
        for (auto& row : rows_) row.assign(width, ' ');
    }

    [[nodiscard]] std::size_t column_of(Time at) const {
        auto const span = std::max<std::int64_t>(1, end_.time_since_epoch().count());
        auto const share =
            static_cast<double>(at.time_since_epoch().count()) / static_cast<double>(span);
        return std::min(static_cast<std::size_t>(share * static_cast<double>(width_)), width_ - 1);
    }
    void dot(std::size_t column, Duration bound) { rows_[row_of(bound)][column] = '.'; }
    void digit(std::size_t column, Duration error, ProcessId p) {
        char& cell = rows_[row_of(error)][column];
        char const own = static_cast<char>('0' + index(p) % 10);
        cell = cell == ' ' || cell == '.' || cell == own ? own : '*';
    }

    [[nodiscard]] std::string text() const {
        std::string text;
        for (std::size_t row = rows_.size(); row-- > 0;) {
            auto const label = row % rows_for_ten == 0 ? powers[row / rows_for_ten] : "";
            auto line = rows_[row];
            line.erase(line.find_last_not_of(' ') + 1);
            text += fmt::format("{:>{}} |{}\n", label, margin - 2, line);
        }
        auto const last = to_string(end_);
        text += fmt::format("{:>{}} +{:-<{}}\n", "", margin - 2, "", width_);
        text += fmt::format("{:>{}}0{:>{}}\n", "", margin, last, width_ - 1);
        return text;
    }

private:
    std::size_t width_;
    Time end_;
    std::vector<std::string> rows_;
};

/// To the microsecond, or in four digits.
std::string show(std::optional<Duration> const& error) {
    using namespace std::chrono;
    if (!error) return "-";
    auto const size = abs(*error);
    return size < 10ms ? to_string(size) : check::exact(round<microseconds>(size));
}

/// "p1 and 3 more".
std::string names(std::vector<ProcessId> const& processes) {
    constexpr std::size_t most = 6;
    std::string text;
    for (std::size_t i = 0; i < std::min(most, processes.size()); ++i)
        text += (i > 0 ? ", " : "") + to_string(processes[i]);
    return processes.size() > most ? fmt::format("{} and {} more", text, processes.size() - most)
                                   : text;
}

/// "2.5 s", "3 min", "10.5 h".
std::string rounded(Duration d) {
    double const s = static_cast<double>(d.count()) / 1e9;
    if (s >= 2 * 3600) return fmt::format("{:.3g} h", s / 3600);
    return s >= 2 * 60 ? fmt::format("{:.3g} min", s / 60) : to_string(d);
}

}  // namespace

std::string clock_plot(std::vector<check::ClockError> const& readings,
                       check::ClockTruth const& truth, std::size_t columns) {
    if (readings.empty()) return "no clock was read\n";
    constexpr std::size_t widest = 72;
    constexpr std::size_t narrowest = 10;
    auto const width = std::clamp(columns - std::min(columns, margin), narrowest, widest);
    Time end{};
    Duration most{0};
    for (auto const& reading : readings) {
        end = std::max(end, reading.at);
        if (!check::is_judged(reading.process, truth)) continue;
        most = std::max({most, std::chrono::abs(reading.error), reading.bound.value_or(most)});
    }
    Canvas canvas{width, end, most};

    // A clock is shown as it was last seen.
    struct Seen {
        Duration error;
        std::optional<Duration> bound;
    };
    std::vector<std::map<ProcessId, Seen>> seen(width);  // by column
    for (auto const& [at, p, error, bound, justified] : readings)
        if (check::is_judged(p, truth)) seen[canvas.column_of(at)][p] = {error, bound};
    for (std::size_t column = 0; column < width; ++column) {
        if (column > 0)
            for (auto const& last : seen[column - 1]) seen[column].insert(last);
        std::optional<Duration> largest;
        for (auto const& [p, clock] : seen[column])
            if (clock.bound) largest = std::max(largest.value_or(Duration{0}), *clock.bound);
        if (largest) canvas.dot(column, *largest);
        for (auto const& [p, clock] : seen[column]) canvas.digit(column, clock.error, p);
    }
    std::string const legend = "error of each clock (its digit; *: several), largest bound (.)";
    return fitted(legend, columns) + '\n' + canvas.text();
}

std::string clock_table(std::vector<check::SyncedClock> clocks) {
    constexpr std::size_t most = 12;
    auto text = fmt::format("{:<9}{:>14}{:>14}{:>14}\n", "clock", "before", "after", "bound");
    if (clocks.size() > most) {
        auto const error = [](check::SyncedClock const& clock) {
            return clock.after ? std::chrono::abs(*clock.after) : Duration::max();
        };
        std::ranges::stable_sort(clocks, std::ranges::greater{}, error);
    }
    for (std::size_t i = 0; i < std::min(most, clocks.size()); ++i)
        text += fmt::format("{:<9}{:>14}{:>14}{:>14}\n", to_string(clocks[i].process),
                            show(clocks[i].before), show(clocks[i].after), show(clocks[i].bound));
    if (clocks.size() > most)
        text += fmt::format("and {} more that are less wrong\n", clocks.size() - most);
    return text;
}

std::string clock_remarks(check::History const& history, check::ClockTruth const& truth) {
    std::string text;
    std::map<std::uint64_t, std::vector<ProcessId>> left_out;  // by the number of rounds
    for (auto const& [p, rounds] : check::rounds_left_out(history)) left_out[rounds].push_back(p);
    for (auto const& [rounds, who] : left_out)
        text += fmt::format(
            "left out of the average in {} round{}: {}; further than --outlier {} from "
            "most\n",
            rounds, rounds == 1 ? "" : "s", names(who), to_string(truth.outlier));
    auto const slewing = check::still_slewing(history, truth);
    if (slewing.empty()) return text;
    auto const last = std::ranges::max_element(slewing, {}, &check::Slewing::takes);
    std::vector<ProcessId> who;
    for (auto const& one : slewing) who.push_back(one.process);
    return text + fmt::format(
                      "still slewing at the end: {}; {} takes {} more for {} (--step sets "
                      "clocks at once, --slew sooner)\n",
                      names(who), to_string(last->process), rounded(last->takes),
                      to_string(std::chrono::abs(last->left)));
}

std::string clock_csv(std::vector<check::ClockError> const& readings) {
    auto const us = [](Duration d) {
        return fmt::format("{:.3f}", static_cast<double>(d.count()) / 1000);
    };
    std::string text = "time_s,process,error_us,bound_us\n";
    for (auto const& [at, p, error, bound, justified] : readings)
        text += fmt::format("{:.6f},{},{},{}\n",
                            static_cast<double>(at.time_since_epoch().count()) / 1e9, index(p),
                            us(error), bound ? us(*bound) : "");
    return text;
}

Result clock_numbers(std::vector<check::ClockError> const& readings, check::History const& history,
                     check::ClockTruth const& truth) {
    using check::microseconds;
    auto const clocks = check::summaries(readings, history, truth);
    Duration before{0};
    for (auto const& clock : clocks)
        if (clock.before) before = std::max(before, std::chrono::abs(*clock.before));
    auto const adjusted = std::ranges::count_if(clocks, [](auto const& c) { return !!c.after; });
    Result numbers{{"adjusted", static_cast<std::int64_t>(adjusted)},
                   {"before_us", microseconds(before)}};
    auto const worst = check::worst_clock(clocks);
    if (worst) {
        numbers.emplace_back("after_us", microseconds(std::chrono::abs(*worst->after)));
        numbers.emplace_back("bound_us", microseconds(*worst->bound));
    } else {
        numbers.emplace_back("after_us", nullptr);
        numbers.emplace_back("bound_us", nullptr);
    }
    numbers.emplace_back("retries", static_cast<std::int64_t>(check::retries(history).made));
    return numbers;
}

}  // namespace conclave::app
