#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "core/wire.hpp"
#include "mpi/launch/session.hpp"

namespace conclave::mpi {

/// Divides many independent simulations over the ranks of a session, and brings their results
/// together on rank 0.
class SweepPool {
public:
    struct Share {
        std::uint64_t first{0};
        std::uint64_t last{0};  ///< excluded
    };

    explicit SweepPool(Session& session);
    SweepPool(SweepPool const&) = delete;
    SweepPool& operator=(SweepPool const&) = delete;
    ~SweepPool();

    /// This rank's part of 0 .. count-1: the parts are disjoint, and differ in size by one at most.
    [[nodiscard]] Share share(std::uint64_t count) const;

    /// Tells rank 0 how many this rank has done by now, without waiting. Returns on rank 0 how many
    /// all ranks have done as far as it has heard, elsewhere what was passed. Call it as often as
    /// you like, it sends at most every 100 ms.
    std::uint64_t progress(std::uint64_t done);

    /// Collective, once, at the end. Every rank's result by rank, on rank 0; empty elsewhere.
    template <class Result>
    [[nodiscard]] std::vector<Result> gather(Result const& mine) {
        std::vector<Result> results;
        for (Bytes const& bytes : gather_bytes(encode(mine))) {
            auto result = decode<Result>(view(bytes));
            ENSURE(result, "a result that does not read as it was written");
            results.push_back(std::move(*result));
        }
        return results;
    }

private:
    [[nodiscard]] std::vector<Bytes> gather_bytes(Bytes const& mine);

    struct Inside;
    std::unique_ptr<Inside> inside_;
};

}  // namespace conclave::mpi
