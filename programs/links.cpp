// Point-to-point links, carrying lines of text: fair-loss, stubborn, perfect and FIFO.
#include <fmt/format.h>
#include <fstream>
#include <iostream>

#include "app/run_size.hpp"
#include "app/script.hpp"
#include "app/tell.hpp"
#include "check/bounds.hpp"
#include "core/input_error.hpp"
#include "links/link_tower.hpp"
#include "links/links_properties.hpp"
#include "links/messenger.hpp"

namespace conclave::programs {
namespace {

using namespace std::chrono_literals;
using Kind = LinkTower::Kind;

class LineStack final : public Stack {
public:
    LineStack(Context& ctx, Kind kind, Duration repeat)
        : links_{ctx, kind, repeat}, messenger_{ctx, links_.top()} {}
    void request(std::string_view line) override { messenger_.request(line); }

private:
    LinkTower links_;
    Messenger messenger_;
};

/// Processes send each other lines of text over a link of the asked-for kind.
class LineExchange {
    // The options point here: what stands here is their default.
    app::OneOf<Kind> link_{{"perfect", Kind::perfect},
                           {"fair-loss", Kind::fair_loss},
                           {"stubborn", Kind::stubborn},
                           {"eliminate-duplicates", Kind::eliminate_duplicates},
                           {"fifo", Kind::fifo}};
    std::string script_{};
    std::uint32_t lines_{20};
    Duration every_{50ms};
    Duration repeat_{250ms};

public:
    std::vector<app::Option> options() {
        return {
            {"--link",
             "fair-loss loses; stubborn repeats for ever; eliminate-duplicates delivers once what "
             "a stubborn link repeats; perfect does so with acknowledgements, and comes to rest; "
             "fifo also in order",
             link_},
            {"--script",
             "what to send: a file with lines such as '1 hello', '* hello all' or '@2s 1: 0 hi' "
             "(at 2 s p1 sends to p0); '-' takes lines from the keyboard; without it each process "
             "sends --lines to all others",
             &script_},
            {"--lines", "without --script: how many lines each process sends to each other",
             &lines_},
            {"--every", "without --script: the time between two lines of a process", &every_},
            {"--repeat", "how often a stubborn link repeats, under eliminate-duplicates too",
             &repeat_},
        };
    }

    void prepare(net::RunPlan& plan, app::Asked const& asked) {
        if (every_ <= 0ms) throw InputError{"--every: it must be longer than nothing"};
        if (repeat_ <= 0ms) throw InputError{"--repeat: it must be longer than nothing"};
        faults_ = plan.faults;
        if (script_.empty())
            add_own_lines(plan);
        else
            add_script(plan, asked.mode);

        check::Bounds const bounds{plan, asked.mode == app::Mode::run};
        plan.settle = bounds.settle(1s);
        if (*link_ == Kind::perfect || *link_ == Kind::fifo) plan.settle += bounds.arrival_max();
        // The stubborn link below never comes to rest, but the lines do.
        if (*link_ == Kind::eliminate_duplicates) plan.settle += repetition(plan, bounds, 1);
        if (*link_ == Kind::stubborn) last_for_ever(plan, bounds, asked);
        if (*link_ != Kind::stubborn && *link_ != Kind::eliminate_duplicates) return;
        auto const lines = static_cast<double>(plan.requests.size()) * (plan.processes - 1);
        app::require_feasible("--repeat", lines * app::often(app::length_of(plan), repeat_),
                              "repetitions", "repeat less often, or ask for fewer lines");
    }

    std::unique_ptr<Stack> make_stack(Context& ctx) const {
        return std::make_unique<LineStack>(ctx, *link_, repeat_);
    }

    std::vector<check::Property> properties(net::RunPlan const& plan) const {
        auto const since = plan.faults.last_change();
        switch (*link_) {
            case Kind::fair_loss: return check::fair_loss_link(check::Bounds{plan}.tries(), since);
            case Kind::stubborn: return check::stubborn_link(stubborn_horizon_, since);
            case Kind::fifo: return check::fifo_perfect_link();
            case Kind::eliminate_duplicates: return check::eliminate_duplicates();
            case Kind::perfect: break;
        }
        return check::perfect_link();
    }

    std::vector<check::TheoryRow> theory(check::History const& history,
                                         net::Outcome const& outcome) const {
        return check::link_messages(*link_, faults_, history, outcome);
    }
    static constexpr auto latency = check::sending_to_delivery;
    app::Result result(check::History const& history) const {
        auto const [sent, delivered] = check::sent_and_delivered(history);
        return {{"link", link_.name()}, {"sent", sent}, {"delivered", delivered}};
    }

private:
    void last_for_ever(net::RunPlan& plan, check::Bounds const& bounds, app::Asked const& asked) {
        plan.stay = true;  // a stubborn link never comes to rest
        stubborn_horizon_ = repetition(plan, bounds, check::stubborn_deliveries);
        Duration const enough = plan.last_change().time_since_epoch() + stubborn_horizon_ + 1s;
        if (!asked.limit) plan.limit = std::min(plan.limit, enough);
    }

    /// How long a stubborn link repeats until fewer deliveries are beyond chance, and some more.
    Duration repetition(net::RunPlan const& plan, check::Bounds const& bounds,
                        std::uint64_t deliveries) const {
        if (bounds.hopeless()) return plan.limit;
        auto const tries = bounds.tries(deliveries) + 4;
        return bounds.settle(times(repeat_, tries));
    }

    void add_script(net::RunPlan& plan, app::Mode mode) const {
        if (script_ == "-" && mode == app::Mode::run) {
            plan.keyboard = true;
            return;
        }
        std::ifstream file;
        if (script_ != "-") {
            file.open(script_);
            if (!file) throw InputError{fmt::format("--script: cannot read {}", script_)};
        }
        plan.requests = app::read_script(script_ == "-" ? std::cin : file, script_, plan.processes);
        if (plan.requests.empty())
            throw InputError{fmt::format("--script: {} says nothing; write '1 hello'", script_)};
    }

    void add_own_lines(net::RunPlan& plan) const {
        app::require_feasible("--lines", app::pairs(plan.processes) * lines_, "messages",
                              "ask for fewer lines, or for fewer processes");
        for (std::uint32_t i = 1; i <= lines_; ++i)
            for (ProcessId p : ProcessRange{0, plan.processes})
                plan.requests.push_back({Time{times(every_, i)}, p, fmt::format("* hello {}", i)});
    }

    net::FaultPlan faults_;
    Duration stubborn_horizon_{0};
};

}  // namespace

app::Program links() {
    return app::tell<LineExchange>(
        {.name = "links",
         .summary = "sends lines of text over the links of the textbook (Cachin et al., ch. 2)",
         .description =
             "The same lines over five kinds of link: a fair-loss link loses some, a stubborn link "
             "repeats all for ever, and with its duplicates eliminated it is the book's perfect "
             "link; ours delivers each exactly once and comes to rest; a FIFO link does so in the "
             "order in which they were sent. Give it a lossy network (--loss 0.3) and compare the "
             "counts.",
         .modules = {"Messenger", "FifoPerfectLink", "PerfectLink", "EliminateDuplicates",
                     "StubbornLink", "FairLossLink"},
         .examples = {"mpirun -np 4 ./links --link fair-loss --loss 0.3",
                      "./links simulate -n 3 --link fifo --loss 0.3 --reorder 0.2",
                      "mpirun -np 3 ./links --script -     (then type: 1 hello)"},
         .processes_max = 250});
}

}  // namespace conclave::programs

int main(int argc, char** argv) {
    return conclave::app::main(conclave::programs::links(), argc, argv);
}
