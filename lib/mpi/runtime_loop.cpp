#include "mpi/runtime_loop.hpp"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

namespace conclave::mpi {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// Most rounds only look for short datagrams, every so many for everything.
constexpr std::uint32_t rounds_between_looks = 128;

constexpr std::uint32_t spins_max = 1000;
constexpr std::uint32_t spins_max_crowded = 4;

/// Who wakes up later than it meant to by so much has been stopped, or starved.
constexpr Duration absence_min = milliseconds{100};
constexpr Duration quiet_after_absence = milliseconds{2};
constexpr Duration catch_up_max = milliseconds{200};

/// Ranks on other nodes cannot wake this one.
constexpr Duration sleep_max_across_nodes = milliseconds{1};
constexpr Duration nap_min = microseconds{50};
constexpr Duration nap_max = milliseconds{50};

constexpr Duration last_letters_max = milliseconds{200};
/// After the end of a run, for the report and for leaving.
constexpr Duration grace = seconds{150};

double ranks_per_core(Doorbell const& doorbell) {
    return doorbell.ranks_here() / std::max(1.0, 1.0 * std::thread::hardware_concurrency());
}

}  // namespace

Runtime::Loop::Loop(Session& session, net::RunPlan const& plan, MakeStack make_stack,
                    Options options)
    : session_{session.inside()},
      plan_{plan},
      make_stack_{std::move(make_stack)},
      options_{std::move(options)},
      rank_{session.rank()},
      doorbell_{session_},
      neighbours_{session_},
      transport_{session_, doorbell_},
      mail_{session_, doorbell_},
      council_{council_settings(), plan_},
      trace_{council_.events(), options_.all_layers},
      storage_{session_.supervision},
      network_{transport_, plan_.faults, plan_.seed, local()},
      processes_{plan_,
                 make_stack_,
                 local(),
                 {network_, storage_, options_.keep_events ? &trace_ : nullptr}},
      spins_{ranks_per_core(doorbell_) > 1 ? spins_max_crowded : spins_max} {
    ENSURE(options_.per_rank >= 1, "no processes on a rank");
    ENSURE(std::uint64_t{options_.per_rank} * static_cast<std::uint64_t>(session.size()) >=
               plan_.processes,
           "more processes than the ranks hold");
}

Network::Local Runtime::Loop::local() const {
    std::uint32_t const each = options_.per_rank;
    auto const first = std::min(static_cast<std::uint32_t>(rank_) * each, plan_.processes);
    return {.first = first, .last = std::min(first + each, plan_.processes), .per_rank = each};
}

council::Council::Settings Runtime::Loop::council_settings() const {
    council::Council::Settings settings{
        .rank = rank_,
        .ranks = session_.world.size(),
        .per_rank = options_.per_rank,
        .listener = {
            .show = options_.show, .told_before = options_.told_before, .reach = options_.reach}};
    // With very many ranks on a core silence is nothing strange.
    settings.silence_max *= std::max(1, static_cast<int>(ranks_per_core(doorbell_) / 16));
    return settings;
}

int Runtime::Loop::run(MakeReport const& report) {
    session_.running = true;
    Interrupts const interrupts;
    clock_.emplace(session_);
    session_.supervision.begin_run();
    session_.supervision.expect_end_within(plan_.limit + grace);
    processes_.start(clock_->now());
    while (!council_.over()) {
        if (work())
            spins_.found();
        else
            rest();
        if (council_.must_report()) make_report(report);
    }
    leave();
    return council_.status();
}

bool Runtime::Loop::work() {
    bool const busy = receive_arrivals();
    if (++rounds_ % rounds_between_looks != 0) return busy;
    return look_around() || busy;
}

bool Runtime::Loop::receive_arrivals() {
    bool const busy = transport_.poll([this](Datagram const& datagram) { receive(datagram); }) > 0;
    if (!network_.loops() || !running()) return busy;
    return processes_.loop_back(clock_->now()) || busy;
}

void Runtime::Loop::receive(Datagram const& datagram) {
    // A look at the clock for each: whoever measures round trips relies on it that a datagram is
    // never handled at a time before its arrival.
    if (running()) processes_.receive(clock_->now(), datagram);
}

