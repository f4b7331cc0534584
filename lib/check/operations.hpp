#pragma once

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "check/history.hpp"
#include "check/property.hpp"
#include "core/operation.hpp"
#include "core/wire.hpp"

/// What users asked for and what they got: `operations(history, &Register::write)`.
namespace conclave::check {

/// One operation, from its invocation to its response.
template <class Operation>
struct Operated {
    Event const* invoked{nullptr};
    Event const* responded{nullptr};  ///< null: it was cut off by a crash, or still goes on
    typename Operation::Values arguments{};
    std::optional<typename Operation::Result> result{};  ///< a tuple of one value, or of none

    [[nodiscard]] ProcessId by() const { return invoked->process; }
    [[nodiscard]] OperationId id() const { return OperationId{invoked->number}; }
};

/// All operations of that member, in the order of their invocations.
template <class Operation, class Owner>
[[nodiscard]] std::vector<Operated<Operation>> operations(History const& history,
                                                          Operation Owner::*) {
    std::vector<Operated<Operation>> all;
    std::map<std::pair<ProcessId, std::uint64_t>, std::size_t> places;
    for (Event const& event : history.events()) {
        if (event.what != Operation::name) continue;
        std::pair const id{event.process, event.number};
        if (event.kind == Event::Kind::invocation) {
            auto arguments = decode<typename Operation::Values>(view(event.body));
            if (!arguments || !places.emplace(id, all.size()).second) continue;
            all.push_back({.invoked = &event, .arguments = *std::move(arguments)});
        } else if (event.kind == Event::Kind::response) {
            auto const place = places.find(id);
            if (place == places.end()) continue;
            all[place->second].responded = &event;
            all[place->second].result = decode<typename Operation::Result>(view(event.body));
        }
    }
    return all;
}

/// "If a correct process invokes an operation, then the operation eventually completes"; correct:
/// it never crashed.
template <class Operation>
void must_respond(History const& history, std::vector<Operated<Operation>> const& operations,
                  Finding& finding) {
    for (auto const& operation : operations) {
        if (!history.never_crashed(operation.by())) continue;
        finding.premise();
        if (!operation.responded)
            finding.fail_at_rest(history, to_string(*operation.invoked) + ", invoked at " +
                                              to_string(operation.invoked->time) +
                                              ", never responded");
    }
}

}  // namespace conclave::check
