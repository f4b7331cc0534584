// Global snapshots of a running system: Chandy-Lamport, Lai-Yang and Mattern.
#include <fmt/format.h>

#include "app/run_size.hpp"
#include "app/script.hpp"
#include "app/tell.hpp"
#include "check/bounds.hpp"
#include "core/input_error.hpp"
#include "snapshots/chandy_lamport.hpp"
#include "snapshots/lai_yang.hpp"
#include "snapshots/mattern.hpp"
#include "snapshots/snapshot_picture.hpp"
#include "snapshots/snapshot_stack.hpp"
#include "snapshots/snapshots_properties.hpp"
#include "snapshots/snapshots_theory.hpp"

namespace conclave::programs {
namespace {

using namespace std::chrono_literals;

struct Algorithm {
    MakeSnapshot make;
    std::vector<check::TheoryRow> (*theory)(check::History const&, net::Outcome const&,
                                            Topology const&);
    bool everywhere;   // each process records, whether a message reaches it or not
    bool fifo{false};  // it assumes FIFO channels
};

struct Workload {
    std::unique_ptr<Stack> (*make)(Context&, SnapshotSettings const&);
    check::SnapshotRules (*rules)(bool everywhere);
    app::SnapshotAlbum::Save save;
};

/// Players or accounts at work, and snapshots of them all while the work goes on.
class GlobalState {
    // The options point here: what stands here is their default.
    app::OneOf<Algorithm> algorithm_{
        {"chandy-lamport",
         {make_snapshot<ChandyLamport>, check::chandy_lamport_messages, true, true}},
        {"lai-yang", {make_snapshot<LaiYang>, check::lai_yang_messages, false}},
        {"mattern", {make_snapshot<Mattern>, check::mattern_messages, true}}};
    app::OneOf<Workload> workload_{
        {"game", {app::make<SnapshotStack<Game>>, check::rules_of<Game>, app::saved<Game>}},
        {"bank", {app::make<SnapshotStack<Bank>>, check::rules_of<Bank>, app::saved<Bank>}}};
    app::OneOf<Topology::Kind> topology_{{"complete", Topology::Kind::complete},
                                         {"ring", Topology::Kind::ring},
                                         {"star", Topology::Kind::star},
                                         {"random", Topology::Kind::random}};
    app::OneOf<LinkTower::Kind> link_{{"fifo", LinkTower::Kind::fifo},
                                      {"perfect", LinkTower::Kind::perfect}};
    std::string start_{};  // "2@1s,0@2s"; empty: three by chance
    std::uint32_t actions_{30};
    Duration every_{10ms};
    std::string save_{};  // a folder; empty: none

public:
    std::vector<app::Option> options() {
        return {
            {"--algorithm",
             "chandy-lamport: markers, needs FIFO links; lai-yang: no messages of its own, keeps "
             "every message; mattern: a token that counts, twice round the ring",
             algorithm_},
            {"--workload", "game: players with life, score and items; bank: accounts with money",
             workload_},
            {"--topology", "who is whose neighbour: complete, ring, star (round p0) or random",
             topology_},
            {"--link",
             "fifo; or perfect, which does not keep the order: with --reorder 0.3 it shows why "
             "chandy-lamport needs FIFO links",
             link_},
            {"--start",
             "who starts a snapshot and when: 2@1s,0@2s; without it a random process does after a "
             "third of the work, and two at once after two thirds",
             &start_},
            {"--actions", "how many actions each process performs", &actions_},
            {"--every", "the mean time between two actions of a process; shorter: more in flight",
             &every_},
            {"--save", "a folder for the snapshots, one file each; `show` prints them", &save_},
        };
    }
    std::vector<app::SubCommand> commands() const { return {app::show_snapshots()}; }

