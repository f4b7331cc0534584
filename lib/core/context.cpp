#include "core/context.hpp"

#include <algorithm>
#include <utility>

#include "core/timer.hpp"

namespace conclave {

Context::Context(Identity identity, Outbox& outbox, Storage& storage, TraceSink* sink,
                 LocalClock clock)
    : identity_{identity},
      outbox_{outbox},
      storage_{storage},
      sink_{sink},
      clock_{clock},
      random_{identity.seed, std::uint64_t{index(identity.self)} + 1},  // stream 0: nobody's
      local_now_{clock.local(Time{})} {
    storage_.after_put_ = [this] { pass_crash_point(CrashPoint::After::put); };
}

Context::~Context() { storage_.after_put_ = nullptr; }

void Context::begin_subject() {
    subject_begins_ = pieces_;
    for (std::size_t i = 0; i < opened_; ++i)
        if (channels_[i].layer == Layer::algorithm) channels_[i].layer = Layer::support;
}

void Context::trace(std::string_view remark) {
    mark_active();
    if (!sink_) return;
    record({.kind = Event::Kind::decision, .peer = self(), .what = std::string{remark}});
}

void Context::record(Event event) {
    if (!sink_) return;
    event.process = self();
    event.time = now_;
    event.stamp = tick();
    sink_->record(std::move(event));
}

Time Context::tick() {
    stamp_ = std::max(now_, stamp_ + Duration{1});
    return stamp_;
}

Channel Context::open(std::string_view module, Layer layer, std::span<MessageKind const> kinds) {
    std::size_t const i = opened_++;
    if (i == channels_.size())
        channels_.push_back({.module = module,
                             .layer = layer,
                             .kinds = kinds,
                             .counts = std::vector<KindCount>(kinds.size()),
                             .numbers = {}});
    ENSURE(channels_[i].module == module, "a recovered stack must be built like the first one");
    return static_cast<Channel>(i);
}

std::uint64_t Context::number(Channel c, std::size_t kind, ProcessId to, std::size_t bytes) {
    ChannelState& channel = channels_[index(c)];
    KindCount& count = channel.counts[kind];
    if (to == self()) {
        ++count.to_self;
    } else {
        ++count.sent;
        count.bytes += bytes;
    }
    if (channel.layer == Layer::algorithm) mark_active();
    return ++channel.numbers[to];
}

std::uint64_t Context::number_broadcast(Channel c, std::size_t kind) {
    ChannelState& channel = channels_[index(c)];
    ++channel.counts[kind].broadcasts;
    if (channel.layer == Layer::algorithm) mark_active();
    return ++channel.numbers[self()];
}

void Context::drop_garbled(Channel c, ProcessId from) {
    if (index(c) < channels_.size()) ++channels_[index(c)].garbled;
    if (sink_) record({.kind = Event::Kind::garbled, .channel = c, .peer = from});
}

void Context::advance(Time now) {
    now_ = std::max(now_, now);
    local_now_ = clock_.local(now_);
}

void Context::dispatch(Datagram const& datagram) {
    stamp_ = std::max(stamp_, datagram.stamp);
    std::size_t const i = index(datagram.channel);
    bool const from_nobody = !everyone().contains(datagram.from);  // whom no answer could reach
    if (from_nobody || i >= opened_ || !channels_[i].receiver)
        return drop_garbled(datagram.channel, datagram.from);
    channels_[i].receiver->receive(datagram);
}

bool Context::SoonestFirst::operator()(Timer const* a, Timer const* b) const {
    return std::pair{a->deadline_, a->order_} < std::pair{b->deadline_, b->order_};
}

}  // namespace conclave
