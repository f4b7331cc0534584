#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "check/property.hpp"
#include "clocks/clock_reading.hpp"
#include "detectors/failure_detector.hpp"
#include "elections/election.hpp"
#include "elections/monarchical_leader_detector.hpp"
#include "net/run.hpp"

namespace conclave::test {

/// A history told by hand, for the checkers:
///
///     Tale tale{2}; tale.at(10ms).send(0, 1, 7).at(20ms).receive(1, 0, 7).ends(1s);
///
/// Messages are `Line(7)` on one channel, unless their kind and text are given. The run came to
/// rest, unless it is cut_off().
class Tale {
public:
    using Id = std::uint32_t;

    explicit Tale(std::uint32_t n) { outcome_.conditions.resize(n, net::Condition::up); }

    /// When what is told next happens.
    Tale& at(Duration time) {
        now_ = Time{time};
        return *this;
    }

    Tale& send(Id from, Id to, std::uint64_t number, std::string_view kind = "Line",
               std::string_view text = {}) {
        return message(Event::Kind::send, from, to, number, kind, text);
    }
    Tale& receive(Id to, Id from, std::uint64_t number, std::string_view kind = "Line",
                  std::string_view text = {}) {
        return message(Event::Kind::receive, to, from, number, kind, text);
    }
    Tale& broadcast(Id origin, std::uint64_t number, std::string_view text = {}) {
        return message(Event::Kind::broadcast, origin, origin, number, "Line", text);
    }
    Tale& deliver(Id p, Id origin, std::uint64_t number, std::string_view text = {}) {
        return message(Event::Kind::deliver, p, origin, number, "Line", text);
    }
    /// p invokes an operation, with a tuple of arguments, and gets its response, with a tuple of
    /// results.
    template <class Arguments>
    Tale& invoke(Id p, std::uint64_t id, std::string_view name, Arguments const& arguments) {
        return operation(Event::Kind::invocation, p, id, name, arguments);
    }
    template <class Results>
    Tale& respond(Id p, std::uint64_t id, std::string_view name, Results const& results) {
        return operation(Event::Kind::response, p, id, name, results);
    }
    Tale& decide(Id p, std::string_view remark) {
        return add({.kind = Event::Kind::decision, .peer = process(p)}, p, remark);
    }
    /// Any decision that has arguments.
    template <class... Arguments>
    Tale& decide(Id p, std::string_view name, std::tuple<Arguments...> const& arguments) {
        return add({.kind = Event::Kind::decision, .peer = process(p), .body = encode(arguments)},
                   p, name);
    }
    /// p tells what its clock says after an event of its own, or after its latest sending or
    /// receipt.
    template <class Value>
    Tale& clock(Id p, ClockReading::Of of, Value const& value, Duration physical = {}) {
        Event event{.kind = Event::Kind::decision, .peer = process(p)};
        event.body = encode(ClockReading{of, Time{physical}, encode(value)});
        event.shown = "clock " + to_string(value);
        return add(std::move(event), p, "reads");
    }
    Tale& starts(Id p) { return says(p, &Election::starts); }
    Tale& wins(Id p) { return says(p, &Election::wins); }
    Tale& elected(Id p, Id leader) { return says(p, &Election::elected, process(leader)); }
    Tale& trust(Id p, Id leader) {
        return says(p, &MonarchicalLeaderDetector::trust, process(leader));
    }
    Tale& suspect(Id p, Id whom) { return says(p, &FailureDetector::suspect, process(whom)); }
    Tale& restore(Id p, Id whom) { return says(p, &FailureDetector::restore, process(whom)); }
    Tale& detect_crash(Id p, Id whom) { return suspect(p, whom); }

