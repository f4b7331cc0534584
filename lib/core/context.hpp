#pragma once

#include <boost/container/flat_map.hpp>
#include <cstdint>
#include <deque>
#include <optional>
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

class Piece;
class ReservedPlaces;
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

/// A crash in the middle of a handler: what comes after this point in the handler does not happen.
struct CrashPoint {
    enum class After : std::uint8_t { send, put };
    After after{};
    std::uint64_t count{1};  ///< so many of them, from now on: messages to others, puts
    bool operator==(CrashPoint const&) const = default;
};

/// Thrown where a crash point is reached, and caught by the Process alone.
struct CrashedInHandler {};

/// What was said to be told later, once the handler that said it has ended (Indication::later).
class Pending {
public:
    virtual void tell_next() = 0;

protected:
    ~Pending() = default;
};

/// Takes datagrams of one channel from the network: the lowest link of a stack.
class NetworkReceiver {
public:
    virtual void receive(Datagram const& datagram) = 0;

protected:
    ~NetworkReceiver() = default;
};

/// A packet of the module above, as it was found in a link's message.
struct Carried {
    Channel channel{};
    std::uint64_t number{0};
    Bytes body;
    std::string instance{};  ///< the key under which it is carried, for people; empty: none
};

/// How to find what a message carries from its bytes, without knowing its type.
using FindCarried = std::optional<Carried> (*)(BytesView);
/// How to find the sequence number that a link gave it.
using FindSequence = std::optional<std::uint64_t> (*)(BytesView);

/// A message type of a channel, as the trace, the counts and the fault model know it.
struct MessageKind {
    std::string_view name;
    ShowBytes show;
    FindCarried find_carried;    ///< null if it carries nothing
    FindSequence find_sequence;  ///< null if it has none
};

/// What one kind of message cost: sent to other processes, their bytes, and sent to oneself; or
/// handed to a broadcast, which sends messages of its own.
struct KindCount {
    std::uint64_t sent{0};
    std::uint64_t bytes{0};
    std::uint64_t to_self{0};
    std::uint64_t broadcasts{0};
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
    [[nodiscard]] ProcessRange others() const { return everyone().without(self()); }
    [[nodiscard]] ProcessRange superiors() const { return {index(self()) + 1, identity_.size}; }
    [[nodiscard]] ProcessRange inferiors() const { return {0, index(self())}; }
    /// The neighbours on the ring of all processes, in the order of their ids and round again.
    [[nodiscard]] ProcessId next() const {
        return process((std::size_t{index(self())} + 1) % identity_.size);
    }
    [[nodiscard]] ProcessId previous() const {
        return process((std::size_t{index(self())} + identity_.size - 1) % identity_.size);
    }

    /// The process's own clock, which may be wrong (--skew). Differences are what protocols should
    /// use.
    [[nodiscard]] Time now() const { return local_now_; }
    [[nodiscard]] Random& random() { return random_; }
    [[nodiscard]] Storage& storage() { return storage_; }

    /// A remark of the algorithm itself, shown as `p3 * remark`: its decisions, in words.
    void trace(std::string_view remark);

private:
    friend class Piece;
    friend class Process;
    friend class ReservedPlaces;
    friend class Timer;

    // For the pieces that modules are made of (see Piece), and for the driver's side.

    [[nodiscard]] bool tracing() const { return sink_ != nullptr; }
    /// Records the event, filling in process, time and stamp.
    void record(Event event);

    /// The channel of the next module; called in construction order, which is the same on every
    /// process.
    Channel open(std::string_view module, Layer layer, std::span<MessageKind const> kinds);
    [[nodiscard]] ChannelState const& channel(Channel c) const { return channels_[index(c)]; }
    /// The next number of a message to this process, counting it as sent.
    std::uint64_t number(Channel c, std::size_t kind, ProcessId to, std::size_t bytes);
    /// The next number of a message to everyone, counting it as broadcast.
    std::uint64_t number_broadcast(Channel c, std::size_t kind);
    void drop_garbled(Channel c, ProcessId from);

