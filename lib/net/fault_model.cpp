#include "net/fault_model.hpp"

#include <algorithm>

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

/// What the plan says of this direction now, if anything: the last of those that match.
template <class Fault>
Fault const* applying(std::vector<Fault> const& faults, Datagram const& d, Time now) {
    auto const applies = [&](Fault const& fault) {
        return fault.direction.covers(d.from, d.to) && fault.span.contains(now);
    };
    auto const found = std::find_if(faults.rbegin(), faults.rend(), applies);
    return found == faults.rend() ? nullptr : &*found;
}

double chance(std::vector<LinkChance> const& faults, Datagram const& d, Time now, double other) {
    auto const* own = applying(faults, d, now);
    return own ? own->probability : other;
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
      looks_inside_{!plan.drops.empty() || plan.adversary} {}

Fate FaultModel::fate(Datagram const& d, Time now) const {
    if (quiet_ || d.from == d.to) return {};
    auto const low = static_cast<std::uint32_t>(d.number);
    auto const high = static_cast<std::uint32_t>(index(d.channel)) << 16U |
                      static_cast<std::uint32_t>(d.number >> 32U & 0xFFFFU);
    Philox::Block const counter{index(d.from), index(d.to), low, high};
    auto const bits = Philox::block(counter, key_);
    if (strikes(chance(plan_.losses_on, d, now, plan_.loss), bits[0]) || cut_off(d.from, d.to, now))
        return {.lost = true};

    Fate fate{.duplicated = strikes(chance(plan_.duplicates_on, d, now, plan_.duplicate), bits[1])};
    auto const* own = applying(plan_.delays_on, d, now);
    LinkDelay const& range = own ? *own : everywhere_;
    fate.delay[0] = delay(range, bits[2], bits[3]);
    if (fate.duplicated) {
        auto const more = Philox::block(counter, key_ + 1);
        fate.delay[1] = delay(range, more[2], more[3]);
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
    if (!drop.count) return in_time;
    Dropped& dropped = dropped_[{which, message.from}];
    Dropped::Name const name{message.to, message.channel, message.number};
    auto const copy = dropped.lost.find(name);
    if (copy != dropped.lost.end()) return copy->second;
    if (dropped.count == *drop.count) return false;  // it need not be known again
    dropped.lost.emplace(name, in_time);
    dropped.count += in_time ? 1 : 0;
    return in_time;
}

Duration FaultModel::delay(LinkDelay const& range, std::uint32_t delay_bits,
                           std::uint32_t reorder_bits) const {
    Duration delay = range.min + fraction(range.max - range.min, delay_bits);
    if (strikes(plan_.reorder, reorder_bits)) delay += 2 * hold(range.max);
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

bool FaultModel::cut_off(ProcessId from, ProcessId to, Time now) const {
    auto const cut = [&](Cut const& c) {
        return c.from == from && c.to == to && c.span.contains(now);
    };
    if (std::ranges::any_of(plan_.cuts, cut)) return true;

    auto const apart = [&](Partition const& partition) {
        if (!partition.span.contains(now)) return false;
        auto const group_of = [&](ProcessId p) {
            return std::ranges::find_if(partition.groups, [&](auto const& group) {
                return std::ranges::find(group, p) != group.end();
            });
        };
        auto const end = partition.groups.end();
        auto const a = group_of(from);
        auto const b = group_of(to);
        return a != end && b != end && a != b;
    };
    return std::ranges::any_of(plan_.partitions, apart);
}

}  // namespace conclave::net
