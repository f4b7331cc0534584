#pragma once

#include <array>
#include <cstdint>
#include <utility>

#include "core/ensure.hpp"
#include "core/time.hpp"

namespace conclave {

using Seed = std::uint64_t;

/// Philox4x32-10, a counter-based generator: 128 random bits as a pure function of a 128-bit
/// counter and a 64-bit key. Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy
/// as 1, 2, 3", SC 2011, §3.3. The same on every machine and compiler.
class Philox {
public:
    using Block = std::array<std::uint32_t, 4>;

    static constexpr Block block(Block counter, std::uint64_t key) {
        auto key_0 = static_cast<std::uint32_t>(key);
        auto key_1 = static_cast<std::uint32_t>(key >> 32U);
        for (int round = 0; round < 10; ++round) {
            std::uint64_t const a = std::uint64_t{0xD2511F53} * counter[0];
            std::uint64_t const b = std::uint64_t{0xCD9E8D57} * counter[2];
            counter = {static_cast<std::uint32_t>(b >> 32U) ^ counter[1] ^ key_0,
                       static_cast<std::uint32_t>(b),
                       static_cast<std::uint32_t>(a >> 32U) ^ counter[3] ^ key_1,
                       static_cast<std::uint32_t>(a)};
            key_0 += 0x9E3779B9;
            key_1 += 0xBB67AE85;
        }
        return counter;
    }
};

/// One stream of chance: the same seed and stream give the same draws on every machine. Streams of
/// one seed are independent, so that a new draw in one place does not shift another. Its own
/// distributions, because the standard library's differ between implementations.
class Random {
public:
    constexpr Random(Seed seed, std::uint64_t stream) : seed_{seed}, stream_{stream} {}

    constexpr std::uint64_t bits() {
        if (spare_ready_) {
            spare_ready_ = false;
            return spare_;
        }
        auto const block =
            Philox::block({low(stream_), high(stream_), low(drawn_), high(drawn_)}, seed_);
        ++drawn_;
        spare_ = join(block[2], block[3]);
        spare_ready_ = true;
        return join(block[0], block[1]);
    }

    /// Uniform in 0 .. bound-1, without bias (Lemire 2019); bound > 0.
    constexpr std::uint64_t below(std::uint64_t bound) {
        ENSURE(bound > 0, "a draw from nothing");
        __extension__ using Wide = unsigned __int128;
        Wide product = Wide{bits()} * bound;
        if (static_cast<std::uint64_t>(product) < bound) {
            std::uint64_t const threshold = (0 - bound) % bound;
            while (static_cast<std::uint64_t>(product) < threshold) product = Wide{bits()} * bound;
        }
        return static_cast<std::uint64_t>(product >> 64U);
    }

    /// Uniform in [0, 1).
    constexpr double unit() { return static_cast<double>(bits() >> 11U) * 0x1.0p-53; }

    /// True with this probability, 0..1.
    constexpr bool chance(double probability) { return unit() < probability; }

    /// Uniform in [first, last], both ends included; first <= last.
    constexpr Duration between(Duration first, Duration last) {
        ENSURE(first <= last, "a draw from an empty range");
        return first + Duration{static_cast<std::int64_t>(
                           below(static_cast<std::uint64_t>((last - first).count()) + 1))};
    }

    /// Every order equally likely (Fisher and Yates).
    template <class Sequence>
    constexpr void shuffle(Sequence& items) {
        for (std::size_t left = items.size(); left > 1; --left)
            std::swap(items[left - 1], items[static_cast<std::size_t>(below(left))]);
    }

private:
    static constexpr std::uint32_t low(std::uint64_t x) { return static_cast<std::uint32_t>(x); }
    static constexpr std::uint32_t high(std::uint64_t x) {
        return static_cast<std::uint32_t>(x >> 32U);
    }
    static constexpr std::uint64_t join(std::uint32_t a, std::uint32_t b) {
        return std::uint64_t{a} << 32U | b;
    }

    Seed seed_;
    std::uint64_t stream_;
    std::uint64_t drawn_{0};  // blocks, of two draws each
    std::uint64_t spare_{0};
    bool spare_ready_{false};
};

}  // namespace conclave
