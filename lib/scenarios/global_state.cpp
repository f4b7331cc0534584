#include "scenarios/global_state.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <regex>
#include <set>
#include <tuple>

#include "core/input_error.hpp"
#include "links/link_tower.hpp"
#include "net/fault_model.hpp"
#include "net/notation.hpp"
#include "scenarios/settling.hpp"
#include "snapshots/snapshot_file.hpp"
#include "snapshots/chandy_lamport.hpp"
#include "snapshots/lai_yang.hpp"
#include "snapshots/mattern.hpp"

namespace conclave::scenarios {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view request_word = "snapshot";

std::unique_ptr<Snapshot> make_snapshot(std::string const& algorithm, Context& ctx, Link& link,
                                        std::vector<ProcessId> const& neighbours) {
    if (algorithm == "lai-yang") return std::make_unique<LaiYang>(ctx, link);
    if (algorithm == "mattern") return std::make_unique<Mattern>(ctx, link);
    return std::make_unique<ChandyLamport>(ctx, link, neighbours);
}

/// The application on a snapshot on a link.
template <class App>
class SnapshotStack final : public Stack {
public:
    SnapshotStack(Context& ctx, LinkTower::Kind link, std::string const& algorithm,
                  std::vector<ProcessId> const& neighbours, typename App::Settings settings,
                  Duration patience)
        : ctx_{ctx},
          patience_{patience},
          links_{ctx, link, 250ms},
          snapshot_{make_snapshot(algorithm, ctx, links_.top(), neighbours)},
          app_{ctx, *snapshot_, neighbours, settings} {
        snapshot_->connect([this] { return AppState::of(app_.state()); });
    }

    void start() override {
        no_completion_.start(patience_);
        app_.start();
    }
    void request(std::string_view line) override {
        if (line == request_word)
            snapshot_->start();
        else
            ctx_.trace("cannot read '" + std::string{line} + "': write snapshot");
    }
    /// A snapshot that is stuck, because somebody is dead, does not keep the story from its end.
    [[nodiscard]] bool done() const override {
        return app_.done() && !(snapshot_->under_way() && no_completion_.running());
    }

private:
    Context& ctx_;
    Duration patience_;
    LinkTower links_;
    std::unique_ptr<Snapshot> snapshot_;
    App app_;
    Timer no_completion_{ctx_, "no completion", [] {}, Layer::link};
};

Topology::Kind topology_kind(std::string const& word) {
    if (word == "ring") return Topology::Kind::ring;
    if (word == "star") return Topology::Kind::star;
    return word == "random" ? Topology::Kind::random : Topology::Kind::complete;
}

/// "2@1s": who starts a snapshot, and when.
net::Request read_one_start(std::string_view text, std::uint32_t n) {
    static std::regex const form{R"((\d{1,9})@(\d{1,9}(\.\d+)?(us|ms|s|min)))"};
    std::match_results<std::string_view::const_iterator> parts;
    if (!std::regex_match(text.begin(), text.end(), parts, form))
        throw InputError{
            fmt::format("--start: '{}' is not who and when, such as 2@1s or 2@1s,0@2s", text)};
    auto const id = std::stoul(parts[1]);
    if (id >= n)
        throw InputError{fmt::format("--start: there is no process {}, only 0 to {}", id, n - 1)};
    return {Time{net::read_duration(parts[2].str())}, process(id), std::string{request_word}};
}

/// The most markers of one snapshot that any process sent to any other.
double most_on_a_channel(check::History const& history) {
    std::map<std::tuple<ProcessId, ProcessId, Bytes>, double> sent;
    double most = 0;
    for (Event const& e : history.events())
        if (e.kind == Event::Kind::send && e.what == "Marker")
            most = std::max(most, ++sent[{e.process, e.peer, e.body}]);
    return most;
}

}  // namespace

std::vector<app::Option> GlobalState::options() {
    return {
        {"--algorithm",
         "chandy-lamport: markers, needs FIFO links; lai-yang: no messages of its own, keeps every "
         "message; mattern: a token that counts, twice round the ring",
         app::Choice{&algorithm, {"chandy-lamport", "lai-yang", "mattern"}}},
        {"--workload", "game: players with life, score and items; bank: accounts with money",
         app::Choice{&workload, {"game", "bank"}}},
        {"--topology", "who is whose neighbour: complete, ring, star (round p0) or random",
         app::Choice{&topology, {"complete", "ring", "star", "random"}}},
        {"--link",
         "fifo; or perfect, which does not keep the order: with --reorder 0.3 it shows why "
         "chandy-lamport needs FIFO links",
         app::Choice{&link, {"fifo", "perfect"}}},
        {"--start",
         "who starts a snapshot and when: 2@1s,0@2s; without it a random process does after a "
         "third of the work, and two at once after two thirds",
         &start},
        {"--actions", "how many actions each process performs", &actions},
        {"--every", "the mean time between two actions of a process; shorter: more in flight",
         &every},
        {"--save", "a folder for the snapshots, one file each; `show` prints them", &save},
    };
}

