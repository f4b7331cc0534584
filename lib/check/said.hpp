#pragma once

#include <map>
#include <optional>
#include <vector>

#include "check/history.hpp"
#include "core/wire.hpp"

/// What processes said, asked for by the member that said it: `said(history, &Election::elected)`.
/// An indication or decision that is renamed breaks the build here, not a property's premise.
namespace conclave::check {

/// What one process said at one time; `values` are the arguments of the indication or decision.
template <class Saying>
struct Said {
    Event const* event{nullptr};
    typename Saying::Values values{};

    [[nodiscard]] ProcessId by() const { return event->process; }
    [[nodiscard]] Time at() const { return event->time; }
    /// Its first argument.
    [[nodiscard]] auto const& what() const { return std::get<0>(values); }
};

/// This event, if it is one of that member.
template <class Saying, class Owner>
[[nodiscard]] std::optional<Said<Saying>> said(Event const& event, Saying Owner::*) {
    if (event.kind != Saying::kind || event.what != Saying::name) return std::nullopt;
    auto values = decode<typename Saying::Values>(view(event.body));
    if (!values) return std::nullopt;
    return Said<Saying>{&event, *std::move(values)};
}

/// All that was said, causes before effects.
template <class Saying, class Owner>
[[nodiscard]] std::vector<Said<Saying>> said(History const& history, Saying Owner::*member) {
    std::vector<Said<Saying>> all;
    for (Event const& event : history.events())
        if (auto one = said(event, member)) all.push_back(*std::move(one));
    return all;
}

/// The last word of each process that is up at the end, in its last life.
template <class Saying, class Owner>
[[nodiscard]] std::map<ProcessId, Said<Saying>> last_said(History const& history,
                                                          Saying Owner::*member) {
    std::map<ProcessId, Said<Saying>> last;
    for (auto& one : said(history, member))
        if (history.up(one.by()) && !history.erased(*one.event))
            last.insert_or_assign(one.by(), std::move(one));
    return last;
}

}  // namespace conclave::check
