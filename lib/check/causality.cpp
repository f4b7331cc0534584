#include "check/causality.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "check/messages.hpp"
#include "check/said.hpp"
#include "workloads/chatter.hpp"

namespace conclave::check {

std::string text(ClockEvent const& event) {
    return to_string(event.told->process) + "'s event " + std::to_string(event.number) + " (" +
           event.told->shown + ')';
}

Causality::Causality(History const& history) : of_process_(history.size()) {
    struct Latest {  // of a process
        std::optional<MessageName> sent;
        std::optional<MessageName> received;
        std::uint32_t untold{0};
    };
    std::vector<Latest> latest(history.size());
    std::map<MessageName, std::size_t> sendings;
    for (Event const& e : history.events()) {
        auto& [sent, received, untold] = latest[index(e.process)];
        if (e.kind == Event::Kind::crash && history.may_be_cut_off(e.process)) ++untold;
        if (is_send(e)) sent = name_of(e);
        if (is_receipt(e)) received = name_of(e);
        auto const told = said(e, &Chatter::reads);
        if (!told) continue;

        auto& own = of_process_[index(e.process)];
        ClockEvent event{.told = &e,
                         .reading = told->what(),
                         .number = static_cast<std::uint32_t>(own.size() + 1),
                         .untold = untold};
        if (!own.empty()) event.before = own.back();
        if (event.before) event.whole_past = events_[*event.before].whole_past;
        event.whole_past &= untold == 0;
        if (event.reading.of == ClockReading::Of::send && sent)
            sendings.emplace(*sent, events_.size());
        if (event.reading.of == ClockReading::Of::receive) {
            auto const sending = received ? sendings.find(*received) : sendings.end();
            if (sending != sendings.end()) event.cause = sending->second;
            event.whole_past &= event.cause && events_[*event.cause].whole_past;
        }
        own.push_back(events_.size());
        events_.push_back(std::move(event));
    }
}

std::vector<std::vector<std::uint32_t>> Causality::pasts() const {
    std::vector<std::vector<std::uint32_t>> pasts;
    pasts.reserve(events_.size());
    for (ClockEvent const& event : events_) {
        auto past = event.before ? pasts[*event.before] : std::vector<std::uint32_t>(processes());
        if (event.cause)
            std::ranges::transform(past, pasts[*event.cause], past.begin(),
                                   [](auto a, auto b) { return std::max(a, b); });
        past[index(event.told->process)] = event.number;
        pasts.push_back(std::move(past));
    }
    return pasts;
}

}  // namespace conclave::check
