#pragma once

#include <vector>

#include "core/message.hpp"
#include "core/process_id.hpp"

namespace conclave {

/// What links and broadcasts have in common: they carry packets that they do not look into, for any
/// number of modules above, each on its own channel. Indication deliver(p, m): p sent m, whoever
/// brought it.
class Carrier {
public:
    /// The module above.
    class Receiver {
    public:
        virtual void deliver(ProcessId from, Packet const& packet) = 0;

    protected:
        ~Receiver() = default;
    };

    Carrier() = default;
    Carrier(Carrier const&) = delete;
    Carrier& operator=(Carrier const&) = delete;
    virtual ~Carrier() = default;

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
    void deliver(ProcessId from, Packet const& packet) const {
        receivers_[index(packet.channel)]->deliver(from, packet);
    }

private:
    std::vector<Receiver*> receivers_;  // by channel
};

}  // namespace conclave
