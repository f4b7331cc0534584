#include <cstdio>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "core/port.hpp"
#include "links/fair_loss_link.hpp"
#include "sim/world.hpp"

namespace conclave {
namespace {

using namespace std::chrono_literals;

/// Passes a token on to the next process of a ring, and counts its steps.
class Ring {
public:
    struct Token {
        std::uint64_t steps{0};
    };

    Ring(Context& ctx, Link& link) : ctx_{ctx}, port_{ctx, link, *this} {}

    void pass_on(std::uint64_t steps) {
        auto const n = ctx_.everyone().size();
        port_.send(process((index(ctx_.self()) + 1) % n), Token{steps});
    }

    std::uint64_t seen{0};

private:
    using Port = conclave::Port<Link, Ring, Token>;
    friend Port;

    void upon(ProcessId, Token const& token) {
        seen = token.steps;
        if (index(ctx_.self()) != 0) pass_on(token.steps + 1);
    }

    Context& ctx_;
    Port port_;
};

struct RingStack final : Stack {
    explicit RingStack(Context& ctx) : fll{ctx}, ring{ctx, fll} {}
    void request(std::string_view) override { ring.pass_on(1); }
    FairLossLink fll;
    Ring ring;
};

TEST(Scale, AHundredThousandProcessesFitIntoOneWorld) {
    constexpr std::uint32_t n = 100'000;
    net::RunPlan plan{.processes = n};
    plan.faults.delay_min = plan.faults.delay_max = 1us;
    plan.requests = {{Time{}, process(0), "go"}};
    sim::World world{plan, [](Context& ctx) { return std::make_unique<RingStack>(ctx); }};
    EXPECT_EQ(world.run(), net::Outcome::End::story_over);
    EXPECT_EQ(world.stack<RingStack>(process(0)).ring.seen, n) << "the token came round";
    EXPECT_EQ(world.stack<RingStack>(process(n / 2)).ring.seen, n / 2);
    EXPECT_EQ(world.deliveries(), n);
    EXPECT_EQ(world.now(), Time{n * 1us});

    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    std::printf("%u processes: %ld MB at most, %ld bytes each\n", n, usage.ru_maxrss / 1024,
                usage.ru_maxrss * 1024 / n);
}

}  // namespace
}  // namespace conclave
