#include "links/stubborn_link.hpp"

namespace conclave {

void StubbornLink::send(ProcessId to, Packet const& packet) {
    sent_.emplace_back(to, Data{.parcel = Parcel::of(packet)});
    port_.send(to, sent_.back().second);
    if (!repeat_.running()) repeat_.start(repeat_every_);
}

void StubbornLink::upon(ProcessId from, Data const& data) {
    if (!carries(data.parcel.channel)) return port_.reject(from);
    deliver(from, data.parcel.packet());
}

void StubbornLink::repeat() {
    for (auto const& [to, data] : sent_) port_.send(to, data);  // SL1: again, and for ever
    repeat_.start(repeat_every_);
}

}  // namespace conclave
