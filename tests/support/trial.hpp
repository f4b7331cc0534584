#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "check/property.hpp"
#include "net/recorder.hpp"
#include "sim/world.hpp"

namespace conclave::test {

/// A simulated run and what the checkers say of it.
struct Trial {
    net::Outcome outcome;
    std::uint64_t hash{0};
    std::vector<check::Judgement> judgements;

    [[nodiscard]] check::Finding const& finding(std::string_view id) const {
        for (auto const& judgement : judgements)
            if (judgement.id == id) return judgement.finding;
        ENSURE(false, "no property of that id");
    }
};

/// Runs the plan. One that stays until its limit is judged as if it had come to rest there: its
/// faults must be over long before, so that what has not happened by then is not going to.
inline Trial simulate(net::RunPlan const& plan, MakeStack const& make_stack,
                      std::vector<check::Property> const& properties) {
    net::Recorder recorder;
    sim::World world{plan, make_stack, &recorder};
    auto end = world.run();
    if (plan.stay) end = net::Outcome::End::story_over;
    Trial trial{.outcome = world.outcome(end), .hash = recorder.hash(), .judgements = {}};
    trial.outcome.events = recorder.take();
    trial.judgements = check::judge(properties, check::History{trial.outcome, plan.faults});
    return trial;
}

}  // namespace conclave::test
