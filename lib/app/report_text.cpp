#include <algorithm>
#include <cctype>
#include <fmt/format.h>
#include <map>

#include "app/report.hpp"
#include "app/report_parts.hpp"

namespace conclave::app {
namespace {

using check::Verdict;

Paint colour_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::holds: return Paint::green;
        case Verdict::violated: return Paint::red;
        case Verdict::inconclusive:
        case Verdict::not_promised: return Paint::yellow;
    }
    return Paint::plain;
}

std::string show(Value const& value) {
    struct Visitor {
        std::string operator()(std::nullptr_t) const { return "none"; }
        std::string operator()(bool v) const { return v ? "yes" : "no"; }
        std::string operator()(std::int64_t v) const { return std::to_string(v); }
        std::string operator()(double v) const { return fmt::format("{:g}", v); }
        std::string operator()(std::string const& v) const { return v; }
        std::string operator()(std::vector<check::Spell> const& spells) const {
            std::string text;
            for (check::Spell const& spell : spells)
                text += fmt::format("{}{} for {}, from {} on", text.empty() ? "" : "; ", spell.who,
                                    to_string(spell.length), to_string(spell.begin));
            return text;
        }
    };
    return std::visit(Visitor{}, value);
}

std::string times(std::uint64_t count, std::string_view noun) {
    if (count == 1) return fmt::format("1 {}", noun);
    return fmt::format("{} {}{}", count, noun, noun.ends_with('s') ? "es" : "s");
}

/// Rows of the report: a heading in the margin, then lines beside it; below it, in a narrow
/// terminal.
class Page {
public:
    explicit Page(Look const& look)
        : look_{look},
          width_{look.width > 0 ? static_cast<std::size_t>(look.width) : 100},
          margin_{width_ < 3 * column ? 2 : column} {}

    void row(std::string_view heading, std::string_view line) {
        add_heading(heading);
        text_ += wrapped(line, room(), std::string(margin_, ' '));
        text_ += '\n';
    }
    /// Words that are to be pasted into a shell; broken as a shell reads on.
    void command(std::string_view heading, std::string_view line) {
        add_heading(heading);
        bool const fits = look_.width == 0 || columns(line) <= room();
        text_ += fits ? std::string{line} : broken_for_a_shell(line);
        text_ += '\n';
    }
    void title(std::string_view line) {
        auto const most = look_.width > 0 ? width_ - std::min<std::size_t>(width_ - 1, 2) : 0;
        text_ += paint(look_, Paint::bold, wrapped(line, most, "  "));
        text_ += '\n';
    }
    /// Names of at most so many columns may stand in one column of the page.
    [[nodiscard]] bool has_column_of(std::size_t widest) const {
        return width_ > 60 || widest <= width_ / 3;
    }
    /// Whole lines, as they are.
    void block(std::string_view lines) { text_ += lines; }
    [[nodiscard]] Look const& look() const { return look_; }
    [[nodiscard]] std::string take() { return std::move(text_); }

private:
    static constexpr std::size_t column = 12;  // of headings; no more than a third of the page

    [[nodiscard]] std::size_t room() const { return width_ > margin_ ? width_ - margin_ : 1; }
    [[nodiscard]] std::string broken_for_a_shell(std::string_view line) const {
        constexpr std::size_t hang = 2;
        constexpr std::string_view goes_on = " \\";
        auto const most = room() - std::min(room() - 1, hang + goes_on.size());
        auto text = wrapped(line, most, std::string(margin_ + hang, ' '));
        for (auto end = text.find('\n'); end != text.npos; end = text.find('\n', end + 3))
            text.insert(end, goes_on);
        return text;
    }
    void add_heading(std::string_view heading) {
        if (margin_ == column || heading.empty()) {
            auto const gap = heading.size() < margin_ ? "" : " ";
            text_ += paint(look_, Paint::dim, fmt::format("{:<{}}{}", heading, margin_, gap));
            return;
        }
        text_ += paint(look_, Paint::dim, heading) + '\n' + std::string(margin_, ' ');
    }

    Look look_;
    std::size_t width_;
    std::size_t margin_;
    std::string text_;
};

