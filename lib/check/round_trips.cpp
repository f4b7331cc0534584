#include "check/round_trips.hpp"

#include <map>
#include <utility>

namespace conclave::check {

std::vector<RoundTrip> round_trips(History const& history, Layer layer) {
    struct Sending {
        Event const* event{nullptr};
        Event const* heard{nullptr};  // the sending of what had last come from there
    };
    std::vector<RoundTrip> all;
    std::map<MessageName, Sending> sendings;
    std::map<ProcessId, std::map<ProcessId, Event const*>> heard;  // by receiver and sender
    for (Event const& event : history.events()) {
        if (event.kind == Event::Kind::crash) heard.erase(event.process);
        if (is_send(event, layer))
            sendings.emplace(name_of(event), Sending{&event, heard[event.process][event.peer]});
        if (!is_receipt(event, layer)) continue;
        auto const sending = sendings.find(name_of(event));
        if (sending == sendings.end()) continue;
        heard[event.process][event.peer] = sending->second.event;
        if (sending->second.heard) all.push_back({sending->second.heard, &event});
    }
    return all;
}

}  // namespace conclave::check
