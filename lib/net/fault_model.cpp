#include "net/fault_model.hpp"

#include <algorithm>
#include <optional>

namespace conclave::net {
namespace {

using namespace std::chrono_literals;

/// Is an event of this probability the case for these random bits?
bool strikes(double probability, std::uint32_t bits) {
    return static_cast<double>(bits) < probability * 0x1.0p32;
}

Duration fraction(Duration range, std::uint32_t bits) {
    __extension__ using Wide = unsigned __int128;
    auto const span = static_cast<std::uint64_t>(range.count()) + 1;
    return Duration{static_cast<std::int64_t>((Wide{span} * bits) >> 32U)};
}

/// A reordered datagram waits until those sent up to this much later have passed it.
Duration hold(Duration delay_max) { return std::max<Duration>(delay_max, 5ms); }

/// What the plan says of this direction now, if anything: the place of the last one that matches.
template <class Fault>
std::optional<std::size_t> applying(std::vector<Fault> const& faults, Datagram const& d, Time now) {
    for (std::size_t i = faults.size(); i-- > 0;)
        if (faults[i].direction.covers(d.from, d.to) && faults[i].span.contains(now)) return i;
    return std::nullopt;
}

/// One kind of a chance: in every direction, and in those that have their own.
struct Chances {
    double everywhere;
    std::vector<LinkChance> const& own;
};

/// Is it the case for this datagram and these random bits? Counts it where it belongs.
bool strikes(Chances const& chances, Datagram const& d, Time now, std::uint32_t bits,
             Hits& everywhere, std::vector<Hits>& own) {
    auto const which = applying(chances.own, d, now);
    bool const struck = strikes(which ? chances.own[*which].probability : chances.everywhere, bits);
    (which ? own[*which] : everywhere).count(struck);
    return struck;
}

bool stands_apart(Partition const& partition, ProcessId from, ProcessId to) {
    auto const group_of = [&](ProcessId p) {
        return std::ranges::find_if(partition.groups, [&](auto const& group) {
            return std::ranges::find(group, p) != group.end();
        });
    };
    auto const end = partition.groups.end();
    auto const a = group_of(from);
    auto const b = group_of(to);
    return a != end && b != end && a != b;
}

}  // namespace

std::vector<NamedMessage> names_of(Datagram const& datagram,
                                   std::span<ChannelState const> channels) {
    std::vector<NamedMessage> names;
    Channel channel = datagram.channel;
    std::uint64_t number = datagram.number;
    Bytes owned;
    BytesView body = datagram.body;
    while (index(channel) < channels.size() && !body.empty()) {
        ChannelState const& state = channels[index(channel)];
        auto const which = static_cast<std::size_t>(body[0]);
        if (which >= state.kinds.size()) break;
        MessageKind const& kind = state.kinds[which];
        names.push_back({datagram.from, datagram.to, channel, number, state.module, kind.name});
        auto carried = kind.find_carried ? kind.find_carried(body.subspan(1)) : std::nullopt;
        if (!carried) break;
        channel = carried->channel;
        number = carried->number;
        owned = std::move(carried->body);
        body = view(owned);
    }
    return names;
}

FaultModel::FaultModel(FaultPlan const& plan, Seed seed)
    : plan_{plan},
      key_{seed ^ 0x6E6574776F726BULL},  // "network": apart from the processes' own streams
      everywhere_{.min = plan.delay_min, .max = plan.delay_max},
      quiet_{plan.loss <= 0 && plan.duplicate <= 0 && plan.reorder <= 0 && plan.cuts.empty() &&
             plan.partitions.empty() && plan.delay_max <= Duration::zero() && !plan.singles_out()},
      looks_inside_{!plan.drops.empty() || plan.adversary},
      hits_{plan} {}

Fate FaultModel::fate(Datagram const& d, Time now) {
    if (quiet_ || d.from == d.to) return {};
    auto const low = static_cast<std::uint32_t>(d.number);
    auto const high = static_cast<std::uint32_t>(index(d.channel)) << 16U |
                      static_cast<std::uint32_t>(d.number >> 32U & 0xFFFFU);
    Philox::Block const counter{index(d.from), index(d.to), low, high};
    auto const bits = Philox::block(counter, key_);
    bool const stopped = cut_off(d.from, d.to, now);
    bool const lost =
        strikes({plan_.loss, plan_.losses_on}, d, now, bits[0], hits_.loss, hits_.losses_on);
    if (lost || stopped) return {.lost = true};

    Fate fate{.duplicated = strikes({plan_.duplicate, plan_.duplicates_on}, d, now, bits[1],
                                    hits_.duplicate, hits_.duplicates_on)};
    auto const own = applying(plan_.delays_on, d, now);
    LinkDelay const& range = own ? plan_.delays_on[*own] : everywhere_;
    bool const reordered = strikes(plan_.reorder, bits[3]);
    hits_.reorder.count(reordered);
    fate.delay[0] = delay(range, bits[2], reordered);
    if (own) hits_.delays_on[*own].count(fate.delay[0] > Duration::zero());
    if (fate.duplicated) {
        auto const more = Philox::block(counter, key_ + 1);
        fate.delay[1] = delay(range, more[2], strikes(plan_.reorder, more[3]));
    }
    fate.delayed = fate.delay[0] > Duration::zero();
    return fate;
}

Fate FaultModel::look_inside(Datagram const& datagram, Time now,
                             std::span<ChannelState const> channels, Fate planned) {
    auto const names = names_of(datagram, channels);
    for (std::size_t i = 0; i < plan_.drops.size(); ++i)  // each counts for itself
        for (NamedMessage const& name : names)
            if (drops(i, name, now)) planned = {.lost = true};
    if (!plan_.adversary) return planned;
    return plan_.adversary(datagram, names.empty() ? NamedMessage{} : names.back(), now, planned);
}

bool FaultModel::drops(std::size_t which, NamedMessage const& message, Time now) {
    Drop const& drop = plan_.drops[which];
    if (message.kind != drop.kind || !drop.direction.covers(message.from, message.to)) return false;
    bool const in_time = drop.span.contains(now);
    Hits& hits = hits_.drops[which];
    if (!drop.count) {
        if (in_time) hits.count(true);
        return in_time;
    }
    Dropped& dropped = dropped_[{which, message.from}];
    Dropped::Name const name{message.to, message.channel, message.number};
    auto const copy = dropped.lost.find(name);
    if (copy != dropped.lost.end()) return copy->second;
    if (dropped.count == *drop.count) return false;  // it need not be known again
    dropped.lost.emplace(name, in_time);
    if (in_time) {
        hits.count(true);
        ++dropped.count;
    }
    return in_time;
}

Duration FaultModel::delay(LinkDelay const& range, std::uint32_t delay_bits, bool reordered) const {
    Duration delay = range.min + fraction(range.max - range.min, delay_bits);
    if (reordered) delay += 2 * hold(range.max);
    return delay;
}

Duration FaultModel::longest(LinkDelay const& range) const {
    return range.max + (plan_.reorder > 0 ? 2 * hold(range.max) : Duration::zero());
}

Duration FaultModel::delay_max() const {
    Duration most = longest(everywhere_);
    for (LinkDelay const& range : plan_.delays_on) most = std::max(most, longest(range));
    return most;
}

bool FaultModel::cut_off(ProcessId from, ProcessId to, Time now) {
    bool stopped = false;
    auto const stop = [&stopped](Hits& hits) {
        hits.count(true);
        stopped = true;
    };
    for (std::size_t i = 0; i < plan_.cuts.size(); ++i) {
        Cut const& cut = plan_.cuts[i];
        if (cut.from == from && cut.to == to && cut.span.contains(now)) stop(hits_.cuts[i]);
    }
    for (std::size_t i = 0; i < plan_.partitions.size(); ++i) {
        Partition const& partition = plan_.partitions[i];
        if (partition.span.contains(now) && stands_apart(partition, from, to))
            stop(hits_.partitions[i]);
    }
    return stopped;
}

}  // namespace conclave::net