void GlobalState::prepare(net::RunPlan& plan, app::Asked const& asked) {
    if (every <= 0ms) throw InputError{"--every: it must be longer than nothing"};
    if (every > 1h) throw InputError{"--every: an hour at most"};
    if (actions == 0) throw InputError{"--actions: one at least, else there is nothing to record"};
    if (actions > 1'000'000) throw InputError{"--actions: a million at most"};
    if (!save.empty() && asked.mode == app::Mode::sweep)
        throw InputError{"--save: a sweep keeps no files; use it with run or simulate"};
    constexpr std::uint32_t complete_max = 500;
    if (topology == "complete" && plan.processes > complete_max)
        throw InputError{
            fmt::format("--topology: {} processes that are all neighbours are too many channels; "
                        "use ring, star or random beyond {}",
                        plan.processes, complete_max)};
    topology_ = Topology{topology_kind(topology), plan.processes, plan.seed};
    if (start.empty())
        choose_start(plan);
    else
        read_start(plan);

    Duration const hop = net::FaultModel{plan.faults, plan.seed}.delay_max();
    plan.settle = 500ms + delivery_max(plan, hop);
    // Until after all of the work, and whatever befalls it.
    patience_ = plan.last_change().time_since_epoch() + every * actions * 3 / 2 + 4 * plan.settle;
}

void GlobalState::read_start(net::RunPlan& plan) const {
    std::string_view rest = start;
    while (true) {
        auto const comma = rest.find(',');
        plan.requests.push_back(read_one_start(rest.substr(0, comma), plan.processes));
        if (comma == rest.npos) return;
        rest.remove_prefix(comma + 1);
    }
}

void GlobalState::choose_start(net::RunPlan& plan) const {
    constexpr std::uint64_t stream = 0x7374617274;  // "start": apart from every process's stream
    Random random{plan.seed, stream};
    auto const n = plan.processes;
    Duration const work = every * actions;
    auto const draw = [&](std::uint32_t bound) {
        return static_cast<std::uint32_t>(random.below(bound));
    };
    auto const add = [&](std::uint32_t p, Duration at) {
        plan.requests.push_back({Time{at}, process(p), std::string{request_word}});
    };
    add(draw(n), work / 3);
    auto const first = draw(n);
    add(first, work * 2 / 3);
    add((first + 1 + draw(n - 1)) % n, work * 2 / 3);
}

template <class App>
std::unique_ptr<Stack> GlobalState::stack_of(Context& ctx, typename App::Settings settings) const {
    settings.turns = actions;
    settings.every = every;
    auto const kind = link == "fifo" ? LinkTower::Kind::fifo : LinkTower::Kind::perfect;
    return std::make_unique<SnapshotStack<App>>(
        ctx, kind, algorithm, topology_.neighbours(ctx.self()), settings, patience_);
}

std::unique_ptr<Stack> GlobalState::make_stack(Context& ctx) const {
    if (bank()) return stack_of<Bank>(ctx, {});
    return stack_of<Game>(ctx, {});
}

template <class App>
check::SnapshotRules GlobalState::rules(std::vector<std::string_view> messages) const {
    return {.messages = std::move(messages),
            .everywhere = algorithm != "lai-yang",
            .held = [](BytesView state) -> std::optional<Holdings> {
                auto const known = decode<typename App::State>(state);
                if (!known) return std::nullopt;
                return holdings(*known);
            },
            .carried = [](BytesView body) -> std::optional<Holdings> {
                auto const known = App::read(body);
                if (!known) return std::nullopt;
                return App::holdings(*known);
            }};
}

std::vector<check::Property> GlobalState::properties(net::RunPlan const&) const {
    if (bank()) return check::snapshot(rules<Bank>({type_name<Bank::Transfer>()}));
    return check::snapshot(rules<Game>(
        {type_name<Game::Attack>(), type_name<Game::Defend>(), type_name<Game::UsePotion>(),
         type_name<Game::GiveItem>()}));
}

