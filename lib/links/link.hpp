#pragma once

#include <vector>

#include "core/message.hpp"
#include "core/process_id.hpp"

namespace conclave {

/// Point-to-point links: request send(q, m), indication deliver(p, m). A link carries packets that
/// it does not look into, for any number of modules above it, each on its own channel; modules
/// speak through a Port<Link, ...>.
///
/// Properties that every link shares (the implementations add theirs): no creation   if q delivers
///            m from p, then p sent m to q
class Link {
public:
    static constexpr Layer layer = Layer::link;

    /// The module above.
    class Receiver {
    public:
        virtual void deliver(ProcessId from, Packet const& packet) = 0;

    protected:
        ~Receiver() = default;
    };

    Link() = default;
    Link(Link const&) = delete;
    Link& operator=(Link const&) = delete;
    virtual ~Link() = default;

    virtual void send(ProcessId to, Packet const& packet) = 0;

    /// Packets of this channel go to this receiver, which must outlive the link's last delivery.
    virtual void attach(Channel channel, Receiver& receiver) {
        if (receivers_.size() <= index(channel)) receivers_.resize(index(channel) + 1);
        receivers_[index(channel)] = &receiver;
    }

protected:
    /// Whether anybody listens on this channel; a packet for another one is garbled.
    [[nodiscard]] bool carries(Channel channel) const {
        return index(channel) < receivers_.size() && receivers_[index(channel)];
    }
    void deliver(ProcessId from, Packet const& packet) const {
        receivers_[index(packet.channel)]->deliver(from, packet);
    }

private:
    std::vector<Receiver*> receivers_;  // by channel
};

}  // namespace conclave
