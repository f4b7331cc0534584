#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "core/context.hpp"

namespace conclave {

/// What a module tells the layer above: `elected(p)`. It has one listener, so that a stack reads as
/// a chain. Call it last in a handler: the listener may call back into the module.
template <class... Arguments>
class Indication {
public:
    Indication(Context& ctx, std::string_view name, Layer layer = Layer::algorithm)
        : ctx_{ctx}, name_{name}, layer_{layer} {}
    Indication(Indication const&) = delete;
    Indication& operator=(Indication const&) = delete;
    ~Indication() = default;

    void connect(std::function<void(Arguments...)> listener) { listener_ = std::move(listener); }

    void operator()(Arguments... arguments) {
        ctx_.mark_active();
        if (ctx_.tracing()) record(arguments...);
        if (listener_) listener_(std::move(arguments)...);
    }

private:
    void record(Arguments const&... arguments) {
        using All = std::tuple<Arguments...>;
        Event event{.kind = Event::Kind::indication,
                    .layer = layer_,
                    .peer = subject(arguments...),
                    .what = std::string{name_},
                    .body = encode(All{arguments...})};
        if constexpr (sizeof...(Arguments) > 0) event.show_body = &show_bytes<All>;
        ctx_.record(std::move(event));
    }

    /// The process that the indication is about: its first argument, where that is one.
    ProcessId subject(auto const& first, auto const&...) const {
        if constexpr (std::is_same_v<std::remove_cvref_t<decltype(first)>, ProcessId>)
            return first;
        else
            return ctx_.self();
    }
    ProcessId subject() const { return ctx_.self(); }

    Context& ctx_;
    std::string_view name_;
    Layer layer_;
    std::function<void(Arguments...)> listener_;
};

}  // namespace conclave
