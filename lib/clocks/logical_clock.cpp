#include "clocks/logical_clock.hpp"

#include "clocks/differential_vector_clock.hpp"
#include "clocks/hybrid_clock.hpp"
#include "clocks/lamport_clock.hpp"
#include "clocks/matrix_clock.hpp"
#include "clocks/vector_clock.hpp"

namespace conclave {

std::unique_ptr<LogicalClock> make_clock(Context& ctx, LogicalClock::Kind kind, Kept kept) {
    auto const n = ctx.everyone().size();
    switch (kind) {
        using enum LogicalClock::Kind;
        case vector: return std::make_unique<ClockOf<VectorClock>>(ctx, VectorClock{n}, kept);
        case matrix: return std::make_unique<ClockOf<MatrixClock>>(ctx, MatrixClock{n}, kept);
        case hybrid: return std::make_unique<ClockOf<HybridClock>>(ctx, HybridClock{}, kept);
        case differential: return std::make_unique<DifferentialVectorClock>(ctx, kept);
        case lamport: break;
    }
    return std::make_unique<ClockOf<LamportClock>>(ctx, LamportClock{}, kept);
}

}  // namespace conclave
