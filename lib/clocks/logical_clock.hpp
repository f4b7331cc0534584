#pragma once

#include <memory>
#include <string>

#include "clocks/clock_value.hpp"
#include "core/context.hpp"

namespace conclave {

/// The logical clock of one process, whatever its kind. An event is told it once: the process's
/// own and the sending of a message by tick(), the receipt of one by receive().
class LogicalClock {
public:
    enum class Kind : std::uint8_t { lamport, vector, matrix, hybrid, differential };

    LogicalClock() = default;
    LogicalClock(LogicalClock const&) = delete;
    LogicalClock& operator=(LogicalClock const&) = delete;
    virtual ~LogicalClock() = default;

    virtual void tick() = 0;
    /// What the message to `to` carries whose sending was the last tick.
    [[nodiscard]] virtual Bytes stamp_for(ProcessId to) = 0;
    /// A message came with this stamp. False if that makes no sense: then nothing has happened.
    [[nodiscard]] virtual bool receive(ProcessId from, BytesView stamp) = 0;
    /// The reading after the last event: an encoded ClockValue, of a differential clock its
    /// VectorClock.
    [[nodiscard]] virtual Bytes reading() const = 0;
    /// The same for people.
    [[nodiscard]] virtual std::string words() const = 0;
};

/// Where a clock lives. On stable storage it goes on after a crash where it stood, as the clock
/// condition demands, for one write at each event; in memory alone it starts anew.
enum class Kept : std::uint8_t { in_memory, on_stable_storage };

/// A clock that is a ClockValue, and sends it whole.
template <ClockValue Value>
class ClockOf final : public LogicalClock {
public:
    /// `zero`: before the first event, for the number of processes of the run.
    ClockOf(Context& ctx, Value zero, Kept kept) : ctx_{ctx}, value_{std::move(zero)}, kept_{kept} {
        if (kept_ == Kept::in_memory) return;
        if (auto const stored = ctx_.storage().load<Value>(key)) value_ = *stored;
    }

    void tick() override {
        value_.tick(ctx_.self(), ctx_.now());
        keep();
    }
    [[nodiscard]] Bytes stamp_for(ProcessId) override { return encode(value_); }
    [[nodiscard]] bool receive(ProcessId from, BytesView stamp) override {
        auto const received = decode<Value>(stamp);
        if (!received || !value_.fits(*received)) return false;
        value_.receive(ctx_.self(), from, *received, ctx_.now());
        keep();
        return true;
    }
    [[nodiscard]] Bytes reading() const override { return encode(value_); }
    [[nodiscard]] std::string words() const override { return to_string(value_); }

private:
    static constexpr std::string_view key = "logical clock";
    /// Before anything leaves the process: the datagrams of a handler go out when it has ended.
    void keep() const {
        if (kept_ == Kept::on_stable_storage) ctx_.storage().store(key, value_);
    }

    Context& ctx_;
    Value value_;
    Kept kept_;
};

/// A clock of this kind for a process of the run.
std::unique_ptr<LogicalClock> make_clock(Context& ctx, LogicalClock::Kind kind, Kept kept);

}  // namespace conclave
