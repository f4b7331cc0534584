#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "check/measures.hpp"
#include "check/property.hpp"
#include "check/said.hpp"

namespace conclave::check {

/// The indication by which a module names its leader: `&Election::elected`, or
/// `&MonarchicalLeaderDetector::trust`.
class Naming {
public:
    template <class Saying, class Owner>
    Naming(Saying Owner::*member)  // NOLINT(*-explicit-*): it stands for the member
        : named_{[member](Event const& event) -> std::optional<ProcessId> {
              if (auto const one = said(event, member)) return one->what();
              return std::nullopt;
          }} {}

    /// Whom this event names, if it is such an indication.
    [[nodiscard]] std::optional<ProcessId> operator()(Event const& event) const {
        return named_(event);
    }

private:
    std::function<std::optional<ProcessId>(Event const&)> named_;
};

/// BE1..3 of an Election: correct means up at the end. They are promised where no message takes
/// longer than `delay_max`; without it whatever the messages take.
std::vector<Property> bully_election(std::optional<Duration> delay_max = {});

/// ELD1..2 of an eventual leader detector.
std::vector<Property> eventual_leader_detector();

/// The leader on whom all processes that are up agree at the end.
std::optional<ProcessId> agreed_leader(History const& history, Naming const& naming);

/// From each failure of a leader until every process that is up at the end had, for the first time
/// since, named one and the same new leader that was not the failed one.
Latency failure_to_new_leader(History const& history, Naming const& naming);

/// The message counts of bully elections. Each start costs a Challenge to every superior; an
/// Answer, or a leader's Victory to the challenger alone, follows at most once for each that is
/// delivered (after a recovery one may be delivered twice, once in each life); each win costs a
/// Victory to every inferior.
std::vector<TheoryRow> bully_messages(History const& history);

/// The messages of a run that is one bully election after the crash of the highest process, begun
/// by the second highest (the best case) or by the lowest (the worst). Of two processes at least,
/// where no message takes longer than `delay_max`.
TheoryRow one_bully_election(History const& history, net::Outcome const& outcome, bool best,
                             Duration delay_max);

}  // namespace conclave::check
