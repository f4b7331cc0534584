#include <chrono>
#include <cstdio>
#include <fmt/format.h>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <unistd.h>

#include "app/harvest.hpp"
#include "app/modes.hpp"
#include "app/output_file.hpp"
#include "core/input_error.hpp"
#include "mpi/launch/session.hpp"
#include "mpi/sweep_pool.hpp"
#include "net/recorder.hpp"
#include "sim/world.hpp"

namespace conclave::app {
namespace {

using Clock = std::chrono::steady_clock;
using check::Verdict;
using Json = nlohmann::ordered_json;

/// "12,000 of 100,000 seeds, 5,210 a second, 17 s left", on standard error, now and then.
class Progress {
public:
    Progress(std::uint64_t total, bool wanted) : total_{total}, wanted_{wanted} {}
    Progress(Progress const&) = delete;
    Progress& operator=(Progress const&) = delete;
    ~Progress() {
        if (shown_ && on_terminal_) std::fputs("\r\x1b[K", stderr);
    }

    void tell(std::uint64_t done) {
        auto const now = Clock::now();
        auto const every = on_terminal_ ? std::chrono::milliseconds{200} : std::chrono::seconds{5};
        if (!wanted_ || now - last_ < every) return;
        last_ = now;
        shown_ = true;
        double const seconds = std::chrono::duration<double>(now - start_).count();
        double const rate = static_cast<double>(done) / seconds;
        double const left = rate > 0 ? static_cast<double>(total_ - done) / rate : 0;
        auto const line =
            fmt::format("{} of {} seeds, {:.0f} a second, {:.0f} s left", done, total_, rate, left);
        std::fputs((on_terminal_ ? "\r\x1b[K" + line : line + '\n').c_str(), stderr);
        std::fflush(stderr);
    }

private:
    std::uint64_t total_;
    bool wanted_;
    bool on_terminal_{isatty(STDERR_FILENO) != 0};
    bool shown_{false};
    Clock::time_point start_{Clock::now()};
    Clock::time_point last_{start_};
};

/// One simulation, judged.
Report simulate_one(Program const& program, Command command, Seed seed) {
    command.plan.seed = seed;
    complete(program, command);
    net::Recorder recorder;
    sim::World world{command.plan, stack_maker(program, command.plan), &recorder};
    auto outcome = world.outcome(world.run());
    outcome.events = recorder.take();
    return make_report(program, command, std::move(outcome), recorder.hash(), {});
}

class Summary {
public:
    Summary(Program const& program, Command const& command, Call const& call,
            Harvest const& harvest, std::vector<check::Judgement> const& names)
        : program_{program}, command_{command}, call_{call}, harvest_{harvest}, names_{names} {}

    [[nodiscard]] int status() const { return status_of(verdict()); }

    [[nodiscard]] std::string repeat(Seed seed) const {
        return fmt::format("{} simulate -n {} --seed {}{}", quoted(call_.argv[0]),
                           command_.plan.processes, seed, command_.repeat());
    }

    [[nodiscard]] std::string text() const {
        auto out = paint(call_.look, Paint::bold,
                         fmt::format("{}: swept {} seeds from {} on, {} processes\n", program_.name,
                                     harvest_.runs, command_.plan.seed, command_.plan.processes));
        for (std::size_t i = 0; i < harvest_.tallies.size(); ++i) {
            Tally const& t = harvest_.tallies[i];
            out += fmt::format(
                "{:<12}{:<32}holds in {}, violated in {}, {}inconclusive in {}  ({} cases)\n",
                i == 0 ? "properties" : "", fmt::format("{} {}", names_[i].id, names_[i].name),
                t.holds, t.violated,
                t.not_promised > 0 ? fmt::format("not promised in {}, ", t.not_promised) : "",
                t.inconclusive, t.premises);
        }
        if (harvest_.rows_held + harvest_.rows_not_so + harvest_.rows_not_applied > 0)
            out += fmt::format("{:<12}{} rows hold, {} are not so, {} do not apply\n", "theory",
                               harvest_.rows_held, harvest_.rows_not_so, harvest_.rows_not_applied);
        out += fmt::format("{:<12}{} in all; {} to {} a run, {:.1f} on average\n", "messages",
                           harvest_.messages, harvest_.messages_min, harvest_.messages_max, mean());
        if (!harvest_.latencies.empty()) {
            check::Latency const latency{"", harvest_.latencies};
            out += fmt::format("{:<12}min {}, median {}, p99 {}, max {}\n", "latency",
                               to_string(latency.quantile(0)), to_string(latency.quantile(0.5)),
                               to_string(latency.quantile(0.99)), to_string(latency.quantile(1)));
        }
        out += fmt::format("{:<12}{:016x}\n", "histories", harvest_.hash);
        if (harvest_.failed_runs > 0)
            out += paint(call_.look, Paint::red,
                         fmt::format("{:<12}{} of {} seeds; the first:\n", "failed",
                                     harvest_.failed_runs, harvest_.runs));
        else if (!harvest_.failures.empty())
            out += fmt::format("{:<12}not promised; the first:\n", "not kept");
        for (Failure const& failure : harvest_.failures)
            out += fmt::format("  seed {}: {} {}: {}\n    {}\n", failure.seed, failure.id,
                               check::name_of(verdict_of(failure)), failure.reason,
                               repeat(failure.seed));
        out += fmt::format("{:<12}{} sweep -n {} --seed {} --seeds {}{}\n", "repeat",
                           quoted(call_.argv[0]), command_.plan.processes, command_.plan.seed,
                           command_.seeds, command_.repeat());
        return out;
    }

