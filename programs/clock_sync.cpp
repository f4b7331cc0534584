// Clock synchronisation: Cristian, Berkeley and NTP, against clocks that are wrong on purpose.
#include <cstdlib>
#include <fmt/format.h>

#include "app/tell.hpp"
#include "check/assumptions.hpp"
#include "check/bounds.hpp"
#include "core/input_error.hpp"
#include "net/chaos.hpp"
#include "timesync/berkeley_properties.hpp"
#include "timesync/clock_picture.hpp"
#include "timesync/lundelius_lynch_properties.hpp"
#include "timesync/time_sync_options.hpp"
#include "timesync/time_sync_stack.hpp"
#include "timesync/timesync_properties.hpp"
#include "timesync/timesync_theory.hpp"

namespace conclave::programs {
namespace {

using namespace std::chrono_literals;
using app::make;
using enum CristianSync::Variant;

constexpr std::string_view half_way = "RTT/2 - shortest way";

struct Variant {
    std::unique_ptr<TimeSync> (*make)(Context&, Link&, TimeSyncSettings const&);
    std::vector<check::Property> (*properties)(check::ClockTruth const&);  // its own, beside TS1..3
    check::TheoryRow (*messages)(check::History const&, net::Outcome const&,
                                 check::ClockTruth const&);
    std::string_view bound{half_way};  // of a clock's error, as a formula
    bool all_take_part{false};         // the server's own clock is adjusted as well
    bool takes_no_faults{false};
    std::vector<check::Assumption> (*assumes)(check::ClockTruth const&){nullptr};
};

template <CristianSync::Variant variant>
std::unique_ptr<TimeSync> make_cristian(Context& ctx, Link& link,
                                        TimeSyncSettings const& settings) {
    return std::make_unique<CristianSync>(ctx, link, settings, variant);
}

/// Clocks that are wrong on purpose are synchronised, round by round.
class ClockSynchronisation {
    // The options point here: what stands here is their default.
    app::OneOf<Variant> algorithm_{
        {"cristian", {make_cristian<mean>, nullptr, check::cristian_messages}},
        {"cristian-min", {make_cristian<minimum>, nullptr, check::exchange_messages}},
        {"berkeley",
         {make<BerkeleySync>, check::berkeley_sync, check::berkeley_messages, half_way, true}},
        {"ntp", {make<NtpSync>, check::ntp_sync, check::exchange_messages}},
        {"lundelius-lynch",
         {make<LundeliusLynchSync>, check::lundelius_lynch_sync, check::lundelius_lynch_messages,
          "u(1-1/n)", true, true, check::lundelius_lynch_assumes}}};
    app::TimeSyncOptions asked_;
    std::uint32_t server_{0};
    std::uint32_t rounds_{5};
    std::string csv_{};

public:
    std::vector<app::Option> options() {
        std::vector<app::Option> options{
            {"--algorithm",
             "cristian: the mean of some round trips; cristian-min: the shortest one; berkeley: "
             "all agree on an average; ntp: the best of the last 8 samples; lundelius-lynch: the "
             "mean of what all tell all, where no message is lost",
             algorithm_},
            {"--server", "whose clock counts, by its number; berkeley: who asks all others",
             &server_},
            {"--rounds", "how often the clocks are synchronised; more, where faults come late",
             &rounds_},
            {"--csv", "write the error of every clock over time to this file", &csv_},
        };
        for (auto& option : asked_.options()) options.push_back(std::move(option));
        return options;
    }

    void prepare(net::RunPlan& plan, app::Asked const& asked) {
        check_options(plan);
        settings_ = asked_.settings();
        if (plan.faults.skews.empty())
            plan.faults.skews =
                net::wrong_clocks(plan.processes, plan.seed, ProcessId{server_}, 50ms, 50);
        bool const real_ranks = asked.mode == app::Mode::run;
        check::Bounds const bounds{plan, real_ranks};
        settings_.server = ProcessId{server_};
        check::work_out(settings_, plan, bounds);
        // Whoever waits for something is not done; this is for what is under way.
        plan.settle = bounds.settle(50ms);
        rounds_last_ = check::last_round(settings_, rounds_, plan, bounds);
        app::require_feasible(settings_, plan.processes, rounds_last_);
        truth_ = check::clock_truth(settings_, plan, bounds);
        truth_.reference_is_adjusted = algorithm_->all_take_part;
    }

