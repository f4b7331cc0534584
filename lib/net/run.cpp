#include "net/run.hpp"

namespace conclave::net {

void Traffic::add(Process const& process) {
    for (ChannelState const& channel : process.channels()) {
        garbled_ += channel.garbled;
        for (std::size_t i = 0; i < channel.kinds.size(); ++i) {
            KindTraffic& traffic =
                by_kind_[{std::string{channel.module}, std::string{channel.kinds[i].name}}];
            traffic.layer = channel.layer;
            traffic.sent += channel.counts[i].sent;
            traffic.bytes += channel.counts[i].bytes;
            traffic.to_self += channel.counts[i].to_self;
            traffic.broadcasts += channel.counts[i].broadcasts;
        }
    }
}

void Traffic::add(Traffic const& other) {
    garbled_ += other.garbled_;
    for (auto const& [key, more] : other.by_kind_) {
        KindTraffic& traffic = by_kind_[key];
        traffic.layer = more.layer;
        traffic.sent += more.sent;
        traffic.bytes += more.bytes;
        traffic.to_self += more.to_self;
        traffic.broadcasts += more.broadcasts;
    }
}

std::uint64_t Traffic::sent(Layer layer) const {
    std::uint64_t sent = 0;
    for (auto const& [key, kind] : by_kind_) sent += kind.layer == layer ? kind.sent : 0;
    return sent;
}

std::uint64_t Traffic::sent(std::string_view kind) const {
    std::uint64_t sent = 0;
    for (auto const& [key, traffic] : by_kind_) sent += key.second == kind ? traffic.sent : 0;
    return sent;
}

}  // namespace conclave::net
