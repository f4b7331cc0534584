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

Duration longer(Duration interval, Duration max) { return std::min(interval + interval / 2, max); }

}  // namespace

PerfectLink::PerfectLink(Context& ctx, Link& below, Options options)
    : ctx_{ctx},
      port_{ctx, below, *this},
      options_{options},
      life_{next_life(ctx, port_.channel())},
      no_ack_{ctx, "no ack", [this] { resend_due(); }, layer} {
    ENSURE(options.window >= 1 && options.resend_after > Duration::zero(), "PerfectLink::Options");
}

void PerfectLink::send(ProcessId to, Packet const& packet) {
    auto const peer = incoming_.find(to);
    Outgoing& outgoing = outgoing_[to];
    outgoing.waiting.push_back(
        {.to_life = peer == incoming_.end() ? 0 : peer->second.life, .parcel = Parcel::of(packet)});
    fill_window(to, outgoing);
}

void PerfectLink::upon(ProcessId from, Data const& data) {
    bool const sensible = data.life >= 1 && data.oldest >= 1 && data.oldest <= data.sequence &&
                          data.sequence - data.oldest < options_.window && data.to_life <= life_ &&
                          carries(data.parcel.channel);
    if (!sensible) return port_.reject(from);

    Incoming& in = incoming_[from];
    if (!recognise(in, data.life)) return;
    port_.send(from, Ack{.life = life_, .to_life = data.life, .sequence = data.sequence});

    in.floor = std::max(in.floor, data.oldest - 1);
    in.beyond.erase(in.beyond.begin(), in.beyond.upper_bound(in.floor));
    bool const fresh = data.sequence > in.floor && in.beyond.insert(data.sequence).second;
    while (!in.beyond.empty() && *in.beyond.begin() == in.floor + 1) {
        in.beyond.erase(in.beyond.begin());
        ++in.floor;
    }
    bool const meant_for_us = data.to_life == 0 || data.to_life == life_;
    if (fresh && meant_for_us) deliver(from, data.parcel.packet());  // PL2
}

bool PerfectLink::recognise(Incoming& peer, Life life) {
    if (life > peer.life) peer = {.life = life, .floor = 0, .beyond = {}};
    return life == peer.life;
}

void PerfectLink::upon(ProcessId from, Ack const& ack) {
    auto const found = outgoing_.find(from);
    if (ack.to_life != life_ || found == outgoing_.end()) return;
    if (!recognise(incoming_[from], ack.life)) return;
    Outgoing& outgoing = found->second;
    if (outgoing.unacknowledged.erase(ack.sequence) == 0) return;
    // Nothing else changes for the others: an acknowledgement must not put off their repetition.
    if (outgoing.unacknowledged.empty()) outgoing.resend_at = never;
    fill_window(from, outgoing);
    if (outgoing.unacknowledged.empty()) schedule();
}

void PerfectLink::fill_window(ProcessId to, Outgoing& outgoing) {
    Time const resend_at = outgoing.resend_at;
    auto& flying = outgoing.unacknowledged;
    while (!outgoing.waiting.empty() &&
           (flying.empty() || outgoing.next - flying.begin()->first < options_.window)) {
        Sequence const sequence = outgoing.next++;
        flying.emplace(sequence, std::move(outgoing.waiting.front()));
        outgoing.waiting.pop_front();
        transmit(to, outgoing, sequence, options_.resend_after);
    }
    if (outgoing.resend_at != resend_at) schedule();
}

void PerfectLink::transmit(ProcessId to, Outgoing& outgoing, Sequence sequence, Duration interval) {
    Letter& letter = outgoing.unacknowledged.at(sequence);
    letter.interval = interval;
    letter.resend_at = ctx_.now() + interval;
    outgoing.resend_at = std::min(outgoing.resend_at, letter.resend_at);
    port_.send(to, Data{.life = life_,
                        .to_life = letter.to_life,
                        .sequence = sequence,
                        .oldest = outgoing.unacknowledged.begin()->first,
                        .parcel = letter.parcel});
}

void PerfectLink::resend_due() {
    for (auto& [to, outgoing] : outgoing_) {
        if (outgoing.resend_at > ctx_.now()) continue;
        outgoing.resend_at = never;
        for (auto& [sequence, letter] : outgoing.unacknowledged) {
            if (letter.resend_at > ctx_.now())
                outgoing.resend_at = std::min(outgoing.resend_at, letter.resend_at);
            else  // PL1: until it is acknowledged
                transmit(to, outgoing, sequence, longer(letter.interval, options_.resend_max));
        }
    }
    schedule();
}

void PerfectLink::schedule() {
    Time next = never;
    for (auto const& [to, outgoing] : outgoing_) next = std::min(next, outgoing.resend_at);
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
        interval = longer(interval, options.resend_max);
    }
    return delay;
}

}  // namespace conclave
