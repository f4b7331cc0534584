#include "detectors/detectors_properties.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "check/assumptions.hpp"
#include "check/promises.hpp"
#include "check/said.hpp"
#include "detectors/failure_detector.hpp"

namespace conclave::check {
namespace {

/// A time, begin and end included, during which one process suspected another.
struct Suspicion {
    ProcessId by{};
    ProcessId of{};
    Time begin{};
    Time end{};          ///< it was taken back, the life of the suspicious one ended, or the run
    bool lasting{true};  ///< to the end of the run

    [[nodiscard]] bool at(Time t) const { return begin <= t && t <= end; }
};

std::vector<Suspicion> suspicions(History const& history) {
    std::vector<Suspicion> all;
    std::map<std::pair<ProcessId, ProcessId>, std::size_t> open;
    auto const close = [&](ProcessId by, ProcessId of, Time end) {
        auto const begun = open.extract({by, of});
        if (!begun) return;
        all[begun.mapped()].end = end;
        all[begun.mapped()].lasting = false;
    };
    for (Event const& e : history.events()) {
        if (e.kind == Event::Kind::crash)
            for (ProcessId p : history.processes()) close(e.process, p, e.time);
        if (auto const restored = said(e, &FailureDetector::restore))
            close(e.process, restored->what(), e.time);
        auto const suspected = said(e, &FailureDetector::suspect);
        if (suspected && open.emplace(std::pair{e.process, suspected->what()}, all.size()).second)
            all.push_back({e.process, suspected->what(), e.time, history.ended_at()});
    }
    return all;
}

/// A process was down, and another one was there to notice.
struct Watch {
    ProcessId watcher{};
    Absence down{};
    /// Since when the watcher has had its chance: since the crash, unless it was down itself, or
    /// stood still meanwhile.
    Time since{};
};

std::vector<Watch> watches(History const& history) {
    std::vector<Watch> all;
    auto const pauses = history.pauses();
    for (Absence const& down : history.downtimes())
        for (ProcessId q : history.processes()) {
            if (!history.up(q)) continue;
            Time since = std::max(down.begin, history.up_since(q));
            for (Absence const& pause : pauses)
                if (pause.process == q && pause.begin < down.end)
                    since = std::max(since, pause.end);
            all.push_back({q, down, since});
        }
    return all;
}

using Restored = Said<decltype(FailureDetector::restore)>;

/// How long the watcher may take: for each mistake that it had made about this process it has
/// become more patient, by less than a first detection takes. A sign of life that was still on its
/// way shows it a mistake, too.
Duration patience(History const& history, std::vector<Restored> const& restored, Watch const& watch,
                  Duration detection_max) {
    auto const mistakes = std::ranges::count_if(restored, [&](Restored const& r) {
        return r.by() == watch.watcher && r.what() == watch.down.process &&
               r.at() <= watch.since + detection_max && !history.erased(*r.event);
    });
    return detection_max * (1 + mistakes);
}

/// PFD1, EPFD1 "In the end every crashed process is permanently suspected by every correct one": at
/// the end of the run, or when it came back, if it was down for longer than they may take to
/// notice.
Finding strong_completeness(History const& history, Duration detection_max) {
    auto const restored = said(history, &FailureDetector::restore);
    auto const long_enough = [&](Watch const& watch) {
        return watch.since < watch.down.end &&  // it may have stood still for ever
               patience(history, restored, watch, detection_max) <= watch.down.end - watch.since;
    };
    auto const suspected = suspicions(history);
    auto const is_suspected = [&](Watch const& watch) {
        return std::ranges::any_of(suspected, [&](Suspicion const& s) {
            return s.by == watch.watcher && s.of == watch.down.process && s.at(watch.down.end);
        });
    };
    auto const otherwise = [&](Watch const& watch) {
        auto const& [p, begin, end] = watch.down;
        std::string witness = to_string(watch.watcher) + " did not notice that " + to_string(p) +
                              " was down from " + to_string(begin) + " to " + to_string(end);
        for (Suspicion const& s : suspected)
            if (s.by == watch.watcher && s.of == p && s.begin <= end && s.end >= watch.since)
                return witness + " for good: it took its suspicion back at " + to_string(s.end);
        return witness;
    };
    return always(those(watches(history), long_enough), is_suspected, otherwise);
}

/// PFD2 "If p is detected, p has crashed": before that, and for good.
Finding strong_accuracy(History const& history) {
    auto const downtimes = history.downtimes();
    auto const had_crashed = [&](auto const& detected) {
        return !history.complete(detected.what()) ||
               std::ranges::any_of(downtimes, [&](Absence const& down) {
                   return down.process == detected.what() && down.begin <= detected.at();
               });
    };
    return always(said(history, &FailureDetector::suspect), had_crashed, [](auto const& detected) {
        return to_string(detected.by()) + " detected the crash of " + to_string(detected.what()) +
               " at " + to_string(detected.at()) + ", which was up";
    });
}

/// EPFD2 "In the end no correct process is suspected by a correct one."
Finding eventual_strong_accuracy(History const& history) {
    auto const lasting = those(suspicions(history), &Suspicion::lasting);
    auto const wronged = [&](ProcessId watcher) {
        return std::ranges::find_if(lasting, [&](Suspicion const& s) {
            return s.by == watcher && history.up(s.of) && s.of != watcher;
        });
    };
    return in_the_end(
        history, history.survivors(), [&](ProcessId p) { return wronged(p) == lasting.end(); },
        [&](ProcessId p) {
            return to_string(p) + " still suspects " + to_string(wronged(p)->of) + ", which is up";
        });
}

}  // namespace

std::vector<Property> perfect_failure_detector(Duration detection_max) {
    return assuming(
        {crash_stop(), synchrony(detection_max)},
        {{"PFD1", "Strong completeness",
          [=](History const& history) { return strong_completeness(history, detection_max); }},
         {"PFD2", "Strong accuracy", strong_accuracy}});
}

std::vector<Property> eventually_perfect_failure_detector(Duration detection_max) {
    return assuming(
        {partial_synchrony()},
        {{"EPFD1", "Strong completeness",
          [=](History const& history) { return strong_completeness(history, detection_max); }},
         {"EPFD2", "Eventual strong accuracy", eventual_strong_accuracy}});
}

}  // namespace conclave::check
