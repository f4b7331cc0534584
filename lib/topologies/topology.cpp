#include "topologies/topology.hpp"

#include <algorithm>
#include <numeric>

#include "core/ensure.hpp"

namespace conclave {
namespace {

constexpr std::uint64_t stream = 0x746F706F6C6F6779;  // "topology": apart from every process's

}  // namespace

Topology::Topology(Kind kind, std::uint32_t n, Seed seed) : kind_{kind}, size_{n} {
    ENSURE(n >= 1, "a graph without processes");
    if (kind != Kind::random) return;
    adjacent_.resize(n);
    Random chance{seed, stream};
    // Each process in a random order joins one that is there already: a tree, so it is connected.
    std::vector<std::uint32_t> order(n);
    std::iota(order.begin(), order.end(), 0U);
    chance.shuffle(order);
    for (std::size_t i = 1; i < n; ++i)
        connect(process(order[i]), process(order[static_cast<std::size_t>(chance.below(i))]));
    std::uint64_t const most = std::uint64_t{n} * (n - 1) / 2;
    for (auto more = std::min<std::uint64_t>(n / 2, most - (n - 1)); more > 0;) {
        auto const p = process(static_cast<std::size_t>(chance.below(n)));
        auto const q = process(static_cast<std::size_t>(chance.below(n)));
        if (p == q || connects(p, q)) continue;
        connect(p, q);
        --more;
    }
}

void Topology::connect(ProcessId p, ProcessId q) {
    auto const add = [this](ProcessId from, ProcessId to) {
        auto& row = adjacent_[index(from)];
        row.insert(std::ranges::lower_bound(row, to), to);
    };
    add(p, q);
    add(q, p);
}

std::vector<ProcessId> Topology::neighbours(ProcessId p) const {
    if (kind_ == Kind::random) return adjacent_[index(p)];
    std::vector<ProcessId> all;
    if (kind_ == Kind::ring) {
        if (size_ == 1) return all;
        all = {process((index(p) + size_ - 1) % size_), process((index(p) + 1) % size_)};
        std::ranges::sort(all);
        all.erase(std::unique(all.begin(), all.end()), all.end());  // of two, both are the same
        return all;
    }
    for (ProcessId q : ProcessRange{0, size_})
        if (connects(p, q)) all.push_back(q);
    return all;
}

bool Topology::connects(ProcessId p, ProcessId q) const {
    if (p == q) return false;
    switch (kind_) {
        case Kind::complete: return true;
        case Kind::ring: {
            auto const steps = (index(q) + size_ - index(p)) % size_;
            return steps == 1 || steps == size_ - 1;
        }
        case Kind::star: return index(p) == 0 || index(q) == 0;
        case Kind::random: return std::ranges::binary_search(adjacent_[index(p)], q);
    }
    return false;
}

std::uint64_t Topology::channels() const {
    std::uint64_t const n = size_;
    switch (kind_) {
        case Kind::complete: return n * (n - 1);
        case Kind::ring: return n > 2 ? 2 * n : 2 * (n - 1);
        case Kind::star: return 2 * (n - 1);
        case Kind::random: break;
    }
    std::uint64_t all = 0;
    for (auto const& row : adjacent_) all += row.size();
    return all;
}

std::string_view Topology::formula() const {
    switch (kind_) {
        case Kind::complete: return "n(n-1)";
        case Kind::ring: return size_ > 2 ? "2n" : "2(n-1)";
        case Kind::star: return "2(n-1)";
        case Kind::random: return "2m";
    }
    return {};
}

}  // namespace conclave
