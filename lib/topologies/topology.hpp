#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/process_id.hpp"
#include "core/random.hpp"

namespace conclave {

/// Who may speak to whom: an undirected connected graph of n processes without loops. A value; the
/// same kind, n and seed give the same graph on every machine.
class Topology {
public:
    enum class Kind : std::uint8_t {
        complete,  ///< everybody with everybody: n(n-1)/2 edges
        ring,      ///< p with p+1 and the last with the first: n edges, 1 for n = 2
        star,      ///< p0 with everybody else: n-1 edges
        random,    ///< a random tree, and random edges besides: n-1 + n/2 of them, where they fit
    };

    /// n >= 1. The seed matters to a random graph alone.
    Topology(Kind kind, std::uint32_t n, Seed seed = 1);

    [[nodiscard]] Kind kind() const { return kind_; }
    [[nodiscard]] std::uint32_t size() const { return size_; }
    /// In rising order.
    [[nodiscard]] std::vector<ProcessId> neighbours(ProcessId p) const;
    [[nodiscard]] bool connects(ProcessId p, ProcessId q) const;
    /// Directed channels: two for each edge.
    [[nodiscard]] std::uint64_t channels() const;
    /// Their number as a formula of n, and of the number m of edges: "n(n-1)".
    [[nodiscard]] std::string_view formula() const;

private:
    void connect(ProcessId p, ProcessId q);

    Kind kind_;
    std::uint32_t size_;
    std::vector<std::vector<ProcessId>> adjacent_;  // of a random graph alone, each in rising order
};

}  // namespace conclave