std::string how_it_ended(Report const& report) {
    using enum net::Outcome::End;
    auto const at = to_string(report.outcome.ended_at);
    switch (report.outcome.end) {
        case story_over: return "the story was over after " + at;
        case time_limit: return "cut off at the time limit, " + at + " (--for)";
        case interrupted: return "interrupted after " + at;
    }
    return {};
}

/// "two_leaders" for scripts, "two leaders" for people.
std::string words_of(std::string name) {
    std::ranges::replace(name, '_', ' ');
    return name;
}

/// Why a run whose properties hold may end with another status than 0.
void add_cut_off(Page& page, Report const& report) {
    if (!report.cut_off()) return;
    bool const interrupted = report.outcome.end == net::Outcome::End::interrupted;
    auto const why = interrupted ? "interrupted before the story was over"
                                 : "cut off by --for before the story was over";
    page.row("end", fmt::format("{}: what holds so far need not hold in the end (status {})", why,
                                report.status()));
}

void add_properties(Page& page, Report const& report) {
    std::size_t widest = 0;
    for (auto const& j : report.judgements)
        widest = std::max(widest, j.id.size() + 1 + j.name.size());
    auto const column = page.has_column_of(widest + 2) ? widest + 2 : 0;
    std::string_view heading = "properties";
    for (auto const& j : report.judgements) {
        Verdict const verdict = j.finding.verdict();
        auto const name = fmt::format("{:<{}}", fmt::format("{} {}  ", j.id, j.name), column);
        auto const word = paint(page.look(), colour_of(verdict), check::name_of(verdict));
        page.row(heading,
                 fmt::format("{}{}  ({})", name, word, times(j.finding.premises(), "case")));
        heading = "";
        if (verdict != Verdict::holds) page.row("", "  " + j.finding.reason());
    }
    if (report.judgements.empty()) page.row(heading, "none");
}

void add_messages(Page& page, Report const& report) {
    struct Sum {
        std::uint64_t sent{0};
        std::uint64_t bytes{0};
        std::string kinds{};
    };
    std::map<Layer, Sum> layers;
    Sum broadcasts;  // asked for by those that the run is about; who carries them sends messages
    auto const& by_kind = report.outcome.traffic.by_kind();
    for (auto const& [key, kind] : by_kind) {
        auto const& module = key.first;
        auto const& name = key.second;  // clang 14 captures no structured binding
        bool const alone = std::ranges::count_if(by_kind, [&](auto const& other) {
                               return other.first.second == name;
                           }) == 1;
        bool const broadcast = kind.broadcasts > 0;
        if (broadcast && kind.layer != Layer::algorithm) continue;
        Sum& sum = broadcast ? broadcasts : layers[kind.layer];
        auto const count = broadcast ? kind.broadcasts : kind.sent;
        sum.sent += count;
        sum.bytes += kind.bytes;
        sum.kinds += fmt::format("{}{} {}", sum.kinds.empty() ? "" : ", ",
                                 alone ? name : module + ' ' + name, count);
    }
    auto const line = [](Sum const& sum) {
        if (sum.kinds.empty()) return std::string{"none"};
        return fmt::format("{} ({}): {}", sum.sent, times(sum.bytes, "byte"), sum.kinds);
    };
    if (broadcasts.sent > 0)
        page.row("broadcasts", fmt::format("{}: {}", broadcasts.sent, broadcasts.kinds));
    page.row("messages", line(layers[Layer::algorithm]));
    if (layers.contains(Layer::support)) page.row("support", line(layers[Layer::support]));
    if (layers.contains(Layer::detector)) page.row("detectors", line(layers[Layer::detector]));
    if (layers.contains(Layer::link)) page.row("links", line(layers[Layer::link]));
}

void add_theory(Page& page, Report const& report) {
    std::string_view heading = "theory";
    for (auto const& row : report.theory) {
        if (!row.applies()) {
            page.row(heading, fmt::format("{}: {:g}  [{}]  does not apply: {}", row.what,
                                          row.measured, row.formula, row.does_not_apply));
            heading = "";
            continue;
        }
        auto const mark = row.relation == "~" ? std::string{}
                          : row.holds()       ? paint(page.look(), Paint::green, "  ok")
                                              : paint(page.look(), Paint::red, "  NOT SO");
        page.row(heading, fmt::format("{}: {:g} {} {:g}  [{}]{}", row.what, row.measured,
                                      row.relation, row.expected, row.formula, mark));
        heading = "";
    }
}