    void listen(Channel c, NetworkReceiver& receiver) { channels_[index(c)].receiver = &receiver; }
    void transmit(ProcessId to, Packet const& packet) {
        outbox_.add({self(), to, packet.channel, packet.number, stamp_, packet.body});
    }
    /// The process does something of its own accord or is told something: it is not idle.
    void mark_active() { last_active_ = now_; }
    /// The subject of the run begins: algorithms that exist already are its support.
    void begin_subject();
    /// One thing more that a crash in the middle of a handler may wait for.
    void pass_crash_point(CrashPoint::After what) {
        if (crash_point_ && crash_point_->after == what && --crash_point_->count == 0)
            throw CrashedInHandler{};
    }

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
    std::uint32_t pieces_{0};          // made so far, in this life
    std::uint32_t subject_begins_{0};  // with this piece: algorithms before it are support
    std::string_view instance_;        // whose pieces are being made; empty: the stack's own
    std::uint64_t operations_{0};      // invoked so far, in all lives
    std::deque<Pending*> pending_;
    std::optional<CrashPoint> crash_point_;
};

/// What ports, timers and indications have in common: they, and not the algorithms, speak to the
/// inner side of the Context. A module that is itself on the network, or that hides another one's
/// messages, may be a piece as well.
class Piece {
public:
    Piece(Piece const&) = delete;
    Piece& operator=(Piece const&) = delete;

protected:
    Piece(Context& ctx, Layer layer)
        : context_{ctx}, layer_{layer}, number_{ctx.pieces_++}, instance_{ctx.instance_} {}
    ~Piece() = default;

    [[nodiscard]] ProcessId self() const { return context_.self(); }
    /// As the stack has it: an algorithm below the subject is support.
    [[nodiscard]] Layer layer() const {
        bool const serves = layer_ == Layer::algorithm && number_ < context_.subject_begins_;
        return serves ? Layer::support : layer_;
    }
    [[nodiscard]] bool tracing() const { return context_.tracing(); }
    void record(Event event) const {
        event.instance = instance_;
        context_.record(std::move(event));
    }
    /// The key of the instance that it was made for, as people read it; empty: of none.
    [[nodiscard]] std::string_view instance() const { return instance_; }
    /// False while pieces of an instance are made that this one does not belong to: it may outlive
    /// them.
    [[nodiscard]] bool made_together() const {
        return context_.instance_.empty() || context_.instance_ == instance_;
    }
    void mark_active() const {
        if (layer() != Layer::support) context_.mark_active();
    }
    [[nodiscard]] Channel open(std::string_view module, std::span<MessageKind const> kinds) const {
        return context_.open(module, layer_, kinds);
    }
    [[nodiscard]] std::span<MessageKind const> kinds(Channel c) const {
        return context_.channel(c).kinds;
    }
    std::uint64_t number(Channel c, std::size_t kind, ProcessId to, std::size_t bytes) const {
        return context_.number(c, kind, to, bytes);
    }
    std::uint64_t number_broadcast(Channel c, std::size_t kind) const {
        return context_.number_broadcast(c, kind);
    }
    [[nodiscard]] std::uint64_t number_operation() const { return ++context_.operations_; }
    void drop_garbled(Channel c, ProcessId from) const { context_.drop_garbled(c, from); }
    void listen(Channel c, NetworkReceiver& receiver) const { context_.listen(c, receiver); }
    void transmit(ProcessId to, Packet const& packet) const { context_.transmit(to, packet); }
    void pass_crash_point(CrashPoint::After what) const {
        if (layer_ == Layer::algorithm) context_.pass_crash_point(what);
    }
    void tell_later(Pending& pending) const { context_.pending_.push_back(&pending); }
    void forget(Pending& pending) const { std::erase(context_.pending_, &pending); }
    void begin_subject() const { context_.begin_subject(); }

private:
    Context& context_;
    Layer layer_;
    std::uint32_t number_;
    std::string_view instance_;
};

/// In a stack, between the modules that serve and the one that the run is about: from here on the
/// messages are those that the literature counts, the story is told, and activity keeps the run
/// going. Without one, every algorithm of the stack is its subject.
class Subject final : private Piece {
public:
    explicit Subject(Context& ctx) : Piece{ctx, Layer::algorithm} { begin_subject(); }
};

}  // namespace conclave
