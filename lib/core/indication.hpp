#pragma once

#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "core/context.hpp"

namespace conclave {

/// What a module tells the layer above: `Indication<"elected", ProcessId> elected{ctx_};`. Its name
/// is part of its type, so that a property names the member itself: `&Election::elected`. Listeners
/// hear it in the order in which they connected.
///
/// Call it last in a handler: a listener may call back into the module, which must have its state
/// in order by then. A module that has several things to tell at once says each `later`.
template <Name name_, class... Arguments>
class Indication final : private Piece, private Pending {
public:
    static constexpr std::string_view name = name_.view();
    static constexpr auto kind = Event::Kind::indication;
    using Values = std::tuple<Arguments...>;

    explicit Indication(Context& ctx, Layer layer = Layer::algorithm) : Piece{ctx, layer} {}
    ~Indication() { forget(*this); }

    void connect(std::function<void(Arguments...)> listener) {
        ENSURE(made_together(), "an instance must not listen to a module that may outlive it");
        listeners_.push_back(std::move(listener));
    }

    void operator()(Arguments... arguments) {
        ENSURE(!std::exchange(telling_, true),
               "an indication was raised while its listeners were being told: say it later()");
        mark_active();
        if (tracing()) record(arguments...);
        for (auto const& listener : listeners_) listener(arguments...);
        telling_ = false;
    }

    /// The same, once the handler that is at work has ended: events of one process are handled one
    /// after the other.
    void later(Arguments... arguments) {
        to_tell_.emplace_back(std::move(arguments)...);
        tell_later(*this);
    }

private:
    void tell_next() override {
        auto const arguments = std::move(to_tell_.front());
        to_tell_.pop_front();
        std::apply(*this, arguments);
    }

    void record(Arguments const&... arguments) const {
        Event event{.kind = Event::Kind::indication,
                    .layer = layer(),
                    .peer = subject(arguments...),
                    .what = std::string{name},
                    .body = encode(Values{arguments...})};
        if constexpr (sizeof...(Arguments) > 0) event.show_body = &show_bytes<Values>;
        Piece::record(std::move(event));
    }

    /// The process that the indication is about: its first argument, where that is one.
    ProcessId subject(auto const& first, auto const&...) const {
        if constexpr (std::is_same_v<std::remove_cvref_t<decltype(first)>, ProcessId>)
            return first;
        else
            return self();
    }
    ProcessId subject() const { return self(); }

    std::vector<std::function<void(Arguments...)>> listeners_;
    std::deque<Values> to_tell_;
    bool telling_{false};
};

}  // namespace conclave
