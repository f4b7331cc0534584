#include "scenarios/leader_election.hpp"

#include <algorithm>
#include <charconv>

#include "core/input_error.hpp"
#include "core/random.hpp"
#include "detectors/detectors_properties.hpp"
#include "links/links_properties.hpp"
#include "net/fault_model.hpp"
#include "scenarios/settling.hpp"

namespace conclave::scenarios {
namespace {

using namespace std::chrono_literals;

/// By when a message has arrived: through the network and its faults, and past the lost copies.
Duration arrival_max(net::RunPlan const& plan, app::Mode mode) {
    // Ranks that share cores wait for each other; the simulator's processes do not.
    Duration const machine = mode == app::Mode::run ? 100ms : 0ms;
    Duration const hop = net::FaultModel{plan.faults, plan.seed}.delay_max() + machine;
    return std::max<Duration>(1ms, delivery_max(plan, hop));
}

}  // namespace

std::vector<app::Option> LeaderElection::options() {
    return {
        {"--algorithm", "bully, or omega: the monarchical eventual leader detector, for comparison",
         app::Choice{&algorithm, {"bully", "omega"}}},
        {"--starter", "who starts the first election: random, all, none, or a process's number",
         &starter},
        {"--set-up",
         "story; or the two in which the literature counts messages: best, only the second highest "
         "acts on the leader's failure; worst, only the lowest does",
         app::Choice{&set_up, {"story", "best", "worst"}}},
        {"--heartbeat",
         "how often a process shows that it lives; more often: faster detection, more messages",
         &heartbeat},
        {"--silence",
         "the silence that makes a process a suspect at first; longer: fewer mistakes, slower "
         "detection; 0s: worked out, 5 heartbeats and those that --loss may take",
         &silence},
        {"--delay-max",
         "what the election assumes to be the longest delay of a message; too short: two leaders "
         "for a while; 0s: worked out from --delay and --loss",
         &delay_max},
    };
}

void LeaderElection::prepare(net::RunPlan& plan, app::Asked const& asked) {
    if (heartbeat <= 0ms) throw InputError{"--heartbeat: it must be longer than nothing"};
    if (silence != 0ms && silence < heartbeat)
        throw InputError{"--silence: it must be a heartbeat at least"};
    if (!bully() && set_up != "story")
        throw InputError{"--set-up: omega sends no messages to count; use it with bully"};
    // A heartbeat that is lost by chance tells of no crash; so many in a row are beyond chance.
    auto const losses = std::min<std::uint64_t>(check::tries_beyond_chance(plan.faults.loss), 1000);
    settings_ = {.heartbeat = heartbeat, .silence_max = silence, .delay_max = delay_max};
    if (silence == 0ms) settings_.silence_max = heartbeat * static_cast<std::int64_t>(4 + losses);
    if (delay_max == 0ms) settings_.delay_max = arrival_max(plan, asked.mode);
    choose_starter(plan);

    auto const n = plan.processes;
    auto& actions = plan.faults.actions;
    using enum net::Action::Kind;
    if (set_up != "story") {
        if (asked.faults) throw InputError{"--set-up: it has its own crash; leave the others out"};
        settings_.sole_reactor = process(set_up == "best" ? n - 2 : 0);
        actions.push_back({crash, process(n - 1), Time{1s}});
    } else if (!asked.faults) {
        actions.push_back({crash, net::the_leader, Time{2s}});
        actions.push_back({recover, net::the_leader, Time{4s}});
    }
    detection_max_ = settings_.detection_max(losses);
    plan.settle = detection_max_ + settings_.patience() + 5 * settings_.delay_max;
}

void LeaderElection::choose_starter(net::RunPlan const& plan) {
    constexpr std::uint64_t stream = 0x7374617274;  // "start": apart from every process's stream
    auto const n = plan.processes;
    settings_.starter = ProcessId{n};  // nobody
    if (starter == "random") {
        settings_.starter = process(Random{plan.seed, stream}.below(n));
    } else if (starter == "all") {
        settings_.starter.reset();
    } else if (starter != "none") {
        std::uint32_t id = 0;
        auto const* end = starter.data() + starter.size();
        if (std::from_chars(starter.data(), end, id).ptr != end || id >= n)
            throw InputError{"--starter: '" + starter + "' is none of random, all, none and 0 to " +
                             std::to_string(n - 1)};
        settings_.starter = ProcessId{id};
    }
}

std::unique_ptr<Stack> LeaderElection::make_stack(Context& ctx) const {
    if (bully()) return std::make_unique<BullyStack>(ctx, settings_);
    return std::make_unique<OmegaStack>(ctx, settings_);
}

std::vector<check::Property> LeaderElection::properties(net::RunPlan const&) const {
    auto properties =
        bully() ? check::bully_election(settings_.delay_max) : check::eventual_leader_detector();
    for (auto& property : check::eventually_perfect_failure_detector(detection_max_)) {
        property.supporting = true;
        properties.push_back(std::move(property));
    }
    return properties;
}

check::Naming LeaderElection::naming() const {
    if (bully()) return &Election::elected;
    return &MonarchicalLeaderDetector::trust;
}

std::vector<check::TheoryRow> LeaderElection::theory(check::History const& history,
                                                     net::Outcome const& outcome) const {
    if (!bully()) return {};
    if (set_up == "story") return check::bully_messages(history);
    double sent = 0;
    for (auto const& [key, kind] : outcome.traffic.by_kind())
        if (kind.layer == Layer::algorithm) sent += static_cast<double>(kind.sent);
    double const n = history.size();
    if (set_up == "best") return {{"messages of one election, best case", sent, "=", n - 2, "n-2"}};
    return {{"messages of one election, worst case", sent, "=", n * n - n - 1, "n^2-n-1"}};
}

check::Latency LeaderElection::latency(check::History const& history) const {
    return check::failure_to_new_leader(history, naming());
}

app::Result LeaderElection::result(check::History const& history) const {
    auto const leader = check::agreed_leader(history, naming());
    if (!leader) return {{"leader", nullptr}};
    return {{"leader", std::int64_t{index(*leader)}}};
}

}  // namespace conclave::scenarios
