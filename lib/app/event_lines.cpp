#include "app/event_lines.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "app/message_words.hpp"

namespace conclave::app {
namespace {

using Json = nlohmann::ordered_json;

std::string_view name_of(Event::Kind kind) {
    using enum Event::Kind;
    switch (kind) {
        case send: return "send";
        case receive: return "receive";
        case broadcast: return "broadcast";
        case timeout: return "timeout";
        case indication: return "indication";
        case decision: return "decision";
        case lost: return "lost";
        case garbled: return "garbled";
        case crash: return "crash";
        case recovery: return "recovery";
        case pause: return "pause";
        case resume: return "resume";
        case deliver: return "deliver";
        case invocation: return "invocation";
        case response: return "response";
    }
    return "unknown";
}

std::string_view name_of(Layer layer) {
    switch (layer) {
        case Layer::link: return "link";
        case Layer::detector: return "detector";
        case Layer::support: return "support";
        case Layer::algorithm: return "algorithm";
    }
    return "unknown";
}

bool has_channel(Event::Kind kind) {
    using enum Event::Kind;
    return kind == send || kind == receive || kind == broadcast || kind == deliver ||
           kind == lost || kind == garbled;
}

std::string hex(BytesView bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (std::byte const b : bytes) {
        auto const value = std::to_integer<unsigned>(b);
        (text += digits[value >> 4U]) += digits[value & 0xFU];
    }
    return text;
}

std::int64_t nanoseconds(Time time) { return time.time_since_epoch().count(); }

/// On one line; what is no UTF-8 becomes U+FFFD.
std::string line_of(Json const& object) {
    return object.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

EventLines::EventLines(net::RunPlan const& plan, Selection selection,
                       std::vector<ChannelState> channels, Print print)
    : selection_{std::move(selection)},
      channels_{std::move(channels)},
      network_{plan.faults},
      print_{std::move(print)} {}

void EventLines::tell(Event const& event) {
    tell_changes(event.time);
    if (!selection_.shows(event)) return;
    auto const words = message_words(event, channels_);
    Json line{{"time_ns", nanoseconds(event.time)},
              {"process", index(event.process)},
              {"kind", name_of(event.kind)},
              {"layer", name_of(event.layer)}};
    if (has_channel(event.kind)) {
        auto const channel = index(event.channel);
        line["channel"] = channel;
        if (channel < channels_.size()) line["module"] = channels_[channel].module;
    }
    if (event.peer != event.process) line["peer"] = index(event.peer);
    if (event.number > 0) line["number"] = event.number;
    line["name"] = event.what;
    line["arguments"] = event.arguments();
    if (!event.instance.empty()) line["instance"] = event.instance;
    line["body"] = hex(view(event.body));
    line["stamp_ns"] = nanoseconds(event.stamp);
    line["text"] = to_string(event, to_string(event.peer), words);
    print_(line_of(line));
}

void EventLines::reach(Time until, bool by_another, std::uint64_t) {
    if (by_another)
        static_cast<void>(network_.take(until));
    else
        tell_changes(until);
}

void EventLines::tell_changes(Time until) {
    for (NetworkChange const& change : network_.take(until))
        if (selection_.shows(change.at))
            print_(line_of(Json{{"time_ns", nanoseconds(change.at)},
                                {"kind", "network"},
                                {"text", "# " + change.words}}));
}

}  // namespace conclave::app
