#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "core/context.hpp"

namespace conclave {

/// The places of modules that are made while the process runs, again and again. They are counted
/// where the stack is built, and taken by each that is made: so channels and their numbers are the
/// same on every process, whatever happens first, and a module below the Subject is support
/// whenever it is made.
class ReservedPlaces {
public:
    /// Counts what `make(Context&)` makes, on a context of its own of which nothing comes out.
    template <class Make>
    ReservedPlaces(Context& ctx, Make const& make)
        : ctx_{ctx}, channel_{ctx.opened_}, piece_{ctx.pieces_} {
        Outbox outbox;
        MemoryStorage storage;
        Context aside{ctx.identity_, outbox, storage, nullptr, ctx.clock_};
        {
            Taken const taken{*this, "an instance that is only counted"};
            auto const counted = make(aside);
            ENSURE(ctx.opened_ == channel_ && ctx.pieces_ == piece_,
                   "an instance is made on the context that it is given, not on its owner's");
        }
        for (ChannelState const& channel : aside.channels_)
            ctx.open(channel.module, channel.layer, channel.kinds);
        ctx.pieces_ += aside.pieces_;
        channel_end_ = ctx.opened_;
    }

    /// What `make(Context&)` makes, in these places, for the instance of this name, which must
    /// outlive it.
    template <class Make>
    [[nodiscard]] auto take(std::string_view instance, Make const& make) {
        Taken const taken{*this, instance};
        auto made = make(ctx_);
        ENSURE(ctx_.opened_ == channel_end_, "every instance is built like the first one");
        return made;
    }

    /// Whether this is a channel of these.
    [[nodiscard]] bool hold(Channel c) const {
        return index(c) >= channel_ && index(c) < channel_end_;
    }

private:
    /// While it lives, whatever is made takes these places.
    class Taken {
    public:
        Taken(ReservedPlaces const& places, std::string_view instance)
            : ctx_{places.ctx_},
              opened_{std::exchange(ctx_.opened_, places.channel_)},
              pieces_{std::exchange(ctx_.pieces_, places.piece_)},
              instance_{std::exchange(ctx_.instance_, instance)} {}
        Taken(Taken const&) = delete;
        Taken& operator=(Taken const&) = delete;
        ~Taken() {
            ctx_.opened_ = opened_;
            ctx_.pieces_ = pieces_;
            ctx_.instance_ = instance_;
        }

    private:
        Context& ctx_;
        std::size_t opened_;
        std::uint32_t pieces_;
        std::string_view instance_;
    };

    Context& ctx_;
    std::size_t channel_;  // the first
    std::uint32_t piece_;  // the first
    std::size_t channel_end_{0};
};

}  // namespace conclave
