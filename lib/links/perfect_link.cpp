#include "links/perfect_link.hpp"

#include <algorithm>

namespace conclave {
namespace {

/// Counts the lives of this link on stable storage.
std::uint64_t next_life(Context& ctx, Channel channel) {
    auto const key = "PerfectLink/" + std::to_string(index(channel)) + "/life";
    auto const life = ctx.storage().load<std::uint64_t>(key).value_or(0) + 1;
    ctx.storage().store(key, life);
    return life;
}

}  // namespace

PerfectLink::PerfectLink(Context& ctx, Link& below, Options options)
    : ctx_{ctx},
      port_{ctx, below, *this},
      options_{options},
      life_{next_life(ctx, port_.channel())},
      no_ack_{ctx, "no ack", [this] { send_due(); }, layer} {
    ENSURE(options.window >= 1 && options.resend_after > Duration::zero(), "PerfectLink::Options");
}

void PerfectLink::send(ProcessId to, Packet const& packet) {
    auto const peer = incoming_.find(to);
    Life const to_life = peer == incoming_.end() ? 0 : peer->second.life;
    Outgoing& outgoing = outgoing_.try_emplace(to, options_).first->second;
    outgoing.add({.to_life = to_life, .parcel = Parcel::of(packet)});
    send_waiting(to, outgoing);
}

void PerfectLink::upon(ProcessId from, Data const& data) {
    bool const sensible = data.life >= 1 && data.to_life <= life_ && carries(data.parcel.channel) &&
                          ReceiveWindow::makes_sense(data.sequence, data.oldest, options_.window);
    if (!sensible) return port_.reject(from);

    Incoming& in = incoming_[from];
    if (!recognise(in, data.life)) return;
    port_.send(from, Ack{.life = life_, .to_life = data.life, .sequence = data.sequence});
    bool const fresh = in.window.take(data.sequence, data.oldest);
    bool const meant_for_us = data.to_life == 0 || data.to_life == life_;
    if (fresh && meant_for_us) deliver(from, data.parcel.packet());  // PL2
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
