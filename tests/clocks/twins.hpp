#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "clocks/hybrid_clock.hpp"
#include "clocks/lamport_clock.hpp"
#include "clocks/logical_clock.hpp"
#include "clocks/matrix_clock.hpp"
#include "clocks/vector_clock.hpp"
#include "links/parcel.hpp"
#include "support/tampering_link.hpp"

/// Wrong on purpose: the checkers must catch each by the id that its comment names. They look like
/// the right clocks on the wire and in the history.
namespace conclave::broken {

/// What a StampedLink sends.
struct Stamped {
    Bytes stamp{};
    Parcel parcel{};
};

/// Broken: the clock forgets the maximum, or to merge: a receipt only ticks, as if the message said
/// nothing. LC1, VC1 and HLC1 (where a sender's clock is ahead) must catch it.
template <class Value>
test::Tampering deaf(Value const& nothing) {
    return test::forge<Stamped>(
        test::received("Data"),
        [nothing](test::Passing const&, Stamped& message) { message.stamp = encode(nothing); });
}

/// Broken: the maximum without the one more. LC1 and LC2 must catch it.
class LazyLamportClock : public LamportClock {
public:
    using LamportClock::LamportClock;
    void receive(ProcessId, ProcessId, LamportClock const& stamp, Time) { merge(stamp); }
};

/// Broken: forgets to tick at a receipt. VC1 and VC3 must catch it.
class LazyVectorClock : public VectorClock {
public:
    using VectorClock::VectorClock;
    void receive(ProcessId, ProcessId, VectorClock const& stamp, Time) { merge(stamp); }
};

/// Broken: two processes share an entry, as in a plausible clock (Torres-Rojas and Ahamad 1999):
/// what is concurrent may look ordered. VC2 must catch it.
class FoldedVectorClock : public VectorClock {
public:
    using VectorClock::VectorClock;
    void tick(ProcessId self, Time physical) {
        VectorClock::tick(process(index(self) % 2), physical);
    }
    void receive(ProcessId self, ProcessId, VectorClock const& stamp, Time physical) {
        merge(stamp);
        tick(self, physical);
    }
};

/// Broken: ticks twice. VC3 must catch it.
class HastyVectorClock : public VectorClock {
public:
    using VectorClock::VectorClock;
    void tick(ProcessId self, Time) { raise(self, at(self) + 2); }
    void receive(ProcessId self, ProcessId, VectorClock const& stamp, Time physical) {
        merge(stamp);
        tick(self, physical);
    }
};

/// Broken: the own row does not take in the sender's. MC1 must catch it.
class SelfishMatrixClock : public MatrixClock {
public:
    using MatrixClock::MatrixClock;
    void receive(ProcessId self, ProcessId, MatrixClock const& stamp, Time physical) {
        merge(stamp);
        tick(self, physical);
    }
};

/// Broken: learns what the sender knows, and not what it knows of others: their rows stay as they
/// were. MC2 must catch it.
class ForgetfulMatrixClock : public MatrixClock {
public:
    using MatrixClock::MatrixClock;
    void receive(ProcessId self, ProcessId from, MatrixClock const& stamp, Time physical) {
        std::vector<VectorClock> rows;
        for (std::size_t p = 0; p < row(self).counts().size(); ++p)
            rows.push_back(process(p) == from ? stamp.row(from) : row(process(p)));
        auto const bytes = encode(rows);
        MatrixClock::receive(self, from, decode<MatrixClock>(view(bytes)).value(), physical);
    }
};

/// Broken: moves l where it should count with c, and runs away. HLC2 must catch it.
class RunawayHybridClock : public HybridClock {
public:
    using HybridClock::HybridClock;
    void tick(ProcessId self, Time physical) {
        auto const next = largest() == Time::min() ? physical : largest() + Duration{1};
        HybridClock::tick(self, std::max(next, physical));
    }
    void receive(ProcessId self, ProcessId, HybridClock const& stamp, Time physical) {
        merge(stamp);
        tick(self, physical);
    }
};

/// Broken: notes that an entry changed when it last ticked, and ticks afterwards: what changes
/// right after a sending is left out of the next message. VC1 must catch it.
class LateDifferentialVectorClock final : public LogicalClock {
public:
    explicit LateDifferentialVectorClock(Context& ctx)
        : ctx_{ctx}, clock_{ctx.everyone().size()}, sent_{clock_}, updated_{clock_} {}

    void tick() override {
        clock_.tick(ctx_.self(), {});
        updated_.raise(ctx_.self(), own());
    }
    Bytes stamp_for(ProcessId to) override {
        std::vector<std::pair<ProcessId, std::uint64_t>> changed;
        for (ProcessId p : ctx_.everyone())
            if (sent_.at(to) < updated_.at(p)) changed.emplace_back(p, clock_.at(p));
        sent_.raise(to, own());
        return encode(changed);
    }
    bool receive(ProcessId, BytesView stamp) override {
        auto const changed = decode<std::vector<std::pair<ProcessId, std::uint64_t>>>(stamp);
        for (auto const& [p, count] : *changed)
            if (count > clock_.at(p)) {
                clock_.raise(p, count);
                updated_.raise(p, own());
            }
        tick();
        return true;
    }
    [[nodiscard]] Bytes reading() const override { return encode(clock_); }
    [[nodiscard]] std::string words() const override { return to_string(clock_); }

private:
    [[nodiscard]] std::uint64_t own() const { return clock_.at(ctx_.self()); }
    Context& ctx_;
    VectorClock clock_;
    VectorClock sent_;
    VectorClock updated_;
};

}  // namespace conclave::broken
