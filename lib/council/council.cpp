#include "council/council.hpp"

#include <algorithm>
#include <chrono>

namespace conclave::council {
namespace {

using std::chrono::milliseconds;

/// Between two bulletins: soon enough for a story that is told live, seldom enough for many ranks.
Duration period(int ranks) {
    return std::clamp<Duration>(milliseconds{2} * ranks, milliseconds{100}, milliseconds{250});
}

constexpr Duration haste = milliseconds{20};              // between two looks at the end of a run
constexpr Duration excuse_min = milliseconds{500};        // of its own absence, to excuse others
constexpr Duration reminder_period = milliseconds{1000};  // of orders to silent ranks

}  // namespace

Council::Council(Settings settings, net::RunPlan const& plan)
    : settings_{std::move(settings)},
      plan_{plan},
      period_{period(settings_.ranks)},
      members_{settings_.rank, settings_.ranks},
      archive_{settings_.ranks, plan.processes, settings_.per_rank},
      narrator_{settings_.ranks},
      closing_{plan, members_, archive_, settings_.silence_max},
      subscriptions_{settings_.rank, settings_.ranks} {}

// ---- letters ------------------------------------------------------------------------------------

void Council::receive(Time now, int from, BytesView letter) {
    if (letter.empty()) return;
    members_.heard(from, now);
    std::visit([&](auto&& content) { upon(now, from, std::move(content)); }, read(letter));
}

void Council::upon(Time now, int from, Order order) {
    auto const ranks = static_cast<std::size_t>(settings_.ranks);
    if (order.have.size() != ranks || order.ending.left_behind.size() != ranks) return;
    members_.merge(order.attendance, now);
    narrator_.told_by_another(order.told);
    subscriptions_.open(from, order.have);

    if (closing_.follow(order.ending, now)) due_ = now;
    if (phase() == Phase::leaving && !reporting() && !over_) {
        send_bulletin(from);
        over_ = true;
    }
    // The end of the run waits for what is still missing there.
    if (phase() != Phase::running) due_ = now;
}

void Council::upon(Time now, int from, Bulletin bulletin) {
    members_.merge(bulletin.attendance, now);
    interrupted_ = interrupted_ || bulletin.interrupted;
    if (bulletin.leaving) closing_.left(from);
    bool const complete = std::ranges::all_of(bulletin.installments, &Installment::complete);
    for (Installment& installment : bulletin.installments)
        if (installment.owner != static_cast<std::uint32_t>(settings_.rank))
            archive_.add(std::move(installment));
    if (!complete && collecting()) send_order(from);  // more, please
}

void Council::send_bulletins() {
    for (int const collector : members_.collectors())
        if (collector != settings_.rank && subscriptions_.is_open(collector))
            send_bulletin(collector);
}

void Council::send_bulletin(int to) {
    letters_.emplace_back(
        to, write(Bulletin{.attendance = members_.attendance(),
                           .interrupted = interrupted_,
                           .leaving = phase() == Phase::leaving,
                           .installments = subscriptions_.next(to, archive_, members_)}));
}

void Council::send_orders(Time now) {
    if (!collecting()) return;
    bool const reminder = now >= reminder_due_;
    if (reminder) reminder_due_ = now + reminder_period;
    for (int rank = 0; rank < settings_.ranks; ++rank) {
        if (rank == settings_.rank || members_.dead(rank)) continue;
        // What a stopped rank has not read piles up: it is written to seldom.
        if (present(rank, now) || reminder) send_order(rank);
    }
}

void Council::send_order(int to) {
    Order order{
        .attendance = members_.attendance(), .ending = closing_.ending(), .told = narrator_.told()};
    for (int rank = 0; rank < settings_.ranks; ++rank) order.have.push_back(archive_.have(rank));
    letters_.emplace_back(to, write(order));
}

// ---- what is due --------------------------------------------------------------------------------

void Council::advance_to(Time now, RankSummary own) {
    if (now - now_ > excuse_min) members_.excuse(now - now_);
    now_ = std::max(now_, now);
    own.final = phase() != Phase::running;
    archive_.summary(settings_.rank) = std::move(own);

    members_.judge(now, closing_.patience());
    if (collecting()) bury_the_dead();
    if (reporting()) report_if_due(now);
    if (now < due_) return;
    if (reporting()) tell(now);
    send_bulletins();
    send_orders(now);
    due_ = now + (reporting() && phase() != Phase::running ? haste : period_);
}

void Council::bury_the_dead() {
    for (int rank = 0; rank < settings_.ranks; ++rank) {
        // Of a rank alone on its machine nobody else can tell a death from a standstill.
        if (!present(rank, now_) && killed_by_plan(rank)) members_.died(rank, now_);
        if (members_.dead(rank) && !archive_.summary(rank).final)
            archive_.bury(rank, time_of_death(rank));
    }
}

Time Council::time_of_death(int rank) const {
    Time at = archive_.summary(rank).watermark;  // it lived then
    if (at == Time{}) at = now_;                 // nothing was heard of it here
    return std::max(at, killed_by_plan(rank).value_or(at));
}

std::optional<Time> Council::killed_by_plan(int rank) const {
    for (net::Action const& action : plan_.faults.actions) {
        if (action.kind != net::Action::Kind::kill || !action.victim.is_process() ||
            action.at > now_)
            continue;
        if (index(action.victim.process) / settings_.per_rank == static_cast<std::uint32_t>(rank))
            return action.at;
    }
    return std::nullopt;
}

// ---- the reporter -------------------------------------------------------------------------------

void Council::report_if_due(Time now) {
    switch (phase()) {
        case Phase::running:
            if (auto const end = closing_.due(now, interrupted_)) {
                closing_.finish(*end, now);
                due_ = now;
            }
            break;
        case Phase::finishing:
            if (!closing_.all_final(now)) break;
            closing_.begin_report(now);
            due_ = now;
            [[fallthrough]];
        case Phase::reporting:  // begun here, or by a reporter that did not get to the end of it
            if (must_report_ || !closing_.all_final(now)) break;
            narrator_.tell(archive_, never, settings_.listener);
            must_report_ = true;
            break;
        case Phase::leaving: over_ = over_ || closing_.all_left(now); break;
    }
}

void Council::tell(Time now) {
    Time horizon = never;
    for (int rank = 0; rank < settings_.ranks; ++rank)
        if (present(rank, now)) horizon = std::min(horizon, archive_.summary(rank).watermark);
    narrator_.tell(archive_, horizon, settings_.listener);
}

void Council::conclude(Time now, int status) {
    must_report_ = false;
    closing_.conclude(status, now);
    due_ = now;
}

net::Outcome Council::outcome() const {
    Ending const& ending = closing_.ending();
    return archive_.outcome(ending.end, ending.ended_at, members_.attendance().dead);
}

std::vector<int> Council::left_behind() const {
    std::vector<int> ranks;
    for (int rank = 0; rank < settings_.ranks; ++rank)
        if (closing_.ending().left_behind[static_cast<std::size_t>(rank)] != 0)
            ranks.push_back(rank);
    return ranks;
}

}  // namespace conclave::council
