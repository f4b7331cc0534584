// Leader election: the live process of highest id bullies its way to the top.
#include <chrono>
#include <set>

#include "app/process_names.hpp"
#include "app/run_size.hpp"
#include "app/tell.hpp"
#include "check/bounds.hpp"
#include "core/input_error.hpp"
#include "core/random.hpp"
#include "detectors/detectors_properties.hpp"
#include "elections/elections_properties.hpp"
#include "elections/leader_stack.hpp"
#include "elections/reigns_properties.hpp"

namespace conclave::programs {
namespace {

using namespace std::chrono_literals;

struct Variant {
    std::unique_ptr<Stack> (*make)(Context&, LeaderSettings const&);
    std::vector<check::Property> (*properties)(LeaderSettings const&);
    check::Naming leader;
};

/// An election, the leader's failure, the next election, the old leader's return.
class LeaderElection {
    // The options point here: what stands here is their default.
    app::OneOf<Variant> algorithm_{
        {"bully",
         {app::make<BullyStack>,
          [](LeaderSettings const& settings) { return check::bully_election(settings.delay_max); },
          &Election::elected}},
        {"omega",
         {app::make<OmegaStack>,
          [](LeaderSettings const&) { return check::eventual_leader_detector(); },
          &MonarchicalLeaderDetector::trust}}};
    std::string set_up_{"story"};
    std::string starter_{"random"};
    LeaderSettings asked_{.silence_max = 0ms, .delay_max = 0ms};  // 0: worked out from the faults

public:
    std::vector<app::Option> options() {
        return {
            {"--algorithm",
             "bully, or omega: the monarchical eventual leader detector, for comparison",
             algorithm_},
            {"--starter",
             "who starts the first election: random, all, none, or processes (0; "
             "4,5)",
             &starter_},
            {"--set-up",
             "story; or the two in which the literature counts messages: best, only the second "
             "highest acts on the leader's failure; worst, only the lowest does",
             app::Choice{&set_up_, {"story", "best", "worst"}}},
            {"--heartbeat",
             "how often a process shows that it lives; more often: faster detection, more messages",
             &asked_.heartbeat},
            {"--silence",
             "the silence that makes a process a suspect at first; longer: fewer mistakes, slower "
             "detection; 0s: worked out, 5 heartbeats and those that --loss may take",
             &asked_.silence_max},
            {"--delay-max",
             "what the election assumes to be the longest delay of a message; too short: two "
             "leaders for a while; 0s: worked out from --delay and --loss",
             &asked_.delay_max},
        };
    }

    void prepare(net::RunPlan& plan, app::Asked const& asked) {
        Duration const heartbeat = asked_.heartbeat;
        if (heartbeat <= 0ms) throw InputError{"--heartbeat: it must be longer than nothing"};
        if (asked_.silence_max != 0ms && asked_.silence_max < heartbeat)
            throw InputError{"--silence: it must be a heartbeat at least"};
        if (algorithm_.name() != "bully" && set_up_ != "story")
            throw InputError{"--set-up: omega sends no messages to count; use it with bully"};
        check::Bounds const bounds{plan, asked.mode == app::Mode::run};
        // A heartbeat that is lost by chance tells of no crash; so many in a row are beyond chance.
        auto const losses = std::min<std::uint64_t>(bounds.tries(), 1000);
        settings_ = asked_;
        if (settings_.silence_max == 0ms) settings_.silence_max = times(heartbeat, 4 + losses);
        if (settings_.delay_max == 0ms)
            settings_.delay_max = bounds.shown_max(std::max<Duration>(1ms, bounds.arrival_max()));
        settings_.starters = chosen_starters(plan);
        detection_max_ = bounds.stretched(settings_.detection_max(losses));
        plan.settle =
            detection_max_ + bounds.stretched(settings_.patience() + 5 * settings_.delay_max);
        tell_of_the_leader(plan, asked);
        app::require_feasible(
            asked, "--heartbeat",
            app::pairs(plan.processes) * app::often(app::length_of(plan), heartbeat), "heartbeats",
            "let them be rarer", app::messages_carried_max);
    }

