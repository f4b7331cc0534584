#include "links/perfect_link.hpp"

#include <algorithm>

namespace conclave {
namespace {

constexpr std::uint64_t first_life = 1;

/// Counts the lives of this link on stable storage.
std::uint64_t next_life(Context& ctx, Channel channel) {
    auto const key = "PerfectLink/" + std::to_string(index(channel)) + "/life";
    auto const life = ctx.storage().load<std::uint64_t>(key).value_or(0) + 1;
    ctx.storage().store(key, life);
    return life;
}

}  // namespace

PerfectLink::PerfectLink(Context& ctx, Link& below, Options options, Order order)
    : ctx_{ctx},
      port_{ctx, below, *this},
      options_{options},
      order_{order},
      life_{next_life(ctx, port_.channel())},
      born_at_{ctx.now()},
      no_ack_{ctx, "no ack", [this] { send_due(); }, layer} {
    ENSURE(options.window >= 1 && options.resend_after > Duration::zero(), "PerfectLink::Options");
    if (life_ == first_life) return;
    for (ProcessId p : ctx.others()) add(p, {});
}

void PerfectLink::send(ProcessId to, Packet const& packet) {
    add(to, {.to_life = life_of(to), .asked_at = ctx_.now(), .parcel = Parcel::of(packet)});
}

void PerfectLink::add(ProcessId to, Letter letter) {
    Outgoing& outgoing = outgoing_.try_emplace(to, options_).first->second;
    outgoing.add(std::move(letter));
    send_waiting(to, outgoing);
}

PerfectLink::Life PerfectLink::life_of(ProcessId peer) const {
    if (peer == ctx_.self()) return life_;
    auto const found = incoming_.find(peer);
    if (found != incoming_.end() && found->second.life != 0) return found->second.life;
    // Who was there from the beginning would have been told of any other life (PL2).
    return life_ == first_life ? first_life : 0;
}

void PerfectLink::upon(ProcessId from, Data const& data) {
    bool const sensible = data.life >= first_life && data.to_life <= life_ &&
                          data.age >= Duration::zero() && carries(data.parcel.channel) &&
                          ReceiveWindow::makes_sense(data.sequence, data.oldest, options_.window);
    if (!sensible) return port_.reject(from);

    bool const first = take(from, data.life, data.sequence, data.oldest);
    bool const due = first && is_for_this_life(data);  // PL2
    if (order_ == Order::any) {
        if (due) deliver(from, data.parcel.packet());
        return;
    }
    if (due) incoming_[from].early.emplace(data.sequence, data.parcel);
    deliver_in_order(from);
}

bool PerfectLink::is_for_this_life(Data const& data) const {
    bool const sent_to_it = data.age <= ctx_.now() - born_at_;  // not to one that ended before
    return data.to_life == life_ || (data.to_life == 0 && sent_to_it);
}

void PerfectLink::upon(ProcessId from, Hello const& hello) {
    bool const sensible = hello.life > first_life &&
                          ReceiveWindow::makes_sense(hello.sequence, hello.oldest, options_.window);
    if (!sensible) return port_.reject(from);
    take(from, hello.life, hello.sequence, hello.oldest);
    deliver_in_order(from);
}

bool PerfectLink::take(ProcessId from, Life life, Sequence sequence, Sequence oldest) {
    Incoming& in = incoming_[from];
    if (!recognise(in, life)) return false;
    port_.send(from, Ack{.life = life_, .to_life = life, .sequence = sequence});
    return in.window.take(sequence, oldest);
}

void PerfectLink::deliver_in_order(ProcessId from) {
    Incoming& in = incoming_[from];
    // FPL4: what went to a former life of ours counts as come, since it is never to come.
    while (!in.early.empty() && in.early.begin()->first <= in.window.complete_to()) {
        auto const parcel = std::move(in.early.extract(in.early.begin()).mapped());
        deliver(from, parcel.packet());
    }
}

bool PerfectLink::recognise(Incoming& peer, Life life) {
    if (life > peer.life) peer = {.life = life};
    return life == peer.life;
}

void PerfectLink::upon(ProcessId from, Ack const& ack) {
    auto const found = outgoing_.find(from);
    if (ack.to_life != life_ || found == outgoing_.end()) return;
    if (!recognise(incoming_[from], ack.life)) return;
    Outgoing& outgoing = found->second;
    if (!outgoing.acknowledge(ack.sequence)) return;
    send_waiting(from, outgoing);
    if (outgoing.all_acknowledged()) schedule();
}

void PerfectLink::send_waiting(ProcessId to, Outgoing& outgoing) {
    Time const resend_at = outgoing.resend_at();
    outgoing.send_waiting(ctx_.now(), transmit_to(to, outgoing));
    if (outgoing.resend_at() != resend_at) schedule();
}

void PerfectLink::send_due() {
    for (auto& [to, outgoing] : outgoing_)
        outgoing.send_due(ctx_.now(), transmit_to(to, outgoing));  // PL1: until acknowledged
    schedule();
}

void PerfectLink::schedule() {
    Time next = never;
    for (auto const& [to, outgoing] : outgoing_) next = std::min(next, outgoing.resend_at());
    if (next == never)
        no_ack_.stop();
    else
        no_ack_.start(next - ctx_.now());
}

Duration PerfectLink::delay_max(Duration hop_max, double loss, Options const& options) {
    ENSURE(loss >= 0 && loss < 1, "a probability of loss in [0, 1)");
    if (loss <= 0) return hop_max;
    constexpr double beyond_chance = 1.000001e-9;  // a billionth, past rounding
    Duration delay = hop_max;
    Duration interval = options.resend_after;
    // Counted by multiplication: a logarithm may differ by a bit from one machine to the next.
    for (double all_lost = loss; all_lost > beyond_chance; all_lost *= loss) {
        delay += interval;
        interval = options.longer(interval);
    }
    return delay;
}

}  // namespace conclave