    void prepare(net::RunPlan& plan, app::Asked const& asked) {
        auto const n = plan.processes;
        if (every_ <= 0ms) throw InputError{"--every: it must be longer than nothing"};
        if (every_ > 1h) throw InputError{"--every: an hour at most"};
        if (actions_ == 0)
            throw InputError{"--actions: one at least, else there is nothing to record"};
        if (actions_ > 1'000'000) throw InputError{"--actions: a million at most"};
        app::require_feasible("--actions", 1.0 * n * actions_, "actions", "ask for fewer");
        if (!save_.empty() && asked.mode == app::Mode::sweep)
            throw InputError{"--save: a sweep keeps no files; use it with run or simulate"};
        constexpr std::uint32_t most = 500;
        if (*topology_ == Topology::Kind::complete && n > most && !asked.large)
            throw InputError{fmt::format(
                "--topology: {} processes that are all neighbours are too many channels; beyond {} "
                "use ring, star or random, or --large",
                n, most)};
        auto const starts = start_.empty() ? random_starts(plan)
                                           : app::read_starts(start_, "--start", n, "snapshot");
        plan.requests.insert(plan.requests.end(), starts.begin(), starts.end());

        check::Bounds const bounds{plan, asked.mode == app::Mode::run};
        plan.settle = bounds.settle(500ms) + bounds.arrival_max();
        // Until after all of the work, and whatever befalls it.
        auto const patience = plan.last_change().time_since_epoch() +
                              times(every_, actions_) * 3 / 2 + 4 * plan.settle;
        settings_ = {.make = algorithm_->make,
                     .link = *link_,
                     .topology = Topology{*topology_, n, plan.seed},
                     .turns = actions_,
                     .every = every_,
                     .patience = patience};
    }

    std::unique_ptr<Stack> make_stack(Context& ctx) const {
        return workload_->make(ctx, settings_);
    }

    std::vector<check::Property> properties(net::RunPlan const&) const {
        auto rules = workload_->rules(algorithm_->everywhere);
        rules.fifo = algorithm_->fifo;
        return check::snapshot(std::move(rules));
    }
    std::vector<check::TheoryRow> theory(check::History const& history,
                                         net::Outcome const& outcome) const {
        return algorithm_->theory(history, outcome, settings_.topology);
    }
    static constexpr auto latency = check::snapshot_time;

    app::Result result(check::History const& history) const {
        app::Result result{{"algorithm", algorithm_.name()},
                           {"workload", workload_.name()},
                           {"topology", topology_.name()}};
        for (auto& number : album(history).numbers()) result.push_back(std::move(number));
        return result;
    }
    std::string picture(check::History const& history, std::size_t columns) const {
        return album(history).text(columns);
    }
    std::vector<std::string> outputs() const {
        if (save_.empty()) return {};
        return {save_.ends_with('/') ? save_ : save_ + '/'};
    }
    std::vector<app::File> files(check::History const& history) const {
        if (save_.empty()) return {};
        return album(history).files(outputs().front());
    }

private:
    app::SnapshotAlbum album(check::History const& history) const {
        return {history, algorithm_.name(), settings_.topology, workload_->save};
    }

    std::vector<net::Request> random_starts(net::RunPlan const& plan) const {
        constexpr std::uint64_t stream = 0x7374617274;  // "start": apart from every process's
        Random random{plan.seed, stream};
        auto const n = plan.processes;
        Duration const work = times(every_, actions_);
        auto const alone = process(random.below(n));
        auto const first = random.below(n);
        auto const second = process((first + 1 + random.below(n - 1)) % n);
        return {{Time{work / 3}, alone, "snapshot"},
                {Time{work * 2 / 3}, process(first), "snapshot"},
                {Time{work * 2 / 3}, second, "snapshot"}};
    }

    SnapshotSettings settings_;
};

}  // namespace

app::Program snapshot() {
    return app::tell<GlobalState>(
        {.name = "snapshot",
         .summary = "records the state of a whole running system (Chandy, Lamport 1985)",
         .description =
             "Players of a game, or accounts of a bank, send each other actions that change the "
             "receiver's state. While they go on, a process starts a snapshot: each process "
             "records "
             "its own state, and for each incoming channel the messages that were in flight. The "
             "parts fit together: no message was received before the cut and sent after it, and "
             "nothing is lost or made. By default one snapshot is taken after a third of the work, "
             "and two at once after two thirds. On a fast network little is in flight; give it "
             "delays: --delay 0ms..50ms.",
         .modules = {"ChandyLamport", "LaiYang", "Mattern", "Game", "Bank", "FifoPerfectLink",
                     "PerfectLink", "FairLossLink"},
         .examples = {"mpirun -np 8 ./snapshot --workload bank --delay 0ms..50ms",
                      "./snapshot simulate -n 4 --topology ring --save snapshots/",
                      "./snapshot simulate --link perfect --reorder 0.3   (no FIFO: not promised)"},
         .processes_max = 500});
}

}  // namespace conclave::programs

int main(int argc, char** argv) {
    return conclave::app::main(conclave::programs::snapshot(), argc, argv);
}