    std::unique_ptr<Stack> make_stack(Context& ctx) const {
        return algorithm_->make(ctx, settings_);
    }

    std::vector<check::Property> properties(net::RunPlan const&) const {
        return check::with_support(algorithm_->properties(settings_),
                                   check::eventually_perfect_failure_detector(detection_max_));
    }

    std::vector<check::TheoryRow> theory(check::History const& history,
                                         net::Outcome const& outcome) const {
        if (algorithm_.name() != "bully") return {};
        if (set_up_ == "story") return check::bully_messages(history);
        return {
            check::one_bully_election(history, outcome, set_up_ == "best", settings_.delay_max)};
    }

    check::Latency latency(check::History const& history) const {
        return check::failure_to_new_leader(history, algorithm_->leader);
    }

    app::Result result(check::History const& history) const {
        auto const leader = check::agreed_leader(history, algorithm_->leader);
        auto const number = leader ? app::Value{std::int64_t{index(*leader)}} : nullptr;
        return {{"leader", number},
                {"two_leaders", check::joint_reigns(history, algorithm_->leader)}};
    }

private:
    [[nodiscard]] std::optional<std::set<ProcessId>> chosen_starters(
        net::RunPlan const& plan) const {
        constexpr std::uint64_t stream = 0x7374617274;  // "start": apart from every process's
        using Some = std::set<ProcessId>;
        auto const n = plan.processes;
        if (starter_ == "all") return std::nullopt;
        if (starter_ == "none") return Some{};
        if (starter_ == "random") return Some{process(Random{plan.seed, stream}.below(n))};
        auto const named = app::read_names(starter_);
        if (!named || index(*named->rbegin()) >= n)
            throw InputError{"--starter: '" + starter_ +
                             "' is none of random, all, none and 0 to " + std::to_string(n - 1)};
        return named;
    }

    void tell_of_the_leader(net::RunPlan& plan, app::Asked const& asked) {
        auto const n = plan.processes;
        auto& actions = plan.faults.actions;
        using enum net::Action::Kind;
        if (set_up_ != "story") {
            if (asked.faults)
                throw InputError{"--set-up: it has its own crash; leave the others out"};
            settings_.sole_reactor = process(set_up_ == "best" ? n - 2 : 0);
            actions.push_back({crash, process(n - 1), Time{1s}});
        } else if (asked.story) {
            // It comes back when another one leads, in the second after that.
            auto const missed = detection_max_ + 5 * settings_.delay_max;
            Time const back{
                2s + std::max<Duration>(2s, std::chrono::ceil<std::chrono::seconds>(missed))};
            actions.push_back({crash, net::the_leader, Time{2s}});
            actions.push_back({recover, net::the_leader, back});
            if (!asked.limit)
                plan.limit = std::max(plan.limit, back.time_since_epoch() + plan.settle + 10s);
        }
    }

    LeaderSettings settings_;
    Duration detection_max_{0};
};

}  // namespace

app::Program bully() {
    return app::tell<LeaderElection>(
        {.name = "bully",
         .summary = "elects the live process of highest id (Garcia-Molina 1982)",
         .description =
             "A process that misses the leader challenges all processes above it. Who is "
             "challenged answers, and challenges in turn; who hears no answer wins, and tells "
             "everybody below. By default a random process starts; at 2 s the leader crashes, a "
             "failure detector notices, and the next highest takes over; at 4 s the old leader "
             "recovers and takes its place again.",
         .modules = {"BullyElection", "LeaderMonitor", "MonarchicalLeaderDetector",
                     "EventuallyPerfectFailureDetector", "Heartbeats", "PerfectLink",
                     "FairLossLink"},
         .examples = {"mpirun -np 8 ./bully --kill 7@2s",
                      "./bully simulate -n 5 --loss 0.2 --seed 3",
                      "./bully sweep -n 6 --chaos --loss 10% --seeds 10000"},
         .processes_max = 600,
         .roles = {"leader"}});
}

}  // namespace conclave::programs

int main(int argc, char** argv) {
    return conclave::app::main(conclave::programs::bully(), argc, argv);
}
