#pragma once

#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "core/context.hpp"

namespace conclave {

/// A decision of the algorithm that its properties speak of: `Decision<"starts an election">
/// starts_{ctx_};`. It is shown as `p3 * starts an election`, and a property names the member. What
/// only people read is a remark (Context::trace).
template <Name name_, class... Arguments>
class Decision final : private Piece {
public:
    static constexpr std::string_view name = name_.view();
    static constexpr auto kind = Event::Kind::decision;
    using Values = std::tuple<Arguments...>;

    explicit Decision(Context& ctx, Layer layer = Layer::algorithm) : Piece{ctx, layer} {}

    void operator()(Arguments const&... arguments) const { in_words({}, arguments...); }

    /// The same, shown in these words instead of the decision's name.
    void in_words(std::string words, Arguments const&... arguments) const {
        mark_active();
        if (!tracing()) return;
        record({.kind = Event::Kind::decision,
                .layer = layer(),
                .peer = self(),
                .what = std::string{name},
                .body = encode(Values{arguments...}),
                .shown = std::move(words)});
    }
};

}  // namespace conclave
