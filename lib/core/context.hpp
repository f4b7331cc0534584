#pragma once

#include <boost/container/flat_map.hpp>
#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/datagram.hpp"
#include "core/ensure.hpp"
#include "core/event.hpp"
#include "core/process_id.hpp"
#include "core/random.hpp"
#include "core/storage.hpp"
#include "core/time.hpp"

namespace conclave {

class Timer;

/// State for each peer, in the order of their ids. Memory only for peers that were met.
template <class T>
using PeerMap = boost::container::flat_map<ProcessId, T>;

/// Who a process is, and what its chance grows from.
struct Identity {
    ProcessId self;
    std::uint32_t size;  ///< how many processes there are
    Seed seed;
};

/// Takes datagrams of one channel from the network: the lowest link of a stack.
class NetworkReceiver {
public:
    virtual void receive(Datagram const& datagram) = 0;

protected:
    ~NetworkReceiver() = default;
};

/// A message type of a channel, as the trace and the counts know it.
struct MessageKind {
    std::string_view name;
    ShowBytes show;
};

/// What one kind of message cost: sent to other processes, their bytes, and sent to oneself.
struct KindCount {
    std::uint64_t sent{0};
    std::uint64_t bytes{0};
    std::uint64_t to_self{0};
};

/// One channel of a process. Names, numbers and counts outlive the crash of the modules.
struct ChannelState {
    std::string_view module;
    Layer layer;
    std::span<MessageKind const> kinds;
    std::vector<KindCount> counts;
    std::uint64_t garbled{0};
    PeerMap<std::uint64_t> numbers;
    NetworkReceiver* receiver{nullptr};  ///< only of a channel directly on the network
};

/// All that an algorithm sees of the world. It belongs to one Process, which a driver feeds with
/// events; time stands still while a handler runs, and a send only fills the outbox.
class Context {
public:
    Context(Identity identity, Outbox& outbox, Storage& storage, TraceSink* sink, LocalClock clock);
    Context(Context const&) = delete;
    Context& operator=(Context const&) = delete;
    ~Context();

    // For algorithms.

    [[nodiscard]] ProcessId self() const { return identity_.self; }
    [[nodiscard]] ProcessRange everyone() const { return {0, identity_.size}; }
    [[nodiscard]] ProcessRange superiors() const { return {index(self()) + 1, identity_.size}; }
    [[nodiscard]] ProcessRange inferiors() const { return {0, index(self())}; }

    /// The process's own clock, which may be wrong (--skew). Differences are what protocols should
    /// use.
    [[nodiscard]] Time now() const { return local_now_; }
    [[nodiscard]] Random& random() { return random_; }
    [[nodiscard]] Storage& storage() { return storage_; }

    /// A remark of the algorithm itself, shown as `p3 * remark`: its decisions, in words.
    void trace(std::string_view remark);

    // For the pieces that modules are made of: ports, timers, indications, and the links on the
    // network.

    [[nodiscard]] bool tracing() const { return sink_ != nullptr; }
    /// Records the event, filling in process, time and stamp.
    void record(Event event);

    /// The channel of the next module; called in construction order, which is the same on every
    /// process.
    Channel open(std::string_view module, Layer layer, std::span<MessageKind const> kinds);
    [[nodiscard]] ChannelState const& channel(Channel c) const { return channels_[index(c)]; }
    [[nodiscard]] std::span<ChannelState const> channels() const { return channels_; }
    /// The next number of a message to this process, counting it as sent.
    std::uint64_t number(Channel c, std::size_t kind, ProcessId to, std::size_t bytes);
    void drop_garbled(Channel c, ProcessId from);

    void listen(Channel c, NetworkReceiver& receiver) { channels_[index(c)].receiver = &receiver; }
    void transmit(ProcessId to, Packet const& packet) {
        outbox_.add({self(), to, packet.channel, packet.number, stamp_, packet.body});
    }
    /// The process does something of its own accord or is told something: it is not idle.
    void mark_active() { last_active_ = now_; }

private:
    friend class Process;
    friend class Timer;

    struct SoonestFirst {
        bool operator()(Timer const* a, Timer const* b) const;
    };

    void advance(Time now);
    void dispatch(Datagram const& datagram);
    Time tick();

    Identity identity_;
    Outbox& outbox_;
    Storage& storage_;
    TraceSink* sink_;
    LocalClock clock_;
    Random random_;
    Time now_{};          // true time
    Time local_now_;      // the same moment on this process's clock
    Time stamp_{};        // of the latest event, see Event::stamp
    Time last_active_{};  // true time
    std::size_t opened_{0};
    std::uint64_t timers_started_{0};
    std::vector<ChannelState> channels_;
    std::set<Timer*, SoonestFirst> timers_;
};

}  // namespace conclave
