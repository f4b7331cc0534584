#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/context.hpp"

namespace conclave {

/// The modules of one process: a struct whose members are the layers, lowest first. A crash
/// destroys it, a recovery builds a new one.
class Stack {
public:
    Stack() = default;
    Stack(Stack const&) = delete;
    Stack& operator=(Stack const&) = delete;
    virtual ~Stack() = default;

    /// The process begins.
    virtual void start() {}
    /// The process begins again after a crash, with nothing but its stable storage.
    virtual void recover() { start(); }
    /// A line of input from the user, or from a script.
    virtual void request(std::string_view line) { static_cast<void>(line); }
    /// False while it still has something to do of its own accord, so that a quiet spell is not the
    /// end.
    [[nodiscard]] virtual bool done() const { return true; }
    /// Whom this process takes for the bearer of a role that the algorithm gives: "leader".
    [[nodiscard]] virtual std::optional<ProcessId> bearer(std::string_view role) const {
        static_cast<void>(role);
        return std::nullopt;
    }
};

using MakeStack = std::function<std::unique_ptr<Stack>(Context&)>;

/// One process: a context and the stack on it. A driver pushes events in and drains the outbox
/// after each; every call takes the true time, which never goes back. All outputs are functions of
/// the inputs and the seed.
class Process {
public:
    Process(Identity identity, MakeStack const& make_stack, Outbox& outbox, Storage& storage,
            TraceSink* sink, LocalClock clock = {});
    Process(Process const&) = delete;
    Process& operator=(Process const&) = delete;
    ~Process();

    void start(Time now);
    void receive(Time now, Datagram const& datagram);
    /// Fires every timer that is due.
    void advance_to(Time now);
    void request(Time now, std::string_view line);
    /// The modules are gone, with their timers; what arrives from now on is lost.
    void crash(Time now);
    /// It will crash in the middle of a handler, at this point from now on; a crash or a recovery
    /// before that lifts the doom.
    void crash_at(CrashPoint point) { context_.crash_point_ = point; }
    /// Begins a new life; who is up goes on with its own.
    void recover(Time now);
    /// Records that the process stands still, or goes on; what to hold back meanwhile is the
    /// driver's part.
    void note(Time now, Event::Kind kind, std::string_view what);
    /// Records that the network took a datagram of this process.
    void note_lost(Time now, Datagram const& datagram);

    /// When advance_to has something to do next, in true time; `never` without a running timer.
    [[nodiscard]] Time next_deadline() const;
    [[nodiscard]] ProcessId self() const { return context_.self(); }
    [[nodiscard]] bool alive() const { return stack_ != nullptr; }
    [[nodiscard]] bool done() const { return !stack_ || stack_->done(); }
    [[nodiscard]] std::optional<ProcessId> bearer(std::string_view role) const;
    /// When it last did something that is the algorithm's: sent, received, indicated or decided.
    [[nodiscard]] Time last_active() const { return context_.last_active_; }
    /// Its channels so far, with what they cost.
    [[nodiscard]] std::span<ChannelState const> channels() const { return context_.channels_; }
    /// The channels of a stack that is never started.
    static std::vector<ChannelState> channels_of(Identity identity, MakeStack const& make_stack);
    /// The stack as its own type, for tests and for a program's own questions; null when crashed.
    template <class Type>
    [[nodiscard]] Type* stack() const {
        return static_cast<Type*>(stack_.get());
    }

private:
    class AtWork;
    /// Does one thing of the process's, and then what it left for later; where it crashes in the
    /// middle, the rest does not happen. What it put is on stable storage afterwards.
    template <class Do>
    void handle(Time now, Do const& act);
    void end_life(Time now);
    friend void broken_invariant(char const*, char const*, char const*, int);
    MakeStack const& make_stack_;
    Context context_;
    std::unique_ptr<Stack> stack_;
};

}  // namespace conclave
