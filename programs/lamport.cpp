// Logical clocks: what happened before what, told without a common clock.
#include <algorithm>
#include <fmt/format.h>

#include "app/run_size.hpp"
#include "app/tell.hpp"
#include "app/terminal.hpp"
#include "check/bounds.hpp"
#include "clocks/clocks_properties.hpp"
#include "clocks/stamped_link.hpp"
#include "core/input_error.hpp"
#include "links/link_tower.hpp"
#include "links/links_properties.hpp"
#include "workloads/chatter.hpp"

namespace conclave::programs {
namespace {

using namespace std::chrono_literals;
using Clock = LogicalClock::Kind;
using Links = LinkTower::Kind;

class ChatterStack final : public Stack {
public:
    ChatterStack(Context& ctx, Links links, Clock clock, Kept kept)
        : links_{ctx, links, 1s},
          clock_{make_clock(ctx, clock, kept)},
          stamped_{ctx, links_.top(), *clock_},
          chatter_{ctx, stamped_, *clock_} {}
    void request(std::string_view) override { chatter_.round(); }

private:
    LinkTower links_;
    std::unique_ptr<LogicalClock> clock_;
    StampedLink stamped_;
    Chatter chatter_;
};

/// In each round a process has an event of its own or sends to another one, under the logical clock
/// of the asked-for kind.
class EventRounds {
    // The options point here: what stands here is their default.
    app::OneOf<Clock> clock_{{"lamport", Clock::lamport},
                             {"vector", Clock::vector},
                             {"differential", Clock::differential},
                             {"matrix", Clock::matrix},
                             {"hybrid", Clock::hybrid}};
    app::OneOf<std::optional<Links>> link_{{"auto", {}},
                                           {"perfect", Links::perfect},
                                           {"fifo", Links::fifo},
                                           {"fair-loss", Links::fair_loss}};
    std::uint32_t rounds_{5};
    Duration every_{1s};

public:
    std::vector<app::Option> options() {
        return {
            {"--clock",
             "lamport: a number; vector: tells causes from coincidence; differential: a vector "
             "that sends only what changed; matrix: what each knows that the others know; hybrid: "
             "near physical time",
             clock_},
            {"--rounds", "how many rounds each process has, 1 to 1,000,000", &rounds_},
            {"--every", "the time between two rounds, up to 1 hour", &every_},
            {"--link",
             "perfect; fifo, which a differential clock needs; fair-loss; auto: fifo for a "
             "differential clock, else perfect",
             link_},
        };
    }

    void prepare(net::RunPlan& plan, app::Asked const& asked) {
        if (rounds_ < 1 || rounds_ > 1'000'000)
            throw InputError{fmt::format("--rounds: '{}' is not from 1 to 1000000", rounds_)};
        if (every_ <= 0ms || every_ > 1h)
            throw InputError{"--every: it must be longer than nothing, and 1 hour at most"};
        app::require_feasible("--rounds", 1.0 * rounds_ * plan.processes, "events",
                              "ask for fewer");
        if (!asked.large) require_memory(plan.processes);
        links_ = link_->value_or(*clock_ == Clock::differential ? Links::fifo : Links::perfect);
        // On a real disk a write takes milliseconds: only where somebody will read what is written.
        auto const recovers = [](auto const& a) { return a.kind == net::Action::Kind::recover; };
        kept_ = std::ranges::any_of(plan.faults.actions, recovers) ? Kept::on_stable_storage
                                                                   : Kept::in_memory;
        simulated_ = asked.mode != app::Mode::run;
        skews_ = plan.faults.skews;
        for (std::uint32_t i = 1; i <= rounds_; ++i)
            for (ProcessId p : ProcessRange{0, plan.processes})
                plan.requests.push_back({Time{times(every_, i)}, p, "round"});

        check::Bounds const bounds{plan, !simulated_};
        plan.settle = bounds.settle(1s);
        if (links_ != Links::fair_loss) plan.settle += bounds.arrival_max();
        if (!asked.limit)
            plan.limit = std::max(plan.limit, times(every_, rounds_) + plan.settle + 10s);
    }

    std::unique_ptr<Stack> make_stack(Context& ctx) const {
        return std::make_unique<ChatterStack>(ctx, links_, *clock_, kept_);
    }

    std::vector<check::Property> properties(net::RunPlan const&) const {
        return check::logical_clock(*clock_);
    }

    std::vector<check::TheoryRow> theory(check::History const& history,
                                         net::Outcome const& outcome) const {
        return check::clock_messages(*clock_, skews_, simulated_, history, outcome);
    }
    static constexpr auto latency = check::sending_to_delivery;

    app::Result result(check::History const& history) const {
        auto const summary = check::summary(history, *clock_);
        app::Result result{{"clock", clock_.name()},
                           {"events", static_cast<std::int64_t>(summary.events)},
                           {"largest", summary.largest}};
        if (summary.ahead) result.emplace_back("ahead", to_string(*summary.ahead));
        if (summary.known_to_all)
            result.emplace_back("all_know", static_cast<std::int64_t>(*summary.known_to_all));
        return result;
    }

private:
    /// What so many processes would take is said before they take it.
    void require_memory(std::uint32_t processes) const {
        double const n = processes;
        double const numbers = check::stamp_size(*clock_, n).numbers;
        double const kept = n * numbers * 8;
        double const events = 1.5 * rounds_ * n;  // in half of the rounds somebody else has one
        double const recorded = 2.5 * events * numbers * 8;  // readings, decoded ones, causality
        if (kept + recorded < 1e9) return;
        throw InputError{fmt::format(
            "--clock {}: {} processes carry {} numbers, {}, in each message, and each process "
            "keeps as many: {} in all, and {} for the history of some {} events; take fewer, or "
            "add --large",
            clock_.name(), processes, app::grouped(numbers), app::memory(8 * numbers),
            app::memory(kept), app::memory(recorded), app::grouped(events))};
    }

    Links links_{};
    Kept kept_{};
    bool simulated_{true};
    std::map<ProcessId, LocalClock> skews_;
};

}  // namespace

app::Program lamport() {
    return app::tell<EventRounds>(
        {.name = "lamport",
         .summary = "stamps events with logical clocks (Lamport 1978, and those after him)",
         .description =
             "In each round a process has an event of its own or sends a message to another one, "
             "chosen at random. Every event ticks the process's logical clock, each message "
             "carries its sender's, and who receives it sets its own past it: causes have smaller "
             "stamps than their effects. A vector clock also tells the converse: stamps that are "
             "not ordered belong to events of which neither knew of the other. The run is held "
             "against the causality that was recorded. (A clock without what it needs is caught: "
             "try --clock differential --link perfect --reorder 0.5 --rounds 40 --every 10ms.)",
         .modules = {"Chatter", "StampedLink", "LamportClock", "VectorClock",
                     "DifferentialVectorClock", "MatrixClock", "HybridClock", "FifoPerfectLink",
                     "PerfectLink", "FairLossLink"},
         .examples = {"mpirun -np 3 ./lamport --clock vector",
                      "./lamport simulate --clock hybrid --skew 1:+15ms,0ppm --every 10ms",
                      "./lamport sweep -n 5 --clock matrix --loss 20% --seeds 1000"},
         .processes = 3,
         .processes_max = 30'000});
}

}  // namespace conclave::programs

int main(int argc, char** argv) {
    return conclave::app::main(conclave::programs::lamport(), argc, argv);
}
