#include "app/stamper.hpp"

#include <map>
#include <utility>

#include "check/messages.hpp"
#include "clocks/hybrid_clock.hpp"
#include "clocks/lamport_clock.hpp"
#include "clocks/vector_clock.hpp"

namespace conclave::app {
namespace {

template <ClockValue Value>
class StamperOf final : public Stamper {
public:
    explicit StamperOf(Value zero) : zero_{std::move(zero)} {}

    [[nodiscard]] std::string stamp(Event const& event) override {
        using enum Event::Kind;
        Value& clock = clocks_.try_emplace(event.process, zero_).first->second;
        auto const origin = broadcasts_.find({event.peer, event.channel, event.number});
        if (event.kind == deliver && origin != broadcasts_.end()) {
            clock.receive(event.process, event.peer, origin->second, event.time);
        } else if (event.kind == receive) {
            // Once is enough: for a second copy the clock is past that stamp already.
            auto const sent = under_way_.extract(check::name_of(event));
            clock.receive(event.process, event.peer, sent ? sent.mapped() : zero_, event.time);
        } else {
            clock.tick(event.process, event.time);
        }
        if (event.kind == broadcast)
            broadcasts_.insert_or_assign({event.process, event.channel, event.number}, clock);
        if (event.kind == send) under_way_.insert_or_assign(check::name_of(event), clock);
        if (event.kind == lost) under_way_.erase(check::name_of(event));
        return to_string(clock);
    }

private:
    using BroadcastName = std::tuple<ProcessId, Channel, std::uint64_t>;  // origin, ...

    Value zero_;
    std::map<ProcessId, Value> clocks_;
    std::map<check::MessageName, Value> under_way_;  // the stamps of messages that nobody got yet
    std::map<BroadcastName, Value> broadcasts_;  // kept, since anybody may deliver them at any time
};

}  // namespace

std::unique_ptr<Stamper> make_stamper(Stamps stamps, std::uint32_t processes) {
    switch (stamps) {
        case Stamps::none: break;
        case Stamps::lamport: return std::make_unique<StamperOf<LamportClock>>(LamportClock{});
        case Stamps::vector:
            return std::make_unique<StamperOf<VectorClock>>(VectorClock{processes});
        case Stamps::hybrid: return std::make_unique<StamperOf<HybridClock>>(HybridClock{});
    }
    return nullptr;
}

}  // namespace conclave::app
