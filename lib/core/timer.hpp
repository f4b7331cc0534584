#pragma once

#include <functional>
#include <string_view>
#include <utility>

#include "core/context.hpp"

namespace conclave {

/// Calls its action once the process's clock has advanced by the given time; named for the absence
/// it detects: `Timer no_answer_{ctx_, "no answer", [this] { win(); }};`
class Timer : private Piece {
public:
    Timer(Context& ctx, std::string_view name, std::function<void()> action,
          Layer layer = Layer::algorithm)
        : Piece{ctx, layer}, ctx_{ctx}, name_{name}, action_{std::move(action)} {}
    Timer(Timer const&) = delete;
    Timer& operator=(Timer const&) = delete;
    ~Timer() { stop(); }

    /// (Re)starts it; a duration below zero counts as zero.
    void start(Duration after);
    void stop();
    [[nodiscard]] bool running() const { return running_; }

private:
    friend class Context;
    friend class Process;
    void run_out();

    Context& ctx_;
    std::string_view name_;
    std::function<void()> action_;
    bool running_{false};
    Time deadline_{};         // on the process's clock
    std::uint64_t order_{0};  // equal deadlines run out in the order of their starts
};

}  // namespace conclave