    std::unique_ptr<Stack> make_stack(Context& ctx) const {
        auto const make = [this](Context& c, Link& link) {
            return algorithm_->make(c, link, settings_);
        };
        Time const until = truth_.clock(ctx.self()).local(Time{rounds_last_});
        return std::make_unique<TimeSyncStack>(ctx, make, until);
    }

    std::vector<check::Property> properties(net::RunPlan const&) const {
        auto properties = check::time_sync(truth_);
        if (algorithm_->properties)
            for (auto& own : algorithm_->properties(truth_)) properties.push_back(std::move(own));
        if (!algorithm_->assumes) return properties;
        return check::assuming(algorithm_->assumes(truth_), std::move(properties));
    }

    std::vector<check::TheoryRow> theory(check::History const& history,
                                         net::Outcome const& outcome) const {
        auto rows = check::clock_accuracy(history, truth_, algorithm_->bound);
        rows.push_back(algorithm_->messages(history, outcome, truth_));
        if (!algorithm_->assumes) return rows;
        auto const broken = check::first_breach(history, algorithm_->assumes(truth_));
        for (auto& row : rows) row = check::unless(broken, std::move(row));
        return rows;
    }
    static constexpr auto latency = check::start_to_first_adjustment;

    app::Result result(check::History const& history) const {
        auto const readings = check::clock_errors(history, truth_);
        app::Result result{{"algorithm", algorithm_.name()}};
        for (auto& number : app::clock_numbers(readings, history, truth_))
            result.push_back(std::move(number));
        return result;
    }
    std::string picture(check::History const& history, std::size_t columns) const {
        auto const readings = check::clock_errors(history, truth_);
        return app::clock_plot(readings, truth_, columns) + '\n' +
               app::clock_table(check::summaries(readings, history, truth_)) +
               app::clock_remarks(history, truth_);
    }
    std::vector<std::string> outputs() const {
        return csv_.empty() ? std::vector<std::string>{} : std::vector{csv_};
    }
    std::vector<app::File> files(check::History const& history) const {
        if (csv_.empty()) return {};
        return {{csv_, app::clock_csv(check::clock_errors(history, truth_))}};
    }

private:
    void check_options(net::RunPlan const& plan) const {
        if (server_ >= plan.processes)
            throw InputError{fmt::format("--server: there is no process {}", server_)};
        if (rounds_ < 1) throw InputError{"--rounds: it takes one at least"};
        auto const& faults = plan.faults;
        bool const reliable = !faults.loses_messages() && faults.actions.empty();
        if (algorithm_->takes_no_faults && !reliable)
            throw InputError{fmt::format(
                "--algorithm: {} assumes that no message is lost and nobody stops; leave these "
                "faults out",
                algorithm_.name())};
        for (auto const& [p, clock] : faults.skews)
            if (std::abs(clock.drift_ppm) > 500'000)
                throw InputError{fmt::format("--skew: a drift of {} ppm is too much to synchronise",
                                             clock.drift_ppm)};
    }

    TimeSyncSettings settings_;
    check::ClockTruth truth_;
    Duration rounds_last_{0};  // so long, in true time
};

}  // namespace

app::Program clock_sync() {
    return app::tell<ClockSynchronisation>(
        {.name = "clock_sync",
         .summary = "synchronises clocks that are wrong (Cristian, Berkeley, NTP)",
         .description =
             "A client asks a time server and measures how long the answer takes: half of that is "
             "how old the answer is, more or less. Cristian does so five times in each round, NTP "
             "trusts the quickest of its last eight samples, Berkeley's master asks all and tells "
             "each how far it is from the average. Clocks are slewed, never set back. By default "
             "all clocks but the server's are wrong by up to 50 ms and drift by up to 50 ppm; the "
             "run shows each clock's error against the server's, and the bound that the clock "
             "itself gave for it.",
         .modules = {"TimeSync", "CristianSync", "NtpSync", "BerkeleySync", "LundeliusLynchSync",
                     "TimeQuestions", "FairLossLink"},
         .examples = {"mpirun -np 4 ./clock_sync --algorithm ntp --skew 1:+30ms,-40ppm",
                      "./clock_sync simulate --crash 0@2s --recover 0@4s --csv errors.csv",
                      "./clock_sync simulate --algorithm berkeley -n 6 --skew 3:+10s"},
         .processes_max = 1200});
}

}  // namespace conclave::programs

int main(int argc, char** argv) {
    return conclave::app::main(conclave::programs::clock_sync(), argc, argv);
}
