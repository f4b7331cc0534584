#include "net/fault_model.hpp"

#include <algorithm>

namespace conclave::net {
namespace {

/// Is an event of this probability the case for these random bits?
bool strikes(double probability, std::uint32_t bits) {
    return static_cast<double>(bits) < probability * 0x1.0p32;
}

Duration fraction(Duration range, std::uint32_t bits) {
    __extension__ using Wide = unsigned __int128;
    auto const span = static_cast<std::uint64_t>(range.count()) + 1;
    return Duration{static_cast<std::int64_t>((Wide{span} * bits) >> 32U)};
}

}  // namespace

FaultModel::FaultModel(FaultPlan const& plan, Seed seed)
    : plan_{plan},
      key_{seed ^ 0x6E6574776F726BULL},  // "network": apart from the processes' own streams
      hold_{std::max<Duration>(plan.delay_max, std::chrono::milliseconds{5})},
      quiet_{plan.loss <= 0 && plan.duplicate <= 0 && plan.reorder <= 0 && plan.cuts.empty() &&
             plan.partitions.empty() && plan.delay_max <= Duration::zero()} {}

Fate FaultModel::fate(Datagram const& d, Time now) const {
    if (quiet_ || d.from == d.to) return {};
    auto const low = static_cast<std::uint32_t>(d.number);
    auto const high = static_cast<std::uint32_t>(index(d.channel)) << 16U |
                      static_cast<std::uint32_t>(d.number >> 32U & 0xFFFFU);
    Philox::Block const counter{index(d.from), index(d.to), low, high};
    auto const bits = Philox::block(counter, key_);
    if (strikes(plan_.loss, bits[0]) || cut_off(d.from, d.to, now)) return {.lost = true};

    Fate fate{.duplicated = strikes(plan_.duplicate, bits[1])};
    fate.delay[0] = delay(bits[2], bits[3]);
    if (fate.duplicated) {
        auto const more = Philox::block(counter, key_ + 1);
        fate.delay[1] = delay(more[2], more[3]);
    }
    fate.delayed = fate.delay[0] > Duration::zero();
    return fate;
}

Duration FaultModel::delay(std::uint32_t delay_bits, std::uint32_t reorder_bits) const {
    Duration delay = plan_.delay_min + fraction(plan_.delay_max - plan_.delay_min, delay_bits);
    if (strikes(plan_.reorder, reorder_bits)) delay += 2 * hold_;
    return delay;
}

Duration FaultModel::delay_max() const {
    return plan_.delay_max + (plan_.reorder > 0 ? 2 * hold_ : Duration::zero());
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
