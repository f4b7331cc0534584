#pragma once

#include <cstdint>
#include <vector>

#include "core/message.hpp"
#include "core/process_id.hpp"
#include "core/time.hpp"

namespace conclave {

/// What travels between processes: a packet with its address, and the sender's stamp
/// (Event::stamp).
struct Datagram {
    ProcessId from;
    ProcessId to;
    Channel channel;
    std::uint64_t number;
    Time stamp;
    BytesView body;  ///< valid while the call that hands it over lasts
};

/// Datagrams that a handler sent, until the driver drains them. One buffer for all bodies: no
/// allocation once warm.
class Outbox {
public:
    void add(Datagram const& datagram) {
        entries_.push_back({datagram, bodies_.size()});
        bodies_.insert(bodies_.end(), datagram.body.begin(), datagram.body.end());
    }

    /// Hands over every datagram in sending order, then empties the box. `take` must not add to it.
    template <class Take>
    void drain(Take&& take) {
        if (entries_.empty()) return;
        for (Entry& entry : entries_) {
            auto& body = entry.datagram.body;
            body = {bodies_.data() + entry.offset, body.size()};
            take(static_cast<Datagram const&>(entry.datagram));
        }
        clear();
    }

    void clear() {
        entries_.clear();
        bodies_.clear();
    }
    [[nodiscard]] std::size_t size() const { return entries_.size(); }

private:
    struct Entry {
        Datagram datagram;
        std::size_t offset;
    };
    std::vector<Entry> entries_;
    std::vector<std::byte> bodies_;
};

}  // namespace conclave