    /// p says what a module's indication or decision says, with its arguments.
    template <class Saying, class Owner, class... Arguments>
    Tale& says(Id p, Saying Owner::*, Arguments const&... arguments) {
        using Values = typename Saying::Values;
        Event event{.kind = Saying::kind, .layer = layer_of<Owner>()};
        event.peer = about(p, arguments...);
        event.body = encode(Values{arguments...});
        if constexpr (sizeof...(Arguments) > 0) event.show_body = &show_bytes<Values>;
        return add(std::move(event), p, Saying::name);
    }

    /// Any other indication, with its arguments.
    template <class... Arguments>
    Tale& indicate(Id p, std::string_view name, std::tuple<Arguments...> const& arguments) {
        Event event{.kind = Event::Kind::indication, .peer = process(p), .body = encode(arguments)};
        event.show_body = &show_bytes<std::tuple<Arguments...>>;
        return add(std::move(event), p, name);
    }

    Tale& crash(Id p) {
        outcome_.conditions[p] = net::Condition::crashed;
        return add({.kind = Event::Kind::crash, .peer = process(p)}, p, "crashes");
    }
    Tale& recover(Id p) {
        outcome_.conditions[p] = net::Condition::up;
        return add({.kind = Event::Kind::recovery, .peer = process(p)}, p, "recovers");
    }
    Tale& pause(Id p) { return add({.kind = Event::Kind::pause, .peer = process(p)}, p, "pauses"); }
    Tale& resume(Id p) {
        return add({.kind = Event::Kind::resume, .peer = process(p)}, p, "goes on");
    }

    /// How p stood at the end: of a process that is dead or silent, the last events may be
    /// missing.
    Tale& finds(Id p, net::Condition condition) {
        outcome_.conditions[p] = condition;
        return *this;
    }
    /// The last process's machine has a clock of its own, known to within this.
    Tale& another_machine(Duration error_max) {
        outcome_.clocks.resize(outcome_.conditions.size());
        outcome_.clocks.back() = {.error_max = error_max, .same_clock = false};
        return *this;
    }
    Tale& cut_off() {
        outcome_.end = net::Outcome::End::time_limit;
        return *this;
    }
    /// What was planned to go wrong.
    Tale& faults(net::FaultPlan plan) {
        faults_ = std::move(plan);
        return *this;
    }
    Tale& ends(Duration time) {
        outcome_.ended_at = Time{time};
        return *this;
    }

    [[nodiscard]] net::Outcome const& outcome() const { return outcome_; }

    /// What the checker of this id finds out.
    [[nodiscard]] check::Finding judged(std::vector<check::Property> const& properties,
                                        std::string_view id) const {
        for (check::Property const& property : properties)
            if (property.id == id)
                return check::judge({property}, check::History{outcome_, faults_}).front().finding;
        ENSURE(false, "no property of that id");
    }

private:
    Tale& message(Event::Kind kind, Id p, Id peer, std::uint64_t number, std::string_view name,
                  std::string_view text) {
        Event event{.kind = kind, .peer = process(peer), .number = number};
        event.shown = text.empty() ? std::to_string(number) : std::string{text};
        for (char const c : event.shown) event.body.push_back(static_cast<std::byte>(c));
        return add(std::move(event), p, name);
    }
    /// As an indication has it: the process that is its first argument.
    static ProcessId about(Id, ProcessId first, auto const&...) { return first; }
    static ProcessId about(Id p, auto const&...) { return process(p); }
    template <class Values>
    Tale& operation(Event::Kind kind, Id p, std::uint64_t id, std::string_view name,
                    Values const& values) {
        return add({.kind = kind,
                    .peer = process(p),
                    .number = id,
                    .body = encode(values),
                    .show_body = &show_bytes<Values>},
                   p, name);
    }
    Tale& add(Event event, Id p, std::string_view what) {
        event.process = process(p);
        event.time = now_;
        event.what = what;
        outcome_.events.push_back(std::move(event));
        outcome_.ended_at = std::max(outcome_.ended_at, now_);
        return *this;
    }

    net::Outcome outcome_{};
    net::FaultPlan faults_{};
    Time now_{};
};

}  // namespace conclave::test
