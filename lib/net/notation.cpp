#include "net/notation.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <functional>
#include <optional>

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

/// The name of a role, a kind of messages or the like.
bool is_word(std::string_view text) {
    auto const letter = [](char c) { return ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z'); };
    return !text.empty() && letter(text.front()) && std::ranges::all_of(text, [&](char c) {
        return letter(c) || ('0' <= c && c <= '9') || c == '_' || c == '-';
    });
}

Victim read_victim(std::string_view text, std::string_view whole, std::string_view expected) {
    if (is_word(text)) return Victim{std::string{text}};
    return read_process(text, whole, expected);
}

/// "0>1" or "0-to-1"; nothing if it is neither.
std::optional<std::pair<std::string_view, std::string_view>> split_direction(
    std::string_view text) {
    auto const ends = split(text, ">");
    return ends ? ends : split(text, "-to-");
}

std::optional<ProcessId> read_side(std::string_view text, std::string_view whole,
                                   std::string_view expected) {
    if (text == "*") return std::nullopt;
    return read_process(text, whole, expected);
}

Direction read_direction(std::string_view text, std::string_view whole, std::string_view expected) {
    auto const ends = split_direction(text);
    if (!ends) refuse(whole, expected);
    Direction const direction{read_side(ends->first, whole, expected),
                              read_side(ends->second, whole, expected)};
    if (direction.from && direction.from == direction.to)
        refuse(whole, "for a link: its two processes are the same");
    return direction;
}

/// A fault of one direction, "0>1:VALUE@1s..3s" with or without its dates, in parts.
struct OnLink {
    Direction direction{};
    std::string_view value;
    Span span{};
};
OnLink read_on_link(std::string_view text, std::string_view expected) {
    auto const dated = split(text, "@");
    auto const parts = split(dated ? dated->first : text, ":");
    if (!parts) refuse(text, expected);
    return {.direction = read_direction(parts->first, text, expected),
            .value = parts->second,
            .span = dated ? read_span(dated->second) : Span{}};
}

/// "2sends", "1put": how many, from a crash's date on.
CrashPoint read_point(std::string_view text, std::string_view whole) {
    using After = CrashPoint::After;
    constexpr std::string_view expected =
        "a crash in the middle of a handler such as 3@2s+1send or 3@2s+2puts";
    constexpr std::array<std::pair<std::string_view, After>, 4> words{
        {{"sends", After::send}, {"send", After::send}, {"puts", After::put}, {"put", After::put}}};
    for (auto const& [word, after] : words) {
        if (!text.ends_with(word)) continue;
        auto const count = number<std::uint64_t>(text.substr(0, text.size() - word.size()));
        if (!count || *count < 1) break;
        return {after, *count};
    }
    refuse(whole, expected);
}

struct Unit {
    std::string_view name;
    double nanoseconds;
};
constexpr std::array<Unit, 5> units{
    {{"us", 1e3}, {"ms", 1e6}, {"min", 60e9}, {"s", 1e9}, {"ns", 1}}};  // "s" after its ends

std::string write_victim(Victim const& victim) {
    return victim.is_process() ? std::to_string(index(victim.process)) : victim.role;
}
std::string write_side(std::optional<ProcessId> const& p) {
    return p ? std::to_string(index(*p)) : "*";
}
std::string write_direction(Direction const& direction) {
    return write_side(direction.from) + '>' + write_side(direction.to);
}
std::string write_point(std::optional<CrashPoint> const& point) {
    if (!point) return {};
    return '+' + std::to_string(point->count) +
           (point->after == CrashPoint::After::send ? "send" : "put") +
           (point->count == 1 ? "" : "s");
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
    constexpr std::string_view expected = "a cut such as 0>1, 0-to-1 or 0>1@1s..3s";
    auto const dated = split(text, "@");
    auto const ends = split_direction(dated ? dated->first : text);
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

LinkDelay read_link_delay(std::string_view text) {
    auto const link =
        read_on_link(text, "a link and its delay such as 0>1:20ms..30ms or *>1:5ms@1s..3s");
    auto const [min, max] = read_delay(link.value);
    return {.direction = link.direction, .min = min, .max = max, .span = link.span};
}

LinkChance read_link_chance(std::string_view text) {
    auto const link =
        read_on_link(text, "a link and a probability such as 0>1:0.5 or 0>*:10%@1s..3s");
    return {.direction = link.direction,
            .probability = read_probability(link.value),
            .span = link.span};
}

Drop read_drop(std::string_view text) {
    constexpr std::string_view expected =
        "a kind, a sender and a count such as Victory@6:1, Victory@6>2:3 or Victory@*:all@1s..3s";
    auto const kind_and_rest = split(text, "@");
    if (!kind_and_rest || !is_word(kind_and_rest->first)) refuse(text, expected);
    auto const dated = split(kind_and_rest->second, "@");
    auto const parts = split(dated ? dated->first : kind_and_rest->second, ":");
    if (!parts) refuse(text, expected);
    Drop drop{.kind = std::string{kind_and_rest->first}};
    if (split_direction(parts->first))
        drop.direction = read_direction(parts->first, text, expected);
    else
        drop.direction.from = read_side(parts->first, text, expected);
    if (parts->second != "all") {
        drop.count = number<std::uint64_t>(parts->second);
        if (!drop.count || *drop.count < 1) refuse(text, expected);
    }
    if (dated) drop.span = read_span(dated->second);
    return drop;
}

Action read_action(Action::Kind kind, std::string_view text) {
    constexpr std::string_view expected = "a process and a time such as 3@2s or leader@2s";
    auto const parts = split(text, "@");
    if (!parts) refuse(text, expected);
    Action action{.kind = kind, .victim = read_victim(parts->first, text, expected)};
    auto const dated = split(parts->second, "+");
    bool const in_handler = kind == Action::Kind::crash && dated && !dated->first.empty();
    action.at = Time{read_duration(in_handler ? dated->first : parts->second)};
    if (in_handler) action.point = read_point(dated->second, text);
    return action;
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

namespace {

using Add = std::function<void(std::string const& option, std::string const& value)>;

void write_network(FaultPlan const& plan, Add const& add) {
    if (plan.loss > 0) add("--loss", write_number(plan.loss));
    if (plan.duplicate > 0) add("--duplicate", write_number(plan.duplicate));
    if (plan.delay_max > Duration::zero())
        add("--delay", write(plan.delay_min) + ".." + write(plan.delay_max));
    if (plan.reorder > 0) add("--reorder", write_number(plan.reorder));
    for (Cut const& cut : plan.cuts)
        add("--cut", write_direction({cut.from, cut.to}) + write_span(cut.span));
    for (Partition const& partition : plan.partitions) {
        std::string text;
        for (auto const& group : partition.groups) {
            if (!text.empty()) text += '/';
            for (ProcessId p : group)
                text += (p == group.front() ? "" : ",") + std::to_string(index(p));
        }
        add("--partition", text + write_span(partition.span));
    }
    for (LinkDelay const& f : plan.delays_on)
        add("--delay-on", write_direction(f.direction) + ':' + write(f.min) + ".." + write(f.max) +
                              write_span(f.span));
    auto const add_chances = [&](std::string const& option, auto const& faults) {
        for (LinkChance const& f : faults)
            add(option, write_direction(f.direction) + ':' + write_number(f.probability) +
                            write_span(f.span));
    };
    add_chances("--loss-on", plan.losses_on);
    add_chances("--duplicate-on", plan.duplicates_on);
    for (Drop const& drop : plan.drops)
        add("--drop", drop.kind + '@' +
                          (drop.direction.to ? write_direction(drop.direction)
                                             : write_side(drop.direction.from)) +
                          ':' + (drop.count ? std::to_string(*drop.count) : "all") +
                          write_span(drop.span));
}

void write_actions(std::vector<Action> const& actions, Add const& add) {
    for (std::size_t i = 0; i < actions.size(); ++i) {
        Action const& action = actions[i];
        auto const when = write_victim(action.victim) + '@' + write(action.at.time_since_epoch());
        switch (action.kind) {
            case Action::Kind::crash: add("--crash", when + write_point(action.point)); break;
            case Action::Kind::recover: add("--recover", when); break;
            case Action::Kind::kill: add("--kill", when); break;
            case Action::Kind::resume: break;  // written with its pause, which it follows
            case Action::Kind::pause:
                add("--pause", when + ".." + write(actions[i + 1].at.time_since_epoch()));
                break;
        }
    }
}

}  // namespace

std::vector<std::string> write(FaultPlan const& plan) {
    std::vector<std::string> options;
    Add const add = [&options](std::string const& option, std::string const& value) {
        options.push_back(option);
        options.push_back(value);
    };
    write_network(plan, add);
    write_actions(plan.actions, add);
    for (auto const& [p, clock] : plan.skews)
        add("--skew", std::to_string(index(p)) + ':' + write(clock.offset) + ',' +
                          std::to_string(clock.drift_ppm) + "ppm");
    return options;
}

}  // namespace conclave::net
