// Election on a ring: who speaks to its neighbours alone can still find out who is highest.
#include <numeric>

#include "app/tell.hpp"
#include "check/bounds.hpp"
#include "core/random.hpp"
#include "elections/chang_roberts.hpp"
#include "elections/hirschberg_sinclair_properties.hpp"
#include "elections/reigns_properties.hpp"
#include "elections/ring_election_properties.hpp"
#include "links/fair_loss_link.hpp"
#include "links/perfect_link.hpp"

namespace conclave::programs {
namespace {

using namespace std::chrono_literals;
using Identities = std::vector<RingElection::Identity>;

struct Variant {
    std::unique_ptr<RingElection> (*make)(Context&, Link&, RingElection::Identity);
    std::vector<check::TheoryRow> (*theory)(check::History const&);
};

/// An election over perfect links; everybody stands for it at once, or one alone begins.
struct RingStack final : Stack {
    RingStack(Context& ctx, Variant const& variant, Identities const& identities, bool starts)
        : fair_loss{ctx},
          perfect{ctx, fair_loss},
          subject{ctx},
          election{variant.make(ctx, perfect, identities[index(ctx.self())])},
          starts_{starts} {
        election->elected.connect([this](ProcessId p) { leader_ = p; });
    }
    void start() override {
        if (starts_) election->start();
    }
    [[nodiscard]] std::optional<ProcessId> bearer(std::string_view role) const override {
        return role == "leader" ? leader_ : std::nullopt;
    }

    FairLossLink fair_loss;
    PerfectLink perfect;
    Subject subject;
    std::unique_ptr<RingElection> election;

private:
    bool starts_;
    std::optional<ProcessId> leader_;
};

/// One election among processes whose identities lie on the ring in some order.
class RingElections {
    app::OneOf<Variant> algorithm_{
        {"chang-roberts", {app::make<ChangRoberts>, check::chang_roberts_messages}},
        {"hirschberg-sinclair",
         {app::make<HirschbergSinclair>, check::hirschberg_sinclair_messages}}};
    std::string order_{"random"};
    bool alone_{false};

public:
    std::vector<app::Option> options() {
        return {
            {"--algorithm",
             "chang-roberts: candidates go one way, as far as the next higher one; "
             "hirschberg-sinclair: both ways, twice as far in each phase",
             algorithm_},
            {"--order",
             "how the identities lie on the ring: random, drawn from the seed; rising, the best "
             "case of chang-roberts; falling, its worst",
             app::Choice{&order_, {"random", "rising", "falling"}}},
            {"--alone", "only p0 starts the election; without it all do at once", &alone_},
        };
    }

    void prepare(net::RunPlan& plan, app::Asked const& asked) {
        identities_.resize(plan.processes);
        std::iota(identities_.begin(), identities_.end(), 1U);
        if (order_ == "falling") std::ranges::reverse(identities_);
        if (order_ == "random") shuffle(plan.seed);
        check::Bounds const bounds{plan, asked.mode == app::Mode::run};
        plan.settle = 500ms + bounds.settle(0ms) + bounds.arrival_max();
    }

    std::unique_ptr<Stack> make_stack(Context& ctx) const {
        bool const starts = !alone_ || ctx.self() == process(0);
        return std::make_unique<RingStack>(ctx, *algorithm_, identities_, starts);
    }

    std::vector<check::Property> properties(net::RunPlan const&) const {
        return check::ring_election();
    }
    std::vector<check::TheoryRow> theory(check::History const& history, net::Outcome const&) const {
        return algorithm_->theory(history);
    }
    static constexpr auto latency = check::ring_election_time;
    app::Result result(check::History const& history) const {
        auto const leader = check::ring_leader(history);
        auto const number = leader ? app::Value{std::int64_t{index(*leader)}} : nullptr;
        return {{"leader", number},
                {"two_leaders", check::joint_reigns(history, &RingElection::elected)},
                {"order", order_}};
    }

private:
    void shuffle(Seed seed) {
        constexpr std::uint64_t stream = 0x72696E67;  // "ring": apart from every process's stream
        Random random{seed, stream};
        for (std::size_t i = identities_.size() - 1; i > 0; --i)
            std::swap(identities_[i], identities_[random.below(i + 1)]);
    }

    Identities identities_;
};

}  // namespace

app::Program ring_election() {
    return app::tell<RingElections>(
        {.name = "ring_election",
         .summary = "elects the process of highest identity on a ring (Chang, Roberts 1979)",
         .description =
             "Each process speaks to its neighbours alone and stands for election by a number of "
             "its own. A number travels round the ring until it meets a higher one; the one that "
             "comes home is the highest, and its process is the leader. How many messages that "
             "takes depends on the order of the numbers: try --order rising, falling and random.",
         .modules = {"ChangRoberts", "HirschbergSinclair", "PerfectLink", "FairLossLink"},
         .examples = {"mpirun -np 8 ./ring_election",
                      "./ring_election simulate -n 32 --order falling",
                      "./ring_election sweep -n 16 --loss 20% --seeds 1000"},
         .processes_max = 3000,
         .roles = {"leader"}});
}

}  // namespace conclave::programs

int main(int argc, char** argv) {
    return conclave::app::main(conclave::programs::ring_election(), argc, argv);
}
