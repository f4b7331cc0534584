#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <utility>

#include "core/bytes.hpp"
#include "core/datagram.hpp"
#include "mpi/transport/transport.hpp"
#include "net/fault_model.hpp"

namespace conclave::mpi {

/// Carries the datagrams of this rank's processes: asks the fault model what is to become of each,
/// holds back those that are to be late, and takes the rest to other ranks through MPI, or to
/// processes of this rank through memory.
class Network {
public:
    /// The first process of this rank, and the one behind its last.
    struct Local {
        std::uint32_t first;
        std::uint32_t last;
        std::uint32_t per_rank;
        [[nodiscard]] bool contains(ProcessId p) const {
            return first <= index(p) && index(p) < last;
        }
        [[nodiscard]] int rank_of(ProcessId p) const {
            return static_cast<int>(index(p) / per_rank);
        }
    };

    Network(Transport& transport, net::FaultPlan const& plan, Seed seed, Local local)
        : transport_{transport}, model_{plan, seed}, local_{local} {}

    /// False if the datagram is lost. `channels` are its sender's.
    bool send(Time now, Datagram const& datagram, std::span<ChannelState const> channels) {
        net::Fate const fate = model_.fate(datagram, now, channels);
        if (fate.lost) {
            ++counts_.lost;
            return false;
        }
        if (fate.delayed) ++counts_.delayed;
        carry_after(fate.delay[0], now, datagram);
        if (fate.duplicated) {
            ++counts_.duplicated;
            carry_after(fate.delay[1], now, datagram);
        }
        return true;
    }
    /// Sends what was held back until now.
    void release(Time now);
    /// When release() has something to do next.
    [[nodiscard]] Time due() const { return held_.empty() ? never : held_.begin()->first; }

    /// Whether loop_back() has something to do.
    [[nodiscard]] bool loops() const { return looped_.size() > 0; }
    /// Hands over what processes of this rank have sent to each other, but not what they send while
    /// this goes on; false if there is nothing.
    template <class Handle>
    bool loop_back(Handle&& handle) {
        if (!loops()) return false;
        std::swap(looped_, looping_);
        looping_.drain(handle);
        return true;
    }

    void count_refused() { ++counts_.refused; }
    [[nodiscard]] net::FaultCounts const& counts() const { return counts_; }
    [[nodiscard]] net::FaultHits const& hits() const { return model_.hits(); }

private:
    struct Held {
        Datagram datagram;
        Bytes body;
    };

    void carry_after(Duration delay, Time now, Datagram const& datagram) {
        if (delay > Duration::zero())
            held_.emplace(now + delay, Held{datagram, to_bytes(datagram.body)});
        else
            carry(datagram);
    }
    void carry(Datagram const& datagram) {
        if (local_.contains(datagram.to))
            looped_.add(datagram);
        else if (!transport_.send(local_.rank_of(datagram.to), datagram))
            count_refused();
    }

    Transport& transport_;
    net::FaultModel model_;
    Local local_;
    net::FaultCounts counts_;
    std::multimap<Time, Held> held_;  // by when they are due; equal times in the order of sending
    Outbox looped_;
    Outbox looping_;
};

}  // namespace conclave::mpi
