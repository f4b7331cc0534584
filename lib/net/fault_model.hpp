#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include "core/context.hpp"
#include "core/datagram.hpp"
#include "core/random.hpp"
#include "net/fate.hpp"
#include "net/fault_hits.hpp"
#include "net/fault_plan.hpp"

namespace conclave::net {

/// What the network did to the datagrams of a run.
struct FaultCounts {
    std::uint64_t lost{0};  ///< by chance, by a cut or a partition, or on purpose
    std::uint64_t duplicated{0};
    std::uint64_t delayed{0};
    std::uint64_t refused{0};  ///< a full send window, or a receiver that is down
};

/// The names of the message that a datagram brings: the link's own, then that of the message which
/// it carries, and so on to the innermost. `channels` are the sender's.
std::vector<NamedMessage> names_of(Datagram const& datagram,
                                   std::span<ChannelState const> channels);

/// The network's faults. The fate of a datagram is a function of (seed, from, to, channel, number)
/// alone, and of the time where the plan has dates: the same seed loses the same messages on MPI
/// and in the simulator, whatever the timing. Where the plan drops the next so many messages of a
/// kind, it also depends on which ones its sender has sent before.
class FaultModel {
public:
    FaultModel(FaultPlan const& plan, Seed seed);

    /// To be asked once for each datagram, in the order of sending; `channels` are the sender's.
    [[nodiscard]] Fate fate(Datagram const& datagram, Time now,
                            std::span<ChannelState const> channels) {
        if (quiet_ || datagram.from == datagram.to) return {};
        Fate const planned = fate(datagram, now);
        return looks_inside_ ? look_inside(datagram, now, channels, planned) : planned;
    }
    /// The same, as far as it does not depend on what is in the datagram.
    [[nodiscard]] Fate fate(Datagram const& datagram, Time now);
    /// What the plan's faults of the network have hit so far; an adversary's deeds are not in it.
    [[nodiscard]] FaultHits const& hits() const { return hits_; }
    /// The longest delay that it gives to any datagram, whatever an adversary does.
    [[nodiscard]] Duration delay_max() const;

private:
    /// What became of the messages of one sender that a drop is about.
    struct Dropped {
        using Name = std::tuple<ProcessId, Channel, std::uint64_t>;  // to, channel, number
        std::map<Name, bool> lost;
        std::uint64_t count{0};  // of those that are
    };

    [[nodiscard]] Fate look_inside(Datagram const& datagram, Time now,
                                   std::span<ChannelState const> channels, Fate planned);
    [[nodiscard]] bool drops(std::size_t which, NamedMessage const& message, Time now);
    /// Whether a cut or a partition stops it, each of them for itself.
    [[nodiscard]] bool cut_off(ProcessId from, ProcessId to, Time now);
    [[nodiscard]] Duration delay(LinkDelay const& range, std::uint32_t delay_bits,
                                 bool reordered) const;
    [[nodiscard]] Duration longest(LinkDelay const& range) const;

    FaultPlan const& plan_;
    Seed key_;
    LinkDelay everywhere_;  // the plan's delay where no direction has its own
    bool quiet_;            // the plan has nothing for datagrams
    bool looks_inside_;     // it has something for what is in them
    std::map<std::pair<std::size_t, ProcessId>, Dropped> dropped_;  // by drop and sender
    FaultHits hits_;
};

}  // namespace conclave::net