/// How well the time lines of the ranks of a real run fit together.
void add_clocks(Page& page, Report const& report) {
    auto const& clocks = report.outcome.clocks;
    Duration worst_error{0};
    Duration worst_estimate{0};
    bool one_machine = true;
    for (auto const& clock : clocks) {
        one_machine = one_machine && clock.same_clock;
        worst_estimate = std::max(worst_estimate, std::max(clock.behind, -clock.behind));
        if (!clock.same_clock) worst_error = std::max(worst_error, clock.error_max);
    }
    if (clocks.size() < 2) return;
    page.row(
        "clocks",
        one_machine
            ? fmt::format("one machine, one clock; an exchange of time stamps put the ranks "
                          "{} apart at most",
                          to_string(worst_estimate))
            : fmt::format("lined up with that of rank 0, to within {}", to_string(worst_error)));
}

/// What each fault of the plan hit; of a long plan first what hit nothing.
void add_plan(Page& page, std::vector<FaultReport> faults) {
    constexpr std::size_t shown_max = 20;
    if (faults.size() > shown_max)
        std::ranges::stable_sort(faults, {}, [](FaultReport const& f) { return f.struck > 0; });
    for (std::size_t i = 0; i < std::min(faults.size(), shown_max); ++i)
        page.row("", faults[i].line());
    if (faults.size() > shown_max)
        page.row("", fmt::format("and {} more, see --json", faults.size() - shown_max));
}

void add_faults(Page& page, Report const& report) {
    auto const& faults = report.outcome.faults;
    page.row("faults",
             counts({{report.crashes, report.crashes == 1 ? "crash" : "crashes"},
                     {report.recoveries, report.recoveries == 1 ? "recovery" : "recoveries"},
                     {faults.lost, "lost"},
                     {faults.duplicated, "duplicated"},
                     {faults.delayed, "delayed"},
                     {faults.refused, "not taken in (receiver down, or send window full)"},
                     {report.outcome.traffic.garbled(), "garbled"}}));
    add_plan(page, report.faults);

    std::string gone;
    for (ProcessId p : ProcessRange{0, report.processes}) {
        auto const condition = report.outcome.conditions[index(p)];
        if (condition == net::Condition::dead) gone += ' ' + to_string(p) + " (killed)";
        if (condition == net::Condition::silent) gone += ' ' + to_string(p) + " (did not answer)";
    }
    if (!gone.empty())
        page.row("missing", "the end of the history of" + gone + ", of which others had not heard");
}

}  // namespace

std::string text(Report const& report, Look const& look) {
    Page page{look};
    char const* mode = report.mode == Mode::run ? "run" : "simulated";
    page.title(fmt::format("{}: {}, {}, seed {}; {}", report.program,
                           times(report.processes, "process"), mode, report.seed,
                           how_it_ended(report)));
    for (auto const& [name, value] : report.result)
        if (auto const line = show(value); !line.empty()) page.row(words_of(name), line);
    if (!report.picture.empty()) page.block(report.picture);
    add_properties(page, report);
    add_cut_off(page, report);
    add_messages(page, report);
    add_theory(page, report);
    if (!report.latency.samples.empty()) {
        auto const& latency = report.latency;
        auto const at = [&](double share) { return to_string(latency.quantile(share)); };
        page.row("latency", latency.samples.size() == 1
                                ? fmt::format("{}: {}", latency.what, at(1))
                                : fmt::format("{}: min {}, median {}, p99 {}, max {}", latency.what,
                                              at(0), at(0.5), at(0.99), at(1)));
    }
    add_faults(page, report);
    add_clocks(page, report);
    for (File const& file : report.files)
        page.row(&file == &report.files.front() ? "files" : "", file.path);
    if (report.history_hash) page.row("history", fmt::format("{:016x}", *report.history_hash));
    page.command("repeat", report.repeat);
    return page.take();
}

}  // namespace conclave::app
