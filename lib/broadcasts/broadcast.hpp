#pragma once

#include <vector>

#include "core/message.hpp"
#include "core/process_id.hpp"

namespace conclave {

/// Broadcasts: request broadcast(m), indication deliver(p, m), where p is the origin: who broadcast
/// it, whoever relayed it. A broadcast carries packets that it does not look into, for any number
/// of modules above it, each on its own channel; modules speak through a Port<Broadcast, ...>. A
/// broadcast message is named (origin, channel, number) through all its relays.
class Broadcast {
public:
    /// The module above.
    class Receiver {
    public:
        virtual void deliver(ProcessId origin, Packet const& packet) = 0;

    protected:
        ~Receiver() = default;
    };

    Broadcast() = default;
    Broadcast(Broadcast const&) = delete;
    Broadcast& operator=(Broadcast const&) = delete;
    virtual ~Broadcast() = default;

    virtual void broadcast(Packet const& packet) = 0;

    /// Packets of this channel go to this receiver, which must outlive the last delivery.
    virtual void attach(Channel channel, Receiver& receiver) {
        if (receivers_.size() <= index(channel)) receivers_.resize(index(channel) + 1);
        receivers_[index(channel)] = &receiver;
    }

protected:
    /// Whether anybody listens on this channel; a packet for another one is garbled.
    [[nodiscard]] bool carries(Channel channel) const {
        return index(channel) < receivers_.size() && receivers_[index(channel)];
    }
    void deliver(ProcessId origin, Packet const& packet) const {
        receivers_[index(packet.channel)]->deliver(origin, packet);
    }

private:
    std::vector<Receiver*> receivers_;  // by channel
};

}  // namespace conclave