bool Runtime::Loop::look_around() {
    Time now = clock_->now();
    if (now - awake_by_ > absence_min) {
        catch_up();
        now = clock_->now();
    }
    awake_by_ = now;

    bool busy = transport_.poll_seldom([this](Datagram const& datagram) { receive(datagram); });
    if (running()) processes_.advance_to(now);
    bool const news =
        mail_.poll([&](int from, int, BytesView letter) { council_.receive(now, from, letter); });
    if (news || now >= council_.due() || Interrupts::received()) consult(now);
    return busy || news;
}

/// After a standstill: everything that has arrived in the meantime comes before the timers, which
/// would blame others for this rank's own silence.
void Runtime::Loop::catch_up() {
    Time const give_up_at = clock_->now() + catch_up_max;
    Time last_arrival = clock_->now();
    for (Time now = last_arrival; now < give_up_at && now - last_arrival < quiet_after_absence;
         now = clock_->now()) {
        bool arrived = receive_arrivals();
        arrived = transport_.poll_seldom([this](Datagram const& d) { receive(d); }) || arrived;
        arrived = mail_.poll([&](int from, int, BytesView letter) {
            council_.receive(now, from, letter);
        }) || arrived;
        if (arrived) last_arrival = now;
    }
}

void Runtime::Loop::consult(Time now) {
    if (Interrupts::received()) council_.interrupt();
    if (now >= council_.due()) forget_the_dead(now);
    if (options_.read_stdin && rank_ == 0 && running()) read_stdin(now);
    council::RankSummary summary = processes_.summary(now);
    if (options_.read_stdin && rank_ == 0 && !stdin_.at_end()) summary.done = false;
    council_.advance_to(now, std::move(summary));
    council_.drain(
        [this](int to, council::Letter letter) { mail_.send(to, 0, std::move(letter)); });
}

void Runtime::Loop::read_stdin(Time now) {
    while (auto const line = stdin_.next()) processes_.request(now, *line);
}

void Runtime::Loop::forget_the_dead(Time now) {
    for (int const rank : neighbours_.newly_gone()) council_.died(now, rank);
    for (int rank = 0; rank < session_.world.size(); ++rank) {
        if (!council_.members().dead(rank)) continue;
        transport_.give_up(rank);
        mail_.give_up(rank);
    }
}

void Runtime::Loop::rest() {
    if (spins_.spend()) return;
    doorbell_.raise();
    bool const arrived = receive_arrivals();
    if (look_around() || arrived || network_.loops()) return doorbell_.stay_awake();
    Time const now = clock_->now();
    Duration const longest = longest_sleep(now);
    awake_by_ = now + longest;
    doorbell_.sleep(longest);
}

Duration Runtime::Loop::longest_sleep(Time now) {
    Duration longest = council_.due() - now;
    if (running()) longest = std::min(longest, processes_.next_deadline() - now);
    if (!doorbell_.within_reach_of_all()) longest = std::min(longest, sleep_max_across_nodes);
    if (transport_.under_way() || mail_.under_way()) {
        // MPI moves large messages only while it is polled; one to a dead rank never moves at all.
        nap_ = std::clamp<Duration>(2 * nap_, nap_min, nap_max);
        longest = std::min(longest, nap_);
    } else {
        nap_ = Duration::zero();
    }
    return std::max(longest, Duration::zero());
}

void Runtime::Loop::make_report(MakeReport const& report) {
    auto& supervision = session_.supervision;
    supervision.expect_end_within(Duration::zero());  // it may take its time
    auto outcome = council_.outcome();
    outcome.clocks = clock_->ranks();
    int const status = report(outcome);
    supervision.expect_end_within(grace);
    Time const now = clock_->now();
    awake_by_ = now;
    council_.conclude(now, status);
    consult(now);
}

void Runtime::Loop::leave() {
    council_.drain(
        [this](int to, council::Letter letter) { mail_.send(to, 0, std::move(letter)); });
    Time const give_up_at = clock_->now() + last_letters_max;
    while (mail_.under_way() && clock_->now() < give_up_at) mail_.poll([](int, int, BytesView) {});
    for (int const rank : council_.left_behind()) neighbours_.kill(rank);
    session_.running = !council_.orderly();
}

}  // namespace conclave::mpi