    [[nodiscard]] std::string json() const {
        Json properties = Json::array();
        for (std::size_t i = 0; i < harvest_.tallies.size(); ++i) {
            Tally const& t = harvest_.tallies[i];
            properties.push_back({{"id", names_[i].id},
                                  {"name", names_[i].name},
                                  {"verdict", check::name_of(t.verdict())},
                                  {"premises", t.premises},
                                  {"holds", t.holds},
                                  {"violated", t.violated},
                                  {"not_promised", t.not_promised},
                                  {"inconclusive", t.inconclusive}});
        }
        Json failures = Json::array();
        for (Failure const& f : harvest_.failures)
            failures.push_back({{"seed", f.seed},
                                {"property", f.id},
                                {"verdict", check::name_of(verdict_of(f))},
                                {f.promised ? "witness" : "reason", f.reason},
                                {"repeat", repeat(f.seed)}});
        Json const document{{"program", program_.name},
                            {"mode", "sweep"},
                            {"processes", command_.plan.processes},
                            {"seed", command_.plan.seed},
                            {"seeds", harvest_.runs},
                            {"verdict", check::name_of(verdict())},
                            {"properties", properties},
                            {"theory",
                             {{"hold", harvest_.rows_held},
                              {"not_so", harvest_.rows_not_so},
                              {"do_not_apply", harvest_.rows_not_applied}}},
                            {"messages",
                             {{"total", harvest_.messages},
                              {"min", harvest_.messages_min},
                              {"mean", mean()},
                              {"max", harvest_.messages_max}}},
                            {"failed_seeds", harvest_.failed_runs},
                            {"failures", failures},
                            {"history_hash", fmt::format("{:016x}", harvest_.hash)}};
        return document.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
    }

private:
    /// As check::overall judges one run.
    [[nodiscard]] Verdict verdict() const {
        auto worst = harvest_.tallies.empty() ? Verdict::inconclusive : Verdict::holds;
        if (harvest_.rows_not_so > 0) return Verdict::violated;
        for (std::size_t i = 0; i < harvest_.tallies.size(); ++i) {
            Tally const& tally = harvest_.tallies[i];
            bool const counts = !names_[i].supporting || tally.premises > 0;
            if (counts) worst = check::worse(worst, tally.verdict());
        }
        return worst;
    }
    [[nodiscard]] static Verdict verdict_of(Failure const& failure) {
        return failure.promised ? Verdict::violated : Verdict::not_promised;
    }
    [[nodiscard]] double mean() const {
        return static_cast<double>(harvest_.messages) / static_cast<double>(harvest_.runs);
    }

    Program const& program_;
    Command const& command_;
    Call const& call_;
    Harvest const& harvest_;
    std::vector<check::Judgement> const& names_;
};

int publish(Summary const& summary, Command const& command) {
    if (command.json == "-") {
        write_output(summary.json());
    } else {
        write_output(summary.text());
        if (!command.json.empty()) write_file(command.json, summary.json());
    }
    return summary.status();
}

}  // namespace

int sweep(Program const& program, Command command, Call const& call) {
    Seed const first_seed = command.plan.seed;
    std::vector<check::Judgement> names;
    Harvest harvest;
    auto const sow = [&](std::uint64_t i) {
        auto report = simulate_one(program, command, first_seed + i);
        harvest.add(report);
        if (names.empty()) names = std::move(report.judgements);
    };
    bool const to_file = command.json != "-" && !command.json.empty();

    if (!call.launched) {
        if (to_file) require_writable(command.json);
        Progress progress{command.seeds, !command.quiet};
        for (std::uint64_t i = 0; i < command.seeds; ++i) {
            sow(i);
            progress.tell(i + 1);
        }
    }
    std::optional<mpi::Session> session;
    if (call.launched) {
        session.emplace();
        mpi::SweepPool pool{*session};
        auto const [first, last] = pool.share(command.seeds);
        Progress progress{command.seeds, session->first() && !command.quiet};
        for (std::uint64_t i = first; i < last; ++i) {
            sow(i);
            progress.tell(pool.progress(i + 1 - first));
        }
        auto const harvests = pool.gather(harvest);
        harvest = {};
        for (Harvest const& part : harvests) harvest.add(part);
    }
    int status = 0;
    if (!session || session->first())
        status = publish(Summary{program, command, call, harvest, names}, command);
    if (!session) return status;
    return session->end(std::stoi(session->share(std::to_string(status))));
}

}  // namespace conclave::app
