#include "net/notation.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include "core/input_error.hpp"

namespace conclave::net {
namespace {

[[noreturn]] void refuse(std::string_view text, std::string_view expected) {
    throw InputError{"'" + std::string{text} + "' is not " + std::string{expected}};
}

/// Splits at the first separator; nothing if there is none.
std::optional<std::pair<std::string_view, std::string_view>> split(std::string_view text,
                                                                   std::string_view separator) {
    auto const at = text.find(separator);
    if (at == text.npos) return std::nullopt;
    return std::pair{text.substr(0, at), text.substr(at + separator.size())};
}

template <class Number>
std::optional<Number> number(std::string_view text) {
    if (!text.empty() && text.front() == '+') text.remove_prefix(1);
    Number value{};
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    if constexpr (std::is_floating_point_v<Number>)
        if (!std::isfinite(value)) return std::nullopt;
    return value;
}

ProcessId read_process(std::string_view text, std::string_view whole, std::string_view expected) {
    auto const id = number<std::uint32_t>(text);
    if (!id) refuse(whole, expected);
    return ProcessId{*id};
}

Victim read_victim(std::string_view text, std::string_view whole, std::string_view expected) {
    if (text == "leader") return the_leader;
    return read_process(text, whole, expected);
}

struct Unit {
    std::string_view name;
    double nanoseconds;
};
constexpr std::array<Unit, 5> units{
    {{"us", 1e3}, {"ms", 1e6}, {"min", 60e9}, {"s", 1e9}, {"ns", 1}}};  // "s" after its ends

std::string write_process(Victim const& victim) {
    return victim ? std::to_string(index(*victim)) : "leader";
}
std::string write_span(Span const& span) {
    if (span == Span{}) return {};
    return '@' + net::write(span.begin.time_since_epoch()) + ".." +
           net::write(span.end.time_since_epoch());
}
std::string write_number(double value) {
    std::array<char, 32> text{};
    return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr};
}

}  // namespace

Duration read_duration(std::string_view text, bool negative) {
    constexpr std::string_view expected = "a time such as 10s, 500ms, 20us or 2min";
    for (auto const& [name, nanoseconds] : units) {
        if (!text.ends_with(name)) continue;
        auto const count = number<double>(text.substr(0, text.size() - name.size()));
        if (!count) continue;
        double const value = std::round(*count * nanoseconds);
        if (value < 0 && !negative) refuse(text, "a time: it is below zero");
        if (std::abs(value) > 1e17) refuse(text, "a time within three years");
        return Duration{static_cast<std::int64_t>(value)};
    }
    refuse(text, expected);
}

double read_probability(std::string_view text) {
    bool const percent = text.ends_with('%');
    auto const value = number<double>(percent ? text.substr(0, text.size() - 1) : text);
    if (!value || *value < 0 || *value > (percent ? 100 : 1))
        refuse(text, "a probability such as 0.1 or 10%, from 0 to 1");
    return percent ? *value / 100 : *value;
}

std::pair<Duration, Duration> read_delay(std::string_view text) {
    auto const ends = split(text, "..");
    if (!ends) return {read_duration(text), read_duration(text)};
    std::pair const range{read_duration(ends->first), read_duration(ends->second)};
    if (range.second < range.first)
        refuse(text, "a range such as 1ms..10ms: its end is before its begin");
    return range;
}

Span read_span(std::string_view text) {
    auto const ends = split(text, "..");
    if (!ends) refuse(text, "a span of time such as 1s..3s");
    Span const span{Time{read_duration(ends->first)}, Time{read_duration(ends->second)}};
    if (span.end <= span.begin) refuse(text, "a span of time: its end is not after its begin");
    return span;
}

Cut read_cut(std::string_view text) {
    constexpr std::string_view expected = "a cut such as 0>1 or 0>1@1s..3s";
    auto const dated = split(text, "@");
    auto const ends = split(dated ? dated->first : text, ">");
    if (!ends) refuse(text, expected);
    Cut cut{.from = read_process(ends->first, text, expected),
            .to = read_process(ends->second, text, expected)};
    if (cut.from == cut.to) refuse(text, "a cut: its two processes are the same");
    if (dated) cut.span = read_span(dated->second);
    return cut;
}

Partition read_partition(std::string_view text) {
    constexpr std::string_view expected = "a partition such as 0,1/2,3,4 or 0,1/2,3,4@1s..3s";
    auto const dated = split(text, "@");
    Partition partition;
    if (dated) partition.span = read_span(dated->second);
    std::vector<ProcessId> seen;
    for (auto rest = std::optional{dated ? dated->first : text}; rest;) {
        auto const group_and_rest = split(*rest, "/");
        auto const group = group_and_rest ? group_and_rest->first : *rest;
        partition.groups.emplace_back();
        for (auto members = std::optional{group}; members;) {
            auto const one_and_rest = split(*members, ",");
            ProcessId const p =
                read_process(one_and_rest ? one_and_rest->first : *members, text, expected);
            if (std::ranges::find(seen, p) != seen.end())
                refuse(text,
                       "a partition: process " + std::to_string(index(p)) + " is in it twice");
            seen.push_back(p);
            partition.groups.back().push_back(p);
            members = one_and_rest ? std::optional{one_and_rest->second} : std::nullopt;
        }
        rest = group_and_rest ? std::optional{group_and_rest->second} : std::nullopt;
    }
    if (partition.groups.size() < 2) refuse(text, "a partition: it has one group only");
    return partition;
}

