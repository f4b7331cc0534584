#include "mpi/council.hpp"

#include <algorithm>
#include <chrono>

namespace conclave::mpi {
namespace {

using std::chrono::milliseconds;

/// Between two bulletins: soon enough for a story that is told live, seldom enough for many ranks.
Duration period(int ranks) {
    return std::clamp<Duration>(milliseconds{2} * ranks, milliseconds{100}, milliseconds{250});
}

constexpr Duration haste = milliseconds{20};             // between two looks at the end of a run
constexpr Duration excuse_min = milliseconds{500};       // of its own absence, to excuse others
constexpr Duration last_words_max = milliseconds{2000};  // to wait for silent ranks at the end
constexpr Duration last_words_max_interrupted = milliseconds{250};  // who interrupts will not wait
constexpr Duration reminder_period = milliseconds{1000};            // of orders to silent ranks
constexpr Duration report_max = milliseconds{30'000};               // how long a report may take

}  // namespace

Council::Council(Settings settings, net::RunPlan const& plan)
    : settings_{std::move(settings)},
      plan_{plan},
      last_change_{plan.last_change()},
      period_{period(settings_.ranks)},
      members_{settings_.rank, settings_.ranks},
      archive_{settings_.ranks, plan.processes, settings_.per_rank},
      story_{settings_.ranks} {
    auto const ranks = static_cast<std::size_t>(settings_.ranks);
    cursors_.assign(ranks, {.open = false, .next = std::vector<std::uint64_t>(ranks, 0)});
    left_.assign(ranks, 0);
    order_.left_behind.assign(ranks, 0);
}

void Council::receive(Time now, int from, BytesView letter) {
    if (letter.empty()) return;
    members_.heard(from, now);
    auto const content = letter.subspan(1);
    if (letter[0] == std::byte{static_cast<std::uint8_t>(Kind::order)}) {
        if (auto order = decode<Order>(content)) upon(now, from, std::move(*order));
    } else {
        if (auto bulletin = decode<Bulletin>(content)) upon(now, from, std::move(*bulletin));
    }
}

void Council::upon(Time now, int from, Order order) {
    auto const ranks = static_cast<std::size_t>(settings_.ranks);
    if (order.have.size() != ranks || order.left_behind.size() != ranks) return;
    members_.merge(order.view, now);
    story_.told_by_another(order.told);

    Cursor& cursor = cursors_[static_cast<std::size_t>(from)];
    cursor.open = true;
    for (std::size_t owner = 0; owner < ranks; ++owner)
        cursor.next[owner] = std::max(cursor.next[owner], order.have[owner]);

    if (order.phase > order_.phase) {
        order_ = std::move(order);
        enter(order_.phase, now);
    }
    if (order_.phase == Phase::leaving && !reporting() && !over_) {
        send_bulletin(from);
        over_ = true;
    }
    // The end of the run waits for what is still missing there.
    if (order_.phase != Phase::running) due_ = now;
}

void Council::upon(Time now, int from, Bulletin bulletin) {
    members_.merge(bulletin.view, now);
    interrupted_ = interrupted_ || bulletin.interrupted;
    if (bulletin.leaving) left_[static_cast<std::size_t>(from)] = 1;
    bool const complete = std::ranges::all_of(bulletin.installments, &Installment::complete);
    for (Installment& installment : bulletin.installments)
        if (installment.owner != static_cast<std::uint32_t>(settings_.rank))
            archive_.add(std::move(installment));
    if (!complete && collecting()) send_order(from);  // more, please
}

void Council::advance_to(Time now, Summary own) {
    if (now - now_ > excuse_min) members_.excuse(now - now_);
    now_ = std::max(now_, now);
    own.final = order_.phase != Phase::running;
    archive_.summary(settings_.rank) = std::move(own);

    members_.judge(now, patience());
    if (collecting()) bury_the_dead();
    if (reporting()) report_if_due(now);
    if (now < due_) return;
    if (reporting()) tell(now);
    send_bulletins();
    send_orders(now);
    due_ = now + (reporting() && order_.phase != Phase::running ? haste : period_);
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
        if (action.kind != net::Action::Kind::kill || !action.victim || action.at > now_) continue;
        if (index(*action.victim) / settings_.per_rank == static_cast<std::uint32_t>(rank))
            return action.at;
    }
    return std::nullopt;
}

void Council::report_if_due(Time now) {
    using End = net::Outcome::End;
    auto const finish = [&](End end) {
        order_.end = end;
        order_.ended_at = now;
        enter(Phase::finishing, now);
    };
    switch (order_.phase) {
        case Phase::running:
            if (interrupted_)
                finish(End::interrupted);
            else if (now >= Time{} + plan_.limit)
                finish(plan_.stay && story_over(now) ? End::story_over : End::time_limit);
            else if (!plan_.stay && story_over(now))
                finish(End::story_over);
            break;
        case Phase::finishing:
            if (!all_final(now)) break;
            enter(Phase::reporting, now);
            [[fallthrough]];
        case Phase::reporting:  // begun here, or by a reporter that did not get to the end of it
            if (must_report_ || !all_final(now)) break;
            story_.tell(archive_, never, settings_.show, settings_.told_before);
            must_report_ = true;
            break;
        case Phase::leaving: over_ = over_ || all_left(now); break;
    }
}

void Council::conclude(Time now, int status) {
    must_report_ = false;
    order_.status = status;
    order_.orderly = !members_.anybody_dead() && order_.end != net::Outcome::End::interrupted;
    for (int rank = 0; rank < settings_.ranks; ++rank) {
        bool const silent = !archive_.summary(rank).final && !members_.dead(rank);
        order_.left_behind[static_cast<std::size_t>(rank)] = silent ? 1 : 0;
        if (silent) order_.orderly = false;
    }
    enter(Phase::leaving, now);
}

void Council::enter(Phase phase, Time now) {
    order_.phase = phase;
    phase_began_ = now;
    due_ = now;
}

net::Outcome Council::outcome() const {
    return archive_.outcome(order_.end, order_.ended_at, members_.view().dead);
}

std::vector<int> Council::left_behind() const {
    std::vector<int> ranks;
    for (int rank = 0; rank < settings_.ranks; ++rank)
        if (order_.left_behind[static_cast<std::size_t>(rank)] != 0) ranks.push_back(rank);
    return ranks;
}

void Council::tell(Time now) {
    Time horizon = never;
    for (int rank = 0; rank < settings_.ranks; ++rank)
        if (present(rank, now)) horizon = std::min(horizon, archive_.summary(rank).watermark);
    story_.tell(archive_, horizon, settings_.show, settings_.told_before);
}

bool Council::story_over(Time now) const {
    Time watermark = never;
    Time last_active = members_.last_death();  // which the others have to get over
    for (int rank = 0; rank < settings_.ranks; ++rank) {
        if (!present(rank, now)) continue;
        Summary const& summary = archive_.summary(rank);
        if (!summary.done) return false;
        watermark = std::min(watermark, summary.watermark);
        last_active = std::max(last_active, summary.last_active);
    }
    return watermark >= last_change_ && watermark - last_active > plan_.settle;
}

bool Council::all_final(Time now) const {
    bool const interrupted = order_.end == net::Outcome::End::interrupted;
    Duration const wait = interrupted ? last_words_max_interrupted : last_words_max;
    for (int rank = 0; rank < settings_.ranks; ++rank) {
        if (archive_.summary(rank).final || members_.dead(rank)) continue;
        if (now - phase_began_ <= wait || members_.silence(rank, now) <= wait) return false;
    }
    return true;
}

bool Council::all_left(Time now) const {
    bool const interrupted = order_.end == net::Outcome::End::interrupted;
    if (now - phase_began_ > (interrupted ? last_words_max_interrupted : last_words_max))
        return true;
    for (int rank = 0; rank < settings_.ranks; ++rank) {
        auto const i = static_cast<std::size_t>(rank);
        bool const gone = left_[i] != 0 || members_.dead(rank) || order_.left_behind[i] != 0;
        if (rank != settings_.rank && !gone) return false;
    }
    return true;
}

bool Council::present(int rank, Time now) const {
    if (rank == settings_.rank) return true;
    return !members_.dead(rank) && members_.silence(rank, now) <= settings_.silence_max;
}

Duration Council::patience() const {
    return order_.phase == Phase::reporting ? report_max : settings_.silence_max;
}

void Council::send_bulletins() {
    for (int const collector : members_.collectors())
        if (collector != settings_.rank && cursors_[static_cast<std::size_t>(collector)].open)
            send_bulletin(collector);
}

void Council::send_bulletin(int to) {
    Cursor& cursor = cursors_[static_cast<std::size_t>(to)];
    Bulletin bulletin{.view = members_.view(),
                      .interrupted = interrupted_,
                      .leaving = order_.phase == Phase::leaving};
    for (int owner = 0; owner < settings_.ranks; ++owner) {
        auto& next = cursor.next[static_cast<std::size_t>(owner)];
        bool const own = owner == settings_.rank;
        bool const inherited = members_.dead(owner) && next < archive_.have(owner);
        if (!own && !inherited) continue;
        auto& installment = bulletin.installments.emplace_back(archive_.installment(owner, next));
        next += installment.events.size();
    }
    post(to, Kind::bulletin, bulletin);
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
    order_.view = members_.view();
    order_.told = story_.told();
    order_.have.clear();
    for (int rank = 0; rank < settings_.ranks; ++rank) order_.have.push_back(archive_.have(rank));
    post(to, Kind::order, order_);
}

template <class Letter>
void Council::post(int to, Kind kind, Letter const& letter) {
    Content content{std::byte{static_cast<std::uint8_t>(kind)}};
    encode_to(content, letter);
    letters_.emplace_back(to, std::move(content));
}

}  // namespace conclave::mpi
