#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>

#include "core/context.hpp"

namespace conclave {

/// One operation of a process, in all its lives: 1, 2, 3 ...
enum class OperationId : std::uint64_t {};

/// What a user asks of a module, and what he gets: `Operation<"read", int()> read_{ctx_};` for
/// histories of operations, which are judged by when each was invoked and when it responded. An
/// operation that a crash cut off never responds.
template <Name name_, class Signature>
class Operation;

template <Name name_, class Returned, class... Arguments>
class Operation<name_, Returned(Arguments...)> final : private Piece {
public:
    static constexpr std::string_view name = name_.view();
    using Values = std::tuple<Arguments...>;
    /// What it responds: one value, or none.
    using Result = std::conditional_t<std::is_void_v<Returned>, std::tuple<>, std::tuple<Returned>>;

    explicit Operation(Context& ctx, Layer layer = Layer::algorithm) : Piece{ctx, layer} {}

    OperationId invoke(Arguments const&... arguments) {
        auto const id = number_operation();
        under_way_.insert(OperationId{id});
        tell(Event::Kind::invocation, id, Values{arguments...});
        return OperationId{id};
    }

    /// With the operation's result, if it has one; once.
    template <class... Responded>
    void respond(OperationId id, Responded const&... responded) {
        static_assert(sizeof...(Responded) == std::tuple_size_v<Result> &&
                          std::is_constructible_v<Result, Responded const&...>,
                      "not what this operation responds");
        ENSURE(under_way_.erase(id) == 1, "an operation responds once, after it was invoked");
        tell(Event::Kind::response, static_cast<std::uint64_t>(id), Result{responded...});
    }

    /// Those that were invoked in this life, and have not responded.
    [[nodiscard]] std::set<OperationId> const& under_way() const { return under_way_; }

private:
    template <class Told>
    void tell(Event::Kind kind, std::uint64_t id, Told const& told) const {
        mark_active();
        if (!tracing()) return;
        record({.kind = kind,
                .layer = layer(),
                .peer = self(),
                .number = id,
                .what = std::string{name},
                .body = encode(told),
                .show_body = &show_bytes<Told>});
    }

    std::set<OperationId> under_way_;
};

}  // namespace conclave