std::vector<check::TheoryRow> GlobalState::theory(check::History const& history,
                                                  net::Outcome const& outcome) const {
    auto const started = check::started_snapshots(history).size();
    if (started == 0) return {};
    auto const complete = std::ranges::count_if(
        check::snapshots(history),
        [&](check::GlobalSnapshot const& s) { return s.complete(history.size()); });
    auto const count = static_cast<double>(started);
    double control = 0;
    for (auto const& [key, kind] : outcome.traffic.by_kind())
        if (key.second == "Marker" || key.second == "Token")
            control += static_cast<double>(kind.sent);
    // What a snapshot that got stuck has not sent is no fault of the formula, and what a process
    // that crashed and came back sends again is none of its own.
    bool const whole = static_cast<std::size_t>(complete) == started;
    auto const of = fmt::format("of {} snapshot{}", started, started == 1 ? "" : "s");
    std::string const relation = whole ? "=" : history.anybody_crashed() ? "~" : "<=";
    auto const each = [&](std::string_view formula) { return fmt::format("{} each", formula); };
    if (algorithm == "lai-yang")
        return {
            {"control messages " + of, control, "=", 0, "none: the application's messages tell"}};
    if (algorithm == "mattern")
        return {{"tokens " + of, control, relation, count * 2 * history.size(), each("2n")}};
    auto const channels = static_cast<double>(topology_.channels());
    auto formula = std::string{topology_.formula()};
    if (topology == "random") formula += fmt::format(", m = {},", topology_.channels() / 2);
    return {{"markers " + of, control, relation, count * channels, each(formula)},
            {"markers of one snapshot on one channel", most_on_a_channel(history), relation, 1,
             "one on each"}};
}

check::Latency GlobalState::latency(check::History const& history) const {
    return check::snapshot_time(history);
}

template <class Act>
void GlobalState::for_each_saved(check::History const& history, Act const& act) const {
    for (check::GlobalSnapshot const& snapshot : check::snapshots(history))
        if (bank())
            act(saved<Bank>(snapshot, algorithm, topology_));
        else
            act(saved<Game>(snapshot, algorithm, topology_));
}

app::Result GlobalState::result(check::History const& history) const {
    auto const started = static_cast<std::int64_t>(check::started_snapshots(history).size());
    std::int64_t complete = 0;
    std::int64_t in_flight = 0;
    std::set<std::string> totals;
    auto const add = [&](auto const& snapshot) {
        in_flight += static_cast<std::int64_t>(snapshot.in_flight());
        if (snapshot.complete() < snapshot.parts.size()) return;
        ++complete;
        auto sum = snapshot.held();
        sum += snapshot.carried();
        totals.insert(to_string(sum));
    };
    for_each_saved(history, add);
    app::Value total = nullptr;
    if (!totals.empty()) total = fmt::format("{}", fmt::join(totals, " or "));
    return {{"algorithm", algorithm},   {"workload", workload}, {"topology", topology},
            {"snapshots", started},     {"complete", complete}, {"in_flight", in_flight},
            {"total", std::move(total)}};
}

std::string GlobalState::picture(check::History const& history, std::size_t columns) const {
    constexpr std::size_t processes_max = 10;
    constexpr std::size_t snapshots_max = 6;
    std::string text;
    std::size_t drawn = 0;
    auto const add = [&](auto const& snapshot) {
        if (drawn++ < snapshots_max) text += '\n' + text_of(snapshot, columns, processes_max);
    };
    for_each_saved(history, add);
    if (drawn > snapshots_max)
        text += fmt::format("\n... and {} snapshots more: --save keeps them all\n",
                            drawn - snapshots_max);
    if (auto const lost = check::started_snapshots(history).size() - drawn; lost > 0)
        text += fmt::format("\n{} snapshot{} more, of which a crash leaves nothing to say\n", lost,
                            lost == 1 ? "" : "s");
    return text.empty() ? text : text + '\n';
}

std::vector<std::string> GlobalState::outputs() const {
    if (save.empty()) return {};
    return {save.ends_with('/') ? save : save + '/'};
}

std::vector<app::File> GlobalState::files(check::History const& history) const {
    std::vector<app::File> files;
    if (save.empty()) return files;
    auto const add = [&](auto const& snapshot) {
        files.push_back({fmt::format("{}{}-{}.snapshot", outputs().front(),
                                     to_string(snapshot.id.initiator), snapshot.id.number),
                         file_of(snapshot)});
    };
    for_each_saved(history, add);
    return files;
}

std::vector<app::SubCommand> GlobalState::commands() {
    return {{"show", "FILE...", "print snapshots that --save has written",
             [](std::vector<std::string> const& paths) {
                 if (paths.empty())
                     throw InputError{"show: which file? for example: snapshot show p2-1.snapshot"};
                 std::string text;
                 for (std::string const& path : paths)
                     text += (text.empty() ? "" : "\n") +
                             std::visit([](auto const& snapshot) { return text_of(snapshot, 100); },
                                        read_snapshot(path));
                 return text;
             }}};
}

}  // namespace conclave::scenarios
