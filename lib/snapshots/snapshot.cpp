#include "snapshots/snapshot.hpp"

#include <algorithm>

namespace conclave {
namespace {

std::string words_of(std::vector<RecordedMessage> const& messages) {
    std::string text;
    for (auto const& message : messages) text += (text.empty() ? "" : ", ") + message.words;
    return text;
}

}  // namespace

std::string to_string(SnapshotId id) {
    return to_string(id.initiator) + '#' + std::to_string(id.number);
}

std::string to_string(LocalSnapshot const& local) {
    if (!local.sent.empty() || !local.received.empty()) {
        std::size_t sent = 0;
        std::size_t received = 0;
        for (auto const& [to, messages] : local.sent) sent += messages.size();
        for (auto const& [from, messages] : local.received) received += messages.size();
        return std::to_string(sent) + " sent, " + std::to_string(received) + " received before";
    }
    std::string text;
    for (auto const& [from, messages] : local.in_flight) {
        if (messages.empty()) continue;
        text += (text.empty() ? "in flight from " : "; from ") + to_string(from) + ": ";
        text += words_of(messages);
    }
    return text.empty() ? "nothing in flight" : text;
}

std::vector<RecordedMessage> in_flight(ProcessId p, LocalSnapshot const& at_p, ProcessId q,
                                       LocalSnapshot const& at_q) {
    std::vector<RecordedMessage> messages;
    if (auto const kept = at_q.in_flight.find(p); kept != at_q.in_flight.end())
        messages = kept->second;
    auto const sent = at_p.sent.find(q);
    if (sent == at_p.sent.end()) return messages;
    auto const received = at_q.received.find(p);
    std::ranges::copy_if(sent->second, std::back_inserter(messages), [&](auto const& message) {
        return received == at_q.received.end() ||
               !received->second.contains({message.channel, message.number});
    });
    return messages;
}

SnapshotId Snapshot::start() {
    // On stable storage: a process that crashed and came back must not use a name again.
    static std::string const key = "Snapshot/started";
    auto const number = ctx_.storage().load<std::uint32_t>(key).value_or(0) + 1;
    ctx_.storage().store(key, number);
    SnapshotId const id{ctx_.self(), number};
    starts.in_words("starts snapshot " + to_string(id), id);
    begin(id);
    return id;
}

RecordedMessage Snapshot::keep(Packet const& packet) const {
    auto const kinds = Piece::kinds(packet.channel);
    auto const kind = packet.body.empty() ? kinds.size() : static_cast<std::size_t>(packet.body[0]);
    std::string words = "?";
    if (kind < kinds.size())
        words =
            std::string{kinds[kind].name} + '(' + kinds[kind].show(packet.body.subspan(1)) + ')';
    return {packet.channel, packet.number, to_bytes(packet.body), std::move(words)};
}

}  // namespace conclave
