// Message deliveries a second in the simulator, on one core, with tracing off.

#include <chrono>
#include <memory>

#include "core/port.hpp"
#include "links/fair_loss_link.hpp"
#include "sim/world.hpp"
#include "stopwatch.hpp"

namespace {

using namespace conclave;
using namespace std::chrono_literals;

/// Hands every token on, to the next process or to a random one.
class Relay final : public Stack {
public:
    enum class Way { ring, random };

    Relay(Context& ctx, Way way, std::uint32_t tokens)
        : ctx_{ctx}, link_{ctx}, port_{ctx, link_, *this}, way_{way}, tokens_{tokens} {}

    void start() override {
        if (index(ctx_.self()) < tokens_) hand_on(Token{.hops = 0});
    }
    [[nodiscard]] bool done() const override { return false; }

private:
    struct Token {
        std::uint64_t hops{0};
    };
    using Port = conclave::Port<Link, Relay, Token>;
    friend Port;

    void upon(ProcessId, Token const& token) { hand_on(Token{.hops = token.hops + 1}); }
    void hand_on(Token const& token) {
        auto const n = ctx_.everyone().size();
        auto const step = way_ == Way::ring ? 1 : 1 + ctx_.random().below(n - 1);
        port_.send(process((index(ctx_.self()) + step) % n), token);
    }

    Context& ctx_;
    FairLossLink link_;
    Port port_;
    Way way_;
    std::uint32_t tokens_;
};

/// Millions of deliveries a second, the median of five runs.
double millions_a_second(std::uint32_t n, Relay::Way way, std::uint32_t tokens, Duration span) {
    net::RunPlan plan{.processes = n, .limit = span, .stay = true};
    plan.faults.delay_min = 1ms;
    plan.faults.delay_max = 10ms;
    std::vector<double> rates;
    for (int attempt = 0; attempt < 5; ++attempt) {
        sim::World world{plan,
                         [=](Context& ctx) { return std::make_unique<Relay>(ctx, way, tokens); }};
        bench::Stopwatch const watch;
        world.run();
        rates.push_back(static_cast<double>(world.deliveries()) / watch.seconds() / 1e6);
    }
    return bench::median(rates);
}

void print(char const* what, double rate, double target) {
    std::printf("%-46s ours %9.3f M/s   at least %5.1f M/s   ratio %6.2f\n", what, rate, target,
                rate / target);
    std::fflush(stdout);
}

}  // namespace

int main() {
    print("simulator: ring of 8, one token",
          millions_a_second(8, Relay::Way::ring, 1, std::chrono::hours{2}), 3);
    print("simulator: 1,000 processes forward at random",
          millions_a_second(1000, Relay::Way::random, 1000, 8s), 1);
}
