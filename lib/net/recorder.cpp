#include "net/recorder.hpp"

#include <algorithm>

namespace conclave::net {
namespace {

/// One step of a 64-bit mixing hash (the finaliser of MurmurHash3 over a running sum).
std::uint64_t mix(std::uint64_t hash, std::uint64_t word) {
    hash = (hash ^ word) * 0xFF51AFD7ED558CCDULL;
    return hash ^ (hash >> 32U);
}

std::uint64_t mix(std::uint64_t hash, std::byte const* data, std::size_t size) {
    hash = mix(hash, size);
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < size; ++i) {
        word =
            word << 8U | std::to_integer<std::uint64_t>(data[i]);  // the same on every byte order
        if (i % 8 == 7) hash = mix(hash, word);
    }
    return mix(hash, word);
}

std::uint64_t mix(std::uint64_t hash, Event const& e) {
    hash = mix(hash, std::uint64_t{index(e.process)} << 32U | index(e.peer));
    hash = mix(hash, static_cast<std::uint64_t>(e.kind) << 32U | index(e.channel));
    hash = mix(hash, static_cast<std::uint64_t>(e.time.time_since_epoch().count()));
    hash = mix(hash, e.number);
    hash = mix(hash, std::as_bytes(std::span{e.what}).data(), e.what.size());
    if (!e.instance.empty())
        hash = mix(hash, std::as_bytes(std::span{e.instance}).data(), e.instance.size());
    return mix(hash, e.body.data(), e.body.size());
}

}  // namespace

bool in_story(Event const& event) {
    using enum Event::Kind;
    switch (event.kind) {
        case send:
        case receive:
        case broadcast:
        case deliver:
        case timeout:
        case invocation:
        case response:
        case lost: return event.layer == Layer::algorithm;
        default: return true;
    }
}

void Recorder::record(Event event) {
    hash_ = mix(hash_, event);
    if (!options_.all_layers && !in_story(event)) {
        if (options_.pass_over) options_.pass_over(event);
        return;
    }
    if (options_.show) options_.show(event);
    events_.push_back(std::move(event));
}

std::vector<std::string> Recorder::last_lines() const {
    constexpr std::size_t most = 12;
    std::vector<std::string> lines;
    for (std::size_t i = events_.size() - std::min(events_.size(), most); i < events_.size(); ++i)
        lines.push_back('[' + to_string(events_[i].time.time_since_epoch()) + "] " +
                        to_string(events_[i]));
    return lines;
}

}  // namespace conclave::net