Action read_action(Action::Kind kind, std::string_view text) {
    constexpr std::string_view expected = "a process and a time such as 3@2s or leader@2s";
    auto const parts = split(text, "@");
    if (!parts) refuse(text, expected);
    return {.kind = kind,
            .victim = read_victim(parts->first, text, expected),
            .at = Time{read_duration(parts->second)}};
}

std::pair<Action, Action> read_pause(std::string_view text) {
    constexpr std::string_view expected = "a process and a span such as 3@1s..2s or leader@1s..2s";
    auto const parts = split(text, "@");
    if (!parts) refuse(text, expected);
    auto const victim = read_victim(parts->first, text, expected);
    auto const span = read_span(parts->second);
    return {{.kind = Action::Kind::pause, .victim = victim, .at = span.begin},
            {.kind = Action::Kind::resume, .victim = victim, .at = span.end}};
}

std::pair<ProcessId, LocalClock> read_skew(std::string_view text) {
    constexpr std::string_view expected = "a clock error such as 3:+5ms,-20ppm, 3:5ms or 3:-20ppm";
    auto const parts = split(text, ":");
    if (!parts) refuse(text, expected);
    LocalClock clock;
    auto const read_part = [&](std::string_view part) {
        if (!part.ends_with("ppm")) {
            clock.offset = read_duration(part, true);
            return;
        }
        auto const drift = number<std::int64_t>(part.substr(0, part.size() - 3));
        if (!drift || *drift <= -1'000'000 || *drift > 1'000'000'000) refuse(text, expected);
        clock.drift_ppm = *drift;
    };
    if (auto const both = split(parts->second, ",")) {
        if (both->first.ends_with("ppm") == both->second.ends_with("ppm")) refuse(text, expected);
        read_part(both->first);
        read_part(both->second);
    } else {
        read_part(parts->second);
    }
    return {read_process(parts->first, text, expected), clock};
}

std::string write(Duration duration) {
    constexpr std::array<std::pair<std::int64_t, char const*>, 3> exact{
        {{1'000'000'000, "s"}, {1'000'000, "ms"}, {1'000, "us"}}};
    for (auto const& [size, name] : exact)
        if (duration.count() % size == 0) return std::to_string(duration.count() / size) + name;
    return std::to_string(duration.count()) + "ns";
}

std::vector<std::string> write(FaultPlan const& plan) {
    std::vector<std::string> options;
    auto const add = [&](std::string const& option, std::string const& value) {
        options.push_back(option);
        options.push_back(value);
    };
    if (plan.loss > 0) add("--loss", write_number(plan.loss));
    if (plan.duplicate > 0) add("--duplicate", write_number(plan.duplicate));
    if (plan.delay_max > Duration::zero())
        add("--delay", write(plan.delay_min) + ".." + write(plan.delay_max));
    if (plan.reorder > 0) add("--reorder", write_number(plan.reorder));
    for (Cut const& cut : plan.cuts)
        add("--cut", std::to_string(index(cut.from)) + '>' + std::to_string(index(cut.to)) +
                         write_span(cut.span));
    for (Partition const& partition : plan.partitions) {
        std::string text;
        for (auto const& group : partition.groups) {
            if (!text.empty()) text += '/';
            for (ProcessId p : group)
                text += (p == group.front() ? "" : ",") + std::to_string(index(p));
        }
        add("--partition", text + write_span(partition.span));
    }
    for (std::size_t i = 0; i < plan.actions.size(); ++i) {
        Action const& action = plan.actions[i];
        auto const when = write_process(action.victim) + '@' + write(action.at.time_since_epoch());
        switch (action.kind) {
            case Action::Kind::crash: add("--crash", when); break;
            case Action::Kind::recover: add("--recover", when); break;
            case Action::Kind::kill: add("--kill", when); break;
            case Action::Kind::resume: break;  // written with its pause, which it follows
            case Action::Kind::pause:
                add("--pause", when + ".." + write(plan.actions[i + 1].at.time_since_epoch()));
                break;
        }
    }
    for (auto const& [p, clock] : plan.skews)
        add("--skew", std::to_string(index(p)) + ':' + write(clock.offset) + ',' +
                          std::to_string(clock.drift_ppm) + "ppm");
    return options;
}

}  // namespace conclave::net
