#include "workloads/chatter.hpp"

namespace conclave {

void Chatter::round() {
    if (ctx_.random().chance(0.5)) return local_event();
    auto const other = static_cast<std::uint32_t>(ctx_.random().below(ctx_.everyone().size() - 1));
    send_to(ProcessId{other < index(ctx_.self()) ? other : other + 1});
}

void Chatter::local_event() {
    clock_.tick();
    read(ClockReading::Of::local, "local event, clock");
}

void Chatter::send_to(ProcessId other) {
    port_.send(other, Note{});  // the link ticks the clock
    read(ClockReading::Of::send, "sent a message, timestamp");
}

void Chatter::upon(ProcessId, Note const&) {
    read(ClockReading::Of::receive, "received it, clock");
}

void Chatter::read(ClockReading::Of of, std::string const& remark) const {
    reads.in_words(remark + ' ' + clock_.words(),
                   ClockReading{of, ctx_.now(), clock_.reading()});
}

}  // namespace conclave
