#include "app/network_changes.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "app/process_names.hpp"

namespace conclave::app {
namespace {

std::string name_of(std::optional<ProcessId> p) { return p ? to_string(*p) : "*"; }

std::string name_of(net::Direction const& direction) {
    return name_of(direction.from) + " -> " + name_of(direction.to);
}

std::string name_of(net::Partition const& partition) {
    std::string groups;
    for (auto const& group : partition.groups)
        groups += (groups.empty() ? "" : " / ") + names_of(group);
    return groups;
}

std::string name_of(net::LinkDelay const& delay) {
    auto const most = to_string(delay.max);
    return delay.min == delay.max ? most : to_string(delay.min) + " to " + most;
}

/// "Victory of p6 to p2"
std::string name_of(net::Drop const& drop) {
    auto const& [from, to] = drop.direction;
    return drop.kind + (from ? " of " + to_string(*from) : "") +
           (to ? " to " + to_string(*to) : "");
}

class Collector {
public:
    void add(net::Span const& span, std::string const& begin, std::string const& end) {
        auto const until = " until " + to_string(span.end.time_since_epoch());
        begins_.push_back({span.begin, begin + (span.end == never ? "" : until)});
        if (span.end != never) ends_.push_back({span.end, end});
    }
    /// In the order of time; what ends at a moment comes before what begins then.
    [[nodiscard]] std::vector<NetworkChange> take() {
        auto all = std::move(ends_);
        all.insert(all.end(), begins_.begin(), begins_.end());
        std::ranges::stable_sort(all, {}, &NetworkChange::at);
        return all;
    }

private:
    std::vector<NetworkChange> begins_;
    std::vector<NetworkChange> ends_;
};

}  // namespace

std::vector<NetworkChange> network_changes(net::FaultPlan const& plan) {
    Collector all;
    for (auto const& partition : plan.partitions)
        all.add(partition.span, "partition " + name_of(partition), "healed " + name_of(partition));
    for (auto const& cut : plan.cuts) {
        auto const link = name_of(net::Direction{cut.from, cut.to});
        all.add(cut.span, "cut " + link, "healed " + link);
    }
    auto const chance = [&all](net::LinkChance const& fault, std::string const& what) {
        auto const link = name_of(fault.direction);
        all.add(fault.span, fmt::format("{} {} {:g}%", link, what, fault.probability * 100),
                fmt::format("{} {} as before", link, what));
    };
    for (auto const& fault : plan.losses_on) chance(fault, "loses");
    for (auto const& fault : plan.duplicates_on) chance(fault, "duplicates");
    for (auto const& delay : plan.delays_on) {
        auto const link = name_of(delay.direction);
        all.add(delay.span, fmt::format("{} delays by {}", link, name_of(delay)),
                link + " delays as before");
    }
    for (auto const& drop : plan.drops) {
        std::string which = "every";
        if (drop.count)
            which = *drop.count == 1 ? "the next" : fmt::format("the next {}", *drop.count);
        all.add(drop.span, which + ' ' + name_of(drop) + " will be lost",
                name_of(drop) + " gets through again");
    }
    return all.take();
}

std::span<NetworkChange const> NetworkStory::take(Time until) {
    auto const first = taken_;
    while (taken_ < changes_.size() && changes_[taken_].at <= until) ++taken_;
    return std::span{changes_}.subspan(first, taken_ - first);
}

}  // namespace conclave::app
