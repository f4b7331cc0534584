#include "app/message_words.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

namespace conclave::app {
namespace {

std::string words_of(MessageKind const& kind, BytesView body,
                     std::span<ChannelState const> channels, Layer layer);

/// The words of a packet: one byte, which message of its channel, and the message.
std::string words_of(Carried const& packet, std::span<ChannelState const> channels) {
    std::string const nonsense = "what makes no sense";
    auto const body = view(packet.body);
    if (index(packet.channel) >= channels.size() || body.empty()) return nonsense;
    ChannelState const& channel = channels[index(packet.channel)];
    auto const which = static_cast<std::size_t>(body[0]);
    if (which >= channel.kinds.size()) return nonsense;
    return words_of(channel.kinds[which], body.subspan(1), channels, channel.layer);
}

std::string words_of(MessageKind const& kind, BytesView body,
                     std::span<ChannelState const> channels, Layer layer) {
    bool const numbered = layer == Layer::link && kind.find_sequence != nullptr;
    auto const sequence = numbered ? kind.find_sequence(body) : std::nullopt;
    auto const carried = kind.find_carried ? kind.find_carried(body) : std::nullopt;
    if (!carried && !sequence) return fmt::format("{}({})", kind.name, kind.show(body));
    std::string words{kind.name};
    if (sequence) words += fmt::format(" #{}", *sequence);
    if (!carried) return words;
    words += " of " + words_of(*carried, channels);
    return carried->instance.empty() ? words : words + " [" + carried->instance + ']';
}

}  // namespace

std::string message_words(Event const& event, std::span<ChannelState const> channels) {
    using enum Event::Kind;
    bool const travels = event.kind == send || event.kind == receive || event.kind == lost;
    if (!travels || index(event.channel) >= channels.size()) return conclave::words_of(event);
    auto const kinds = channels[index(event.channel)].kinds;
    auto const kind = std::ranges::find(kinds, event.what, &MessageKind::name);
    if (kind == kinds.end()) return conclave::words_of(event);
    return words_of(*kind, view(event.body), channels, event.layer);
}

}  // namespace conclave::app
